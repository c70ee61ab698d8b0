"""The programs somebody let in."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.integration.models import Token, Webhook
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
