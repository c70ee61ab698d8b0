"""Who is made to wait after wrong passwords and codes, and the page that says until when.

Counts are rows that all workers share. A try is counted before its answer is known and given back when it was
right, so that many at once get no further than one after another. See docs/accounts.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sotay.accounts import limits
from sotay.accounts.devices import device_of
from sotay.accounts.limits import Count, Limit
from sotay.accounts.models import Account, FailureCount
from sotay.accounts.queries import candidates
from sotay.accounts.rules import login_name
from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM

FORGOTTEN_AFTER = timedelta(days=1)


class Secret(StrEnum):
    """What is being guessed. Each is counted by itself: a hall's wrong passwords close no slip."""

    PASSWORD = "password"  # noqa: S105 - a name
    SLIP = "slip"
    STEP = "step"


class Paused(Exception):  # noqa: N818 - it is an answer, not an error
    """No more answers are taken from here before `until`. The middleware turns it into a page."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Try:
    """One answer somebody gives: under which keys it counts, and whose account it is about."""

    narrow: Sequence[tuple[str, Limit]]
    wide: Sequence[tuple[str, Limit]]
    accounts: Sequence[Account]


def begin(request: HttpRequest, secret: Secret, typed: str = "", account: Account | None = None) -> Try:
    """Count a try at the secret of a name (or of an account that is known already). Raises Paused."""
    found = [account] if account is not None else whose(request, typed)
    names = [str(each.pk) for each in found] or [login_name(typed)[:255]]
    one = _try(request, secret, names, found)
    now = timezone.now()
    with transaction.atomic():
        narrow = _locked(one.narrow)
        wide = FailureCount.objects.in_bulk([key for key, _limit in one.wide])
        if until := limits.latest(
            limits.paused_until(_count(row), now) for row in (*narrow.values(), *wide.values())
        ):
            raise Paused(until)
        _add_failure(narrow, one.narrow, now)
    return one


def whose(request: HttpRequest, typed: str) -> list[Account]:
    """The accounts a typed name may mean. A card number recorded twice means both, but on a device that one
    of them logged in on before it means that one.
    """
    found, device = candidates(typed), device_of(request)
    known = [each for each in found if device is not None and device.knows(each.pk)]
    return known or found


def succeeded(one: Try) -> None:
    """The answer was right: the pair starts from nothing. What others got wrong elsewhere stays counted."""
    FailureCount.objects.filter(key__in=[key for key, _limit in one.narrow]).delete()


def failed(one: Try) -> None:
    """The answer was wrong. Raises Paused when it was the last one taken for now."""
    now = timezone.now()
    with transaction.atomic():
        rows = FailureCount.objects.in_bulk([key for key, _limit in one.narrow])
        wide = _locked(one.wide)
        _add_failure(wide, one.wide, now)
        pauses = [limits.paused_until(_count(row), now) for row in (*rows.values(), *wide.values())]
        until = limits.latest(pauses)
        if until is not None:
            _record(one.accounts)
    if until is not None:
        raise Paused(until)


def asks_name(request: HttpRequest) -> datetime | None:
    """Until when a slip's code alone is not enough: too many wrong ones came from here or from everywhere."""
    now = timezone.now()
    rows = FailureCount.objects.filter(key__in=[key for key, _limit in _unnamed(request)])
    return limits.latest(limits.paused_until(_count(row), now) for row in rows)


def failed_without_name(request: HttpRequest) -> None:
    """A code that opens nothing was typed without a name, so it counts against no slip but against all."""
    keys = _unnamed(request)
    with transaction.atomic():
        _add_failure(_locked(keys), keys, timezone.now())


def forget(now: datetime) -> int:
    """Delete counts that no longer matter. Called by the clock."""
    old = FailureCount.objects.filter(since__lt=now - FORGOTTEN_AFTER)
    return int(old.exclude(until__gt=now).delete()[0])


def page(request: HttpRequest, until: datetime) -> HttpResponse:
    """The page that says until when to wait and what else to do, the same for names that do not exist."""
    left = max(until - timezone.now(), timedelta(seconds=1))
    shown = {"until": until, "minutes": ceil(left / timedelta(minutes=1))}
    answer = render(request, "account/locked.html", shown, status=429)
    answer["Retry-After"] = str(ceil(left.total_seconds()))
    return answer


def client_address(request: HttpRequest) -> str:
    """Where a request comes from. Behind the proxy that SOTAY_HTTPS speaks of, the address it saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.HTTPS else ""
    nearest = forwarded.rpartition(",")[2].strip()  # whatever stands before was sent by the client
    for address in (nearest, str(request.META.get("REMOTE_ADDR", ""))):
        with suppress(ValueError):
            return _place(ip_address(address))
    return "127.0.0.1"  # a socket file has no address


def _place(address: IPv4Address | IPv6Address) -> str:
    """Of IPv6 the network: one house has 2**64 addresses, a new one for each try."""
    plain = getattr(address, "ipv4_mapped", None) or address
    return str(plain if isinstance(plain, IPv4Address) else ip_network((plain, 64), False).network_address)


def _try(request: HttpRequest, secret: Secret, names: Sequence[str], found: Sequence[Account]) -> Try:
    """A device the account knows is counted by itself. Everybody else by account and address, and widely."""
    device = device_of(request)
    if device is not None and found and all(device.knows(each.pk) for each in found):
        return Try([(_key(secret, "device", name, device.name), limits.PAIR) for name in names], (), found)
    address = client_address(request)
    everywhere = limits.SECOND_STEP if secret is Secret.STEP else limits.ACCOUNT
    return Try(
        narrow=[(_key(secret, "pair", name, address), limits.PAIR) for name in names],
        wide=[
            (_key(secret, "address", address), limits.ADDRESS),
            *((_key(secret, "account", name), everywhere) for name in names),
        ],
        accounts=found,
    )


def _unnamed(request: HttpRequest) -> list[tuple[str, Limit]]:
    return [
        (_key(Secret.SLIP, "unnamed", client_address(request)), limits.UNNAMED_AT_ADDRESS),
        (_key(Secret.SLIP, "unnamed"), limits.UNNAMED),
    ]


def _key(*parts: str) -> str:
    return salted_hmac("sotay.accounts.lockout", "\0".join(parts), algorithm="sha256").hexdigest()


def _locked(keys: Iterable[tuple[str, Limit]]) -> dict[str, FailureCount]:
    """The rows of the keys, made where there are none, held until the transaction ends."""
    names = sorted(key for key, _limit in keys)
    FailureCount.objects.bulk_create([FailureCount(key=name) for name in names], ignore_conflicts=True)
    held = FailureCount.objects.select_for_update().filter(key__in=names).order_by("key")
    return {row.key: row for row in held}


def _count(row: FailureCount) -> Count:
    return Count(row.failures, row.since, row.until)


def _add_failure(rows: dict[str, FailureCount], keys: Iterable[tuple[str, Limit]], now: datetime) -> None:
    for key, limit in keys:
        row = rows[key]
        if limits.paused_until(_count(row), now) is None:
            count = limits.after_failure(_count(row), limit, now)
            row.failures, row.since, row.until = count.failures, count.since, count.until
            row.save()


def _record(accounts: Sequence[Account]) -> None:
    """A line for whoever's account it is. A name nobody has costs the same, so that time does not tell it."""
    with transaction.atomic():
        for account in accounts:
            audit.record(SYSTEM, "account.locked_out", account.member or account, name=account.name)
        if not accounts:
            audit.record(SYSTEM, "account.locked_out", name="")
            transaction.set_rollback(True)
