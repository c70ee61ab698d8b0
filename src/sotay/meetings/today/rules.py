"""What meetings need of somebody now. Pure: from plain facts to needs; words and addresses are elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sotay.kernel.needs import Urgency
from sotay.kernel.periods import Month

PREPARING, OPEN, CLOSED, SIGNED = "preparing", "open", "closed", "signed"

SET_UP_AHEAD = timedelta(days=10)
"""How long before its day the next month's meeting asks to be set up: time to agree, invite and read."""
ANSWER_AHEAD = timedelta(days=2)
STALE = timedelta(days=1)
"""How long after its hour a meeting nobody opened still asks its members anything."""
LONG_OWED = timedelta(days=31)
"""How long after its day something about a past month is late; then it is owed, and what is at hand comes
first."""


@dataclass(frozen=True, slots=True)
class MeetingNeed:
    """`code` names its words (`today.words`) and its address (`needs`); `about` is what that opens."""

    code: str
    urgency: Urgency
    about: UUID | None
    due: datetime | date | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting that is not finished, or the regular one of a month; times are local and aware."""

    id: UUID
    cell: UUID
    title: str
    where: str
    month: Month
    is_regular: bool
    stage: str
    planned_at: datetime
    opened_on: date | None = None
    invited: bool = False
    closed_on: date | None = None
    will: int = 0
    cannot: int = 0
    silent: int = 0
    unsigned: tuple[str, ...] = ()
    concludes: bool = False  # its decision is the chair's conclusion, not a resolution
    own_roles: frozenset[str] = frozenset()  # what the reader is in it: CHAIR, MINUTE_TAKER
    invitation: UUID | None = None  # the reader's own
    answer: str = ""
    has_read: bool = True
    online: bool = False  # there is a link to a video call, and the reader is to be there

    @property
    def day(self) -> date:
        return self.planned_at.date()


@dataclass(frozen=True, slots=True)
class CellFacts:
    """A cell the reader leads, with the points of the regulations in force for it."""

    id: UUID
    name: str
    conducts: bool
    meeting_day: int = 3
    ahead_days: int = 1
    report_days: int = 2
    meetings: tuple[MeetingFacts, ...] = ()
    agreed: Mapping[Month, date] = field(default_factory=dict)  # days that were agreed on
    announced: Mapping[Month, str] = field(default_factory=dict)  # what waits for the agenda of a month


def of_cell(cell: CellFacts, now: datetime) -> list[MeetingNeed]:
    """What a secretary, a deputy or a committee member has to do for the cell."""
    needs = _to_set_up(cell, now.date())
    for meeting in cell.meetings:
        needs += _of_meeting(cell, meeting, now)
    return needs


def _to_set_up(cell: CellFacts, today: date) -> list[MeetingNeed]:
    """A regular meeting a month (Charter, Article 24.2); the next one in time to be prepared."""
    there = {meeting.month for meeting in cell.meetings if meeting.is_regular}
    month, needs = Month.of(today), []
    for wanted in (month, month.plus(1)):
        day = cell.agreed.get(wanted) or wanted.day(cell.meeting_day)
        if wanted in there or today < day - SET_UP_AHEAD:
            continue
        urgency = Urgency.LATE if day < today else Urgency.MEETING_DAY if day == today else Urgency.SOON
        code = "set_up_late" if day < today else "set_up"
        data = {"month": wanted, "cell": cell.name, "note": cell.announced.get(wanted, ""), "day": day}
        needs.append(MeetingNeed(code, urgency, cell.id, day, data))
    return needs


def _of_meeting(cell: CellFacts, meeting: MeetingFacts, now: datetime) -> list[MeetingNeed]:
    data = _data(meeting)
    if meeting.stage == PREPARING:
        return [_to_prepare(cell, meeting, now, data)]
    if not cell.conducts:
        return []
    if meeting.stage == OPEN:
        return [_to_conduct(meeting, now, data)]
    if meeting.stage in {CLOSED, SIGNED}:
        code = "report" if meeting.stage == SIGNED else "sign" if _has_to_sign(meeting) else "signatures"
        return [_afterwards(code, meeting, now.date(), cell.report_days, data)]
    return []


def _to_conduct(meeting: MeetingFacts, now: datetime, data: dict[str, Any]) -> MeetingNeed:
    """A meeting opened on an earlier day and never closed is late; it does not stand above today's."""
    if _is_going_on(meeting, now):
        return MeetingNeed("conduct", Urgency.HAPPENING, meeting.id, meeting.planned_at, data)
    return MeetingNeed("conduct_late", Urgency.LATE, meeting.id, meeting.planned_at, data)


def _is_going_on(meeting: MeetingFacts, now: datetime) -> bool:
    since = now.date() - (meeting.opened_on or meeting.day)
    return meeting.stage == OPEN and timedelta() <= since <= STALE


def _has_to_sign(meeting: MeetingFacts) -> bool:
    return bool(meeting.own_roles & set(meeting.unsigned))


def _afterwards(
    code: str, meeting: MeetingFacts, today: date, report_days: int, data: dict[str, Any]
) -> MeetingNeed:
    """Signing and reporting, both due within the same days of the meeting (DOMAIN 1.3)."""
    closed = meeting.closed_on or meeting.day
    due = closed + timedelta(days=report_days)
    if closed == today:
        urgency = Urgency.MEETING_DAY
    elif today <= due:
        urgency = Urgency.TODAY
    else:
        urgency = Urgency.LATE if today - due <= LONG_OWED else Urgency.OWED
    return MeetingNeed(code, urgency, meeting.id, due, data)


