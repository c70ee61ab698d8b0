"""The programs somebody let in."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.accounts.models import Account
from sotay.integration.models import HandbookPosting, Token, Webhook
from sotay.members.models import Member


def tokens(member: Member) -> Section:
    rows = Token.objects.filter(account__member=member).order_by("created_at", "id")
    columns = ("name", "scopes", "created_at", "expires_at", "last_used_at", "ended_at", "ended_by")
    return Section("tokens", list(rows.values(*columns)))


def webhooks(member: Member) -> Section:
    """Addresses they registered for a unit they work for."""
    rows = Webhook.objects.filter(account__member=member).order_by("created_at", "id")
    columns = ("unit__name", "url", "events", "status", "created_at")
    return Section("webhooks", list(rows.values(*columns)))


def postings(member: Member) -> Section:
    """What they noted as posted to the national handbook."""
    accounts = Account.objects.filter(member=member).values("pk")
    rows = HandbookPosting.objects.filter(account_id__in=accounts).order_by("at", "id")
    columns = ("cell__name", "phase", "posted_on", "at")
    return Section("handbook_postings", list(rows.values(*columns)))
