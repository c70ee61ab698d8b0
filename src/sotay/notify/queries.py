"""Reading notices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.kernel.actor import Actor
from sotay.members.models import Member
from sotay.notify.channels import CHANNELS, Channel, open_channels
from sotay.notify.models import Delivery, Device, Notice, Reach

LATELY = timedelta(days=30)
NEWEST = 12
"""How many new notices a page knows: Today lists the first of them, and a page marks those that led to it."""


def of(actor: Actor) -> QuerySet[Notice]:
    """Somebody's notices, newest first: those of the member they are, and those of their account."""
    mine = Q(account=actor.account_id)
    return Notice.objects.filter(mine | Q(member=actor.member_id) if actor.member_id else mine)


def unread(actor: Actor) -> QuerySet[Notice]:
    return of(actor).filter(read_at=None)


@dataclass(frozen=True, slots=True)
class Inbox:
    """How many notices are new, and the newest of them."""

    unread: int
    newest: tuple[Notice, ...] = ()


def inbox(actor: Actor) -> Inbox:
    """What is new and how much of it, in one query; a header that counts asks nothing more."""

    def read() -> Inbox:
        newest = tuple(unread(actor).annotate(unread=Window(Count("pk")))[:NEWEST])
        return Inbox(newest[0].unread if newest else 0, newest)

    return actor.once(Inbox, read)


def unread_count(request: HttpRequest) -> int:
    """The number at the bell of the header. What was read for it stays with the request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    request.inbox = found = inbox(actor)  # type: ignore[attr-defined]
    return found.unread


def whose(actor: Actor) -> Mapping[str, UUID | None]:
    """Under what somebody's own rows are kept: the member they are, else their account."""
    return {"member_id": actor.member_id} if actor.member_id else {"account_id": actor.account_id}


def _with_devices() -> QuerySet[Reach]:
    """`has_device` says whether a browser of theirs asked for messages. Nobody whose log-in was closed."""
    account = Coalesce("account_id", "member__account__pk")
    closed = Q(account__is_active=False) | Q(member__account__is_active=False)
    rows = Reach.objects.exclude(closed).select_related("member__account", "account")
    return rows.annotate(own_account=account).annotate(
        has_device=Exists(Device.objects.filter(account=OuterRef("own_account"), is_paused=False))
    )


def reaches(notices: Iterable[Notice]) -> Mapping[UUID | None, Reach]:
    """How those are reached whom some notices are for, by member or account; without those who asked for
    nothing. One query.
    """
    members = {notice.member_id for notice in notices if notice.member_id}
    accounts = {notice.account_id for notice in notices if notice.account_id}
    found = _with_devices().filter(Q(member__in=members) | Q(account__in=accounts))
    return {reach.member_id or reach.account_id: reach for reach in found}


def reach_of(actor: Actor) -> Reach:
    """Somebody's own choices, or what holds without any (not stored)."""
    found = Reach.objects.filter(**whose(actor)).select_related("member").first()
    return found or Reach(**whose(actor))


def reach_of_members(members: Iterable[Member]) -> Mapping[UUID | None, Reach]:
    found = _with_devices().filter(member__in=[member.pk for member in members])
    return {reach.member_id: reach for reach in found}


@dataclass(frozen=True, slots=True)
class Reached:
    """How a member of a cell hears of what is new. `calls`: by nothing but a call or a visit."""

    member: Member
    channels: tuple[Channel, ...]
    logs_in: bool
    by_text: bool

    @property
    def calls(self) -> bool:
        return not self.channels and not self.logs_in


def how_reached(members: Iterable[Member]) -> list[Reached]:
    """Of each of some members. Somebody who logged in within a month is taken to see their notices."""
    people = list(members)
    found = reach_of_members(people)
    lately = timezone.now() - LATELY
    seen = set(
        Account.objects.filter(member__in=people, is_active=True, last_login__gte=lately).values_list(
            "member", flat=True
        )
    )
    channels = open_channels()
    return [
        Reached(
            member=member,
            channels=tuple(each for each in channels if reach and each.is_for(reach)),
            logs_in=member.pk in seen,
            by_text=bool(reach and reach.by_text),
        )
        for member in people
        for reach in [found.get(member.pk)]
    ]


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that was given up: how many notices it told of, and why it failed."""

    message_id: UUID | None
    channel: str
    ended_at: datetime
    attempts: int
    failure: str
    notices: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is on its way, by channel, and what failed."""

    channels: list[tuple[Channel, bool, Mapping[str, int]]]  # whether it is set up; deliveries by status
    failed: list[FailedMessage]
    failed_count: int


MOST_LISTED = 50


def outgoing() -> Outgoing:
    """In three queries."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Delivery.objects.order_by().values_list("channel", "status").annotate(n=Count("pk"))
    for code, status, number in rows:
        counts[code][status] = number
    failed = Delivery.objects.filter(status=Delivery.Status.FAILED).order_by()
    messages = failed.values("message_id", "channel").annotate(
        ended_at=Max("ended_at"), attempts=Max("attempts"), failure=Max("failure"), notices=Count("pk")
    )
    return Outgoing(
        channels=[(each, each.is_open(), counts[each.code]) for each in CHANNELS],
        failed=[FailedMessage(**row) for row in messages.order_by("-ended_at")[:MOST_LISTED]],
        failed_count=failed.values("message_id").distinct().count(),
    )
