"""Making and ending tokens; registering addresses that are told what happens."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.audit import actions as audit
from sotay.integration import rules, sealing
from sotay.integration.addresses import Address, read, resolve
from sotay.integration.models import Token, Webhook, WebhookDelivery
from sotay.kernel.actor import SYSTEM, Actor
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.notify.channels import Unavailable, within
from sotay.units.models import Unit

MOST_TOKENS, MOST_WEBHOOKS = 20, 10
SECONDS_FOR_NAME = 3


class TooManyTokens(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("You have %(n)s tokens that work. End one you no longer need first.") % {"n": MOST_TOKENS}
        )


class TooLong(Refusal):
    def __init__(self, last: date) -> None:
        super().__init__(
            _("A token works until %(day)s at most. Choose an earlier day.") % {"day": f"{last:%d/%m/%Y}"},
            field="until",
        )


class TooManyWebhooks(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The unit has %(n)s addresses already. Remove one that is no longer needed first.")
            % {"n": MOST_WEBHOOKS}
        )


class SlowName(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("The name of this address cannot be looked up at the moment. Try again in a minute."),
            field="url",
        )


def longest_until() -> date:
    """The last day a token made today may work."""
    return timezone.localdate() + timedelta(days=settings.TOKEN_DAYS)


@transaction.atomic
def make_token(
    *, by: Actor, account: Account, name: str, scopes: Collection[str], until: date
) -> tuple[Token, str]:
    """A token that works through `until`, and its secret, which is told this once.

    Raises TooManyTokens, TooLong.
    """
    if until > longest_until():
        raise TooLong(longest_until())
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.tokens.filter(ended_at=None, expires_at__gt=timezone.now()).count() >= MOST_TOKENS:
        raise TooManyTokens
    secret = rules.new_token()
    token = account.tokens.create(
        name=tidy(name),
        start=secret[: rules.SHOWN],
        secret_sha256=rules.digest_of(secret),
        scopes=sorted(scopes),
        held=sorted(map(list, roles_of(by))),
        expires_at=_end_of(until),
    )
    audit.record(by, "token.made", account.member or account, on=f"{until:%d/%m/%Y}")
    return token, secret


@transaction.atomic
def end_token(*, by: Actor, token: Token) -> None:
    """End a token of one's own. Ending it again changes nothing."""
    if _end(Token.objects.filter(pk=token.pk), Token.Ended.BY_HAND):
        audit.record(by, "token.ended", token.account.member or token.account)


@transaction.atomic
def end_all(by: Actor, account: Account) -> None:
    """End every token of an account, with its log-ins: the way offices close it, without seeing any."""
    count = _end(account.tokens.all(), Token.Ended.LOGGED_OUT)
    if count:
        audit.record(by, "token.all_ended", account.member or account, n=count, name=account.name)


@transaction.atomic
def end_with_role(*, token: Token, by: Actor) -> None:
    """End a token made in a role that its person no longer holds."""
    if _end(Token.objects.filter(pk=token.pk), Token.Ended.ROLE_ENDED):
        about = token.account.member or token.account
        audit.record(SYSTEM, "token.role_ended", about, name=token.account.name)


def roles_of(actor: Actor) -> Sequence[tuple[str, str]]:
    """The roles somebody holds, each with its unit."""
    return sorted({(str(grant.role), str(grant.unit_id)) for grant in actor.grants})


def _end(tokens: object, how: str) -> int:
    return int(tokens.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=how))  # type: ignore[attr-defined]


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def look_up(url: str) -> Address:
    """Whether an address may be told anything, its name looked up. Slow: before the write it is for.

    Raises BadAddress, SlowName.
    """
    address = read(url)
    try:
        within(SECONDS_FOR_NAME, lambda: resolve(address, settings.WEBHOOK_NETWORKS))
    except Unavailable:
        raise SlowName from None
    return address


@transaction.atomic
def register(
    *, by: Actor, account: Account, unit: Unit, url: str, events: Collection[str]
) -> tuple[Webhook, str]:
    """Have an address told what happens at a unit and below; with the secret, which is told this once.

    The caller has looked the address up. Raises TooManyWebhooks.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if unit.webhooks.count() >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    secret = rules.new_secret()
    hook = Webhook.objects.create(
        unit=unit, account=account, url=url, events=sorted(events), secret=sealing.seal(secret)
    )
    audit.record(by, "webhook.registered", unit, n=len(events))
    return hook, secret


@transaction.atomic
def change_secret(*, by: Actor, webhook: Webhook) -> str:
    """A new secret. The one of before signs beside it for a day, so that the other side can follow."""
    held = _held(webhook)
    secret = rules.new_secret()
    held.secret_before, held.secret = held.secret, sealing.seal(secret)
    held.secret_before_until = timezone.now() + rules.BOTH_SECRETS
    held.save(update_fields=["secret", "secret_before", "secret_before_until"])
    audit.record(by, "webhook.secret_changed", held.unit)
    return secret


@transaction.atomic
def turn_off(*, by: Actor, webhook: Webhook) -> None:
    """Tell the address nothing from now on. What waited for it is given up."""
    held = _held(webhook)
    if held.is_on:
        held.status = Webhook.Status.OFF
        held.save(update_fields=["status"])
        given_up = {"status": WebhookDelivery.Status.FAILED, "ended_at": timezone.now()}
        held.deliveries.filter(status=WebhookDelivery.Status.WAITING).update(**given_up)
        audit.record(by, "webhook.turned_off", held.unit)


@transaction.atomic
def turn_on(*, by: Actor, account: Account, webhook: Webhook) -> None:
    """Tell the address again, from now on and on behalf of whoever turns it on. Raises BadAddress."""
    held = _held(webhook)
    if not held.is_on:
        held.status, held.account = Webhook.Status.ON, account
        held.failing_since = held.rests_until = None
        held.figures_seen_at = timezone.now()
        held.save()
        audit.record(by, "webhook.turned_on", held.unit)


@transaction.atomic
def remove(*, by: Actor, webhook: Webhook) -> None:
    """Forget the address and its deliveries."""
    audit.record(by, "webhook.removed", webhook.unit)
    webhook.delete()


def _held(webhook: Webhook) -> Webhook:
    return Webhook.objects.select_for_update(of=("self",)).select_related("unit").get(pk=webhook.pk)