def _to_prepare(cell: CellFacts, meeting: MeetingFacts, now: datetime, data: dict[str, Any]) -> MeetingNeed:
    """Opening once its day has come; before that inviting, in time for the papers to be read
    (HD 42-HD/BTCTW, II.2.2); then looking after the answers."""
    is_today = meeting.day == now.date()
    if meeting.planned_at <= now and cell.conducts:
        urgency = Urgency.MEETING_DAY if is_today else Urgency.LATE
        return MeetingNeed("open_late", urgency, meeting.id, meeting.planned_at, data)
    if not meeting.invited:
        due = meeting.planned_at - timedelta(days=cell.ahead_days)
        urgency = Urgency.LATE if due < now else Urgency.TODAY if due.date() == now.date() else Urgency.SOON
        urgency = Urgency.MEETING_DAY if is_today else urgency
        return MeetingNeed("invite_late" if due < now else "invite", urgency, meeting.id, due, data)
    if is_today and cell.conducts:
        return MeetingNeed("open_today", Urgency.MEETING_DAY, meeting.id, meeting.planned_at, data)
    return MeetingNeed("prepare", Urgency.LATER, meeting.id, meeting.planned_at, data)


def of_invited(meeting: MeetingFacts, now: datetime, report_days: int) -> list[MeetingNeed]:
    """What somebody invited, chairing or taking the minutes has to do, whatever role they hold elsewhere."""
    data = _data(meeting)
    if meeting.stage == OPEN and meeting.own_roles:
        return [_to_conduct(meeting, now, data)]
    if _is_going_on(meeting, now):
        return [MeetingNeed("join", Urgency.HAPPENING, meeting.id, meeting.planned_at, data)]
    if meeting.stage == CLOSED and _has_to_sign(meeting):
        return [_afterwards("sign", meeting, now.date(), report_days, data)]
    return _of_guest(meeting, now, data) if meeting.stage == PREPARING and meeting.invitation else []


def of_concerned(meeting: MeetingFacts, now: datetime) -> list[MeetingNeed]:
    """What somebody of the cell, or its overseer, is told on the day when nobody has invited them yet."""
    if _is_going_on(meeting, now):
        return [MeetingNeed("join", Urgency.HAPPENING, meeting.id, meeting.planned_at, _data(meeting))]
    if meeting.stage == PREPARING and meeting.day == now.date():
        data = _data(meeting)
        return [MeetingNeed("meets_today", Urgency.MEETING_DAY, meeting.id, meeting.planned_at, data)]
    return []


def _of_guest(meeting: MeetingFacts, now: datetime, data: dict[str, Any]) -> list[MeetingNeed]:
    """Of a meeting to come: answer, then come or read."""
    if now - meeting.planned_at > STALE:
        return []
    is_today = meeting.day == now.date()
    if not meeting.answer:
        # Who chairs or takes the minutes prepares it, and is not pressed to say so.
        near = meeting.planned_at - now <= ANSWER_AHEAD and not meeting.own_roles
        urgency = Urgency.MEETING_DAY if is_today else Urgency.TODAY if near else Urgency.SOON
        return [MeetingNeed("answer", urgency, meeting.invitation, meeting.planned_at, data)]
    if meeting.answer == "will" and is_today:
        return [MeetingNeed("come", Urgency.MEETING_DAY, meeting.id, meeting.planned_at, data)]
    if not meeting.has_read:
        return [MeetingNeed("read", Urgency.SOON, meeting.id, meeting.planned_at, data)]
    return []


NAMED = 3


def of_absences(cell: UUID, name: str, near: Sequence[str]) -> list[MeetingNeed]:
    """Members near a third absence, for the leaders of their cell to talk with before the next meeting."""
    if not near:
        return []
    names = ", ".join(near[:NAMED]) + ("…" if near[NAMED:] else "")
    return [MeetingNeed("absences", Urgency.SOON, cell, data={"n": len(near), "names": names, "cell": name})]


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """The next meeting of somebody's cell: one that is planned, or the day that was agreed on for it, or the
    day the cell usually meets."""

    day: date
    meeting: MeetingFacts | None = None
    is_agreed: bool = False


def next_meeting(
    meetings: Iterable[MeetingFacts],
    usual_day: int | None,
    held: frozenset[Month],
    today: date,
    agreed: Mapping[Month, date] = MappingProxyType({}),
) -> NextMeeting | None:
    """The next planned meeting; without one the day agreed on or the usual one, of this month or the next
    when this month's is `held` or its day has passed. None for who belongs to no cell.
    """
    to_come = [each for each in meetings if each.stage in {PREPARING, OPEN} and each.day >= today]
    if to_come:
        nearest = min(to_come, key=lambda each: each.planned_at)
        return NextMeeting(nearest.day, nearest)
    if usual_day is None:
        return None
    month = Month.of(today)
    day_of = {each: agreed.get(each) or each.day(usual_day) for each in (month, month.plus(1))}
    ahead = (each for each, day in day_of.items() if each not in held and day >= today)
    wanted = next(ahead, month.plus(1))
    return NextMeeting(day_of[wanted], is_agreed=wanted in agreed)


def _data(meeting: MeetingFacts) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "where": meeting.where,
        "month": meeting.month,
        "planned_at": meeting.planned_at,
        "opened_on": meeting.opened_on or meeting.day,
        "will": meeting.will,
        "cannot": meeting.cannot,
        "silent": meeting.silent,
        "meeting": meeting.id,
        "invitation": meeting.invitation,
        "online": meeting.online,
        "concludes": meeting.concludes,
    }
