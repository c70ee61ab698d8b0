"""The door to tokens, one's own only, and to webhooks, for who works for their unit."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.integration.models import Token, Webhook
from sotay.kernel.actor import Actor, Role
from sotay.kernel.rows import get_or_none
from sotay.units.access import access_unit
from sotay.units.models import Unit

WORKS = (
    *(Role.SECRETARY, Role.DEPUTY_SECRETARY),
    *(Role.WARD_OFFICE, Role.PROVINCE_OFFICE, Role.CENTRE_OFFICE),
)
"""Who has programs told what happens at the very unit they hold the role at, and below it."""


def access_token(actor: Actor, pk: UUID) -> Token:
    token = get_or_none(Token.objects.select_related("account__member"), pk)
    if token is None or token.account_id != actor.account_id:
        raise Http404
    return token


def works_for(actor: Actor, unit: Unit) -> bool:
    return any(grant.unit_id == unit.pk for grant in actor.holds(*WORKS))


def access_webhooks(actor: Actor, pk: UUID) -> Unit:
    """A unit whose webhooks the actor registers and sees, whoever of its office registered them."""
    unit = access_unit(actor, pk)
    if not works_for(actor, unit):
        raise Http404
    return unit


def access_webhook(actor: Actor, pk: UUID) -> Webhook:
    hook = get_or_none(Webhook.objects.select_related("unit", "account__member"), pk)
    if hook is None or not works_for(actor, hook.unit):
        raise Http404
    return hook
