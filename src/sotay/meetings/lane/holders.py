"""Whether a ticket still lets in: its session, its account and its right to the meeting, looked at anew.

What was found is believed for `BELIEVED` seconds, so that a log-out, a closed account or a transfer ends a
ticket within a minute. Those whose time is nearly over are looked at together: a few queries for a whole
hall, where each by itself would be several for each phone.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from sotay.accounts.models import Account
from sotay.accounts.queries import actors_for
from sotay.kernel.actor import Actor, Can, Role
from sotay.meetings.access import can_read, may
from sotay.meetings.lane.tickets import Ticket, is_of
from sotay.meetings.lane.together import Together
from sotay.meetings.models import Meeting
from sotay.members.models import CellMembership
from sotay.members.queries import in_force

BELIEVED = 40.0
"""Seconds a look is believed. With the pauses of a phone in between it stays below a minute."""
SOON = 15.0
"""Seconds before that in which one is looked at with others that are due."""
TOGETHER = 200
KEPT = 8192


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a ticket, as of `looked` (monotonic seconds).

    `reads`: may read what is said. `sits`: is let in for sitting in a cell of the meeting, and by nothing
    else.
    """

    actor: Actor
    reads: bool
    sits: bool
    looked: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A ticket with the session it came with."""

    ticket: Ticket
    session_key: str


_known: OrderedDict[Shown, Holder] = OrderedDict()


def holder_of(ticket: Ticket, session_key: str) -> Holder | None:
    """Who holds the ticket; None when it does not let in, or no longer."""
    shown, now = Shown(ticket, session_key), time.monotonic()
    known = _known.get(shown)
    if known is not None and now - known.looked < BELIEVED:
        return known
    if known is None and not is_of(ticket, session_key):
        return None
    return _looking.ask(shown).holder


def forget() -> None:
    """Look at all of them again."""
    _known.clear()


@dataclass(frozen=True, slots=True)
class Found:
    holder: Holder | None


def _look_together(asked: Sequence[Shown]) -> list[Found]:
    """Those who ask, and those whose time is nearly over. A hall that opens the page at once is a few
    queries."""
    now = time.monotonic()
    old = [each for each in dict.fromkeys(asked) if now - _looked(each) >= BELIEVED]
    if old:
        _look(list(dict.fromkeys([*old, *_due(now)])))
    return [Found(_known.get(each)) for each in asked]


_looking: Together[Shown, Found] = Together(_look_together, TOGETHER)


def _looked(shown: Shown) -> float:
    known = _known.get(shown)
    return known.looked if known is not None else float("-inf")


def _due(now: float) -> list[Shown]:
    old = [each for each, known in list(_known.items()) if now - known.looked > BELIEVED - SOON]
    return old[:TOGETHER]


def _look(all_shown: Sequence[Shown]) -> None:
    now, day = time.monotonic(), timezone.localdate()
    accounts = _logged_in(all_shown)
    before = {shown: _known.pop(shown, None) for shown in all_shown}
    only_sit = {
        shown
        for shown, account in accounts.items()
        if (known := before[shown]) and known.sits and known.actor.member_id == account.member_id
    }
    sitting = _sitting({(shown.ticket.meeting, accounts[shown].member_id) for shown in only_sit}, day)
    others = {account.pk: account for shown, account in accounts.items() if shown not in only_sit}
    actors = actors_for(others.values(), day)
    meetings = _meetings({shown.ticket.meeting for shown in accounts.keys() - only_sit})
    for shown, account in accounts.items():
        known, meeting = before[shown], meetings.get(shown.ticket.meeting)
        found: Holder | None = None
        if known is not None and shown in only_sit:
            if (shown.ticket.meeting, account.member_id) in sitting:
                found = Holder(known.actor, known.reads, True, now)
        elif meeting is not None:
            found = _let_in(actors[account.pk], meeting, now)
        if found is not None:
            _known[shown] = found
    while len(_known) > KEPT:
        _known.popitem(last=False)


def _logged_in(all_shown: Iterable[Shown]) -> dict[Shown, Account]:
    """Those whose session is still there, for an account that may still log in. Two queries."""
    every = list(all_shown)
    keys, ids = {each.session_key for each in every}, {each.ticket.account for each in every}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    stored = {row.session_key: SessionStore().decode(row.session_data) for row in sessions}
    active = Account.objects.filter(is_active=True, must_change_password=False).select_related("member")
    accounts = active.in_bulk(ids)
    return {
        each: account
        for each in every
        if (account := accounts.get(each.ticket.account)) and _is_of(stored.get(each.session_key), account)
    }


def _is_of(session: dict[str, Any] | None, account: Account) -> bool:
    if session is None or session.get(SESSION_KEY) != str(account.pk):
        return False
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())


def _meetings(pks: Collection[UUID]) -> dict[UUID, Meeting]:
    return Meeting.objects.select_related("cell__parent", "partner").in_bulk(pks) if pks else {}


def _let_in(actor: Actor, meeting: Meeting, now: float) -> Holder | None:
    """As by the usual door, `access_meeting`."""
    if not may(actor, meeting, Can.SEE_MEETING):
        return None
    only_sits = all(grant.role == Role.MEMBER for grant in actor.grants)
    by_sitting = only_sits and meeting.kind != Meeting.Kind.COMMITTEE
    here = by_sitting and may(actor.only(Role.MEMBER), meeting, Can.SEE_MEETING)
    return Holder(actor, can_read(actor, meeting), here, now)


def _sitting(asked: set[tuple[UUID, UUID | None]], day: date) -> set[tuple[UUID, UUID | None]]:
    """Meetings with members who sit in a cell of theirs today. One query."""
    people = {member for _meeting, member in asked if member}
    if not people:
        return set()
    rows = CellMembership.objects.filter(
        in_force(day), Q(member__left_on=None) | Q(member__left_on__gt=day), member__in=people
    )
    cells: dict[UUID, set[UUID]] = {}
    for member, cell in rows.values_list("member", "cell"):
        cells.setdefault(member, set()).add(cell)
    meetings = Meeting.objects.filter(pk__in={meeting for meeting, _member in asked})
    of = {pk: (cell, partner) for pk, cell, partner in meetings.values_list("pk", F("cell"), F("partner"))}
    return {
        (meeting, member)
        for meeting, member in asked
        if member and cells.get(member, set()) & set(of.get(meeting, ()))
    }
