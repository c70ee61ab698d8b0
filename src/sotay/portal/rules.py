"""What needs somebody now. Pure: from plain facts to needs in order; words and addresses are elsewhere.

A need is one thing the reader can do something about, with one button. Needs come in the order a person
would take them: what is happening, what is late, what is for today, what comes soon, what can wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any
from uuid import UUID

from sotay.kernel.periods import Month

PREPARING, OPEN, CLOSED, SIGNED = "preparing", "open", "closed", "signed"

SET_UP_AHEAD = timedelta(days=10)
"""How long before its day the next month's meeting asks to be set up: time to agree, invite and read."""
TASK_AHEAD = timedelta(days=7)
"""How long before its deadline a task of one's own is said to be near."""
ANSWER_AHEAD = timedelta(days=2)
STALE = timedelta(days=1)
"""How long after its hour a meeting nobody opened still asks its members anything."""


class Urgency(IntEnum):
    """LATE is a step of a meeting whose hour has passed; OWED is what has been due for days and waits."""

    HAPPENING = 0
    LATE = 1
    TODAY = 2
    OWED = 3
    SOON = 4
    LATER = 5


@dataclass(frozen=True, slots=True)
class Need:
    """`code` names its words (portal.words) and its door (portal.doors); `about` is what it opens."""

    code: str
    urgency: Urgency
    about: UUID | None = None
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
    invited: bool = False
    closed_on: date | None = None
    will: int = 0
    cannot: int = 0
    silent: int = 0
    unsigned: tuple[str, ...] = ()
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
    guidance: Mapping[Month, int] = field(default_factory=dict)
    tasks_overdue: int = 0
    tasks_reported: int = 0
    petitions_to_answer: int = 0
    petitions_to_close: int = 0


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """A unit above cells that the reader works for."""

    id: UUID
    name: str
    guides: bool
    petitions: int = 0
    petitions_late: int = 0
    cells_late: int = 0
    guidance_day: int = 1
    guided: frozenset[Month] = frozenset()


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """What is the reader's own as a member."""

    tasks: tuple[tuple[UUID, str, date | None], ...] = ()
    answered_petitions: tuple[tuple[UUID, str], ...] = ()


def of_cell(cell: CellFacts, now: datetime) -> list[Need]:
    """What a secretary, a deputy or a committee member has to do for the cell."""
    needs = _to_set_up(cell, now.date())
    for meeting in cell.meetings:
        needs += _of_meeting(cell, meeting, now)
    return needs + _to_follow(cell)


def _to_set_up(cell: CellFacts, today: date) -> list[Need]:
    """A regular meeting a month (Charter, Article 24.2); the next one in time to be prepared."""
    there = {meeting.month for meeting in cell.meetings if meeting.is_regular}
    month, needs = Month.of(today), []
    for wanted in (month, month.plus(1)):
        day = wanted.day(cell.meeting_day)
        if wanted in there or today < day - SET_UP_AHEAD:
            continue
        urgency = Urgency.LATE if day < today else Urgency.TODAY if day == today else Urgency.SOON
        code = "set_up_late" if day < today else "set_up"
        data = {"month": wanted, "cell": cell.name, "guidance": cell.guidance.get(wanted, 0), "day": day}
        needs.append(Need(code, urgency, cell.id, day, data))
    return needs


def _of_meeting(cell: CellFacts, meeting: MeetingFacts, now: datetime) -> list[Need]:
    data = _data(meeting)
    if meeting.stage == PREPARING:
        return [_to_prepare(cell, meeting, now, data)]
    if not cell.conducts:
        return []
    if meeting.stage == OPEN:
        return [Need("conduct", Urgency.HAPPENING, meeting.id, meeting.planned_at, data)]
    if meeting.stage == CLOSED:
        return [_to_sign(meeting, data)]
    if meeting.stage == SIGNED:
        due = (meeting.closed_on or meeting.day) + timedelta(days=cell.report_days)
        urgency = Urgency.LATE if due < now.date() else Urgency.TODAY
        return [Need("report", urgency, meeting.id, due, data)]
    return []


def _to_prepare(cell: CellFacts, meeting: MeetingFacts, now: datetime, data: dict[str, Any]) -> Need:
    """Opening once its day has come; before that inviting, in time for the papers to be read
    (HD 42-HD/BTCTW, II.2.2); then looking after the answers."""
    if meeting.planned_at <= now and cell.conducts:
        return Need("open_late", Urgency.LATE, meeting.id, meeting.planned_at, data)
    if not meeting.invited:
        due = meeting.planned_at - timedelta(days=cell.ahead_days)
        urgency = Urgency.LATE if due < now else Urgency.TODAY if due.date() == now.date() else Urgency.SOON
        return Need("invite_late" if due < now else "invite", urgency, meeting.id, due, data)
    if meeting.day == now.date() and cell.conducts:
        return Need("open_today", Urgency.TODAY, meeting.id, meeting.planned_at, data)
    return Need("prepare", Urgency.LATER, meeting.id, meeting.planned_at, data)


def _to_sign(meeting: MeetingFacts, data: dict[str, Any]) -> Need:
    own = meeting.own_roles & set(meeting.unsigned)
    code = "sign" if own else "signatures"
    return Need(code, Urgency.TODAY, meeting.id, meeting.closed_on, data)


def _to_follow(cell: CellFacts) -> list[Need]:
    counted = (
        ("petitions_answer", Urgency.SOON, cell.petitions_to_answer),
        ("petitions_close", Urgency.SOON, cell.petitions_to_close),
        ("tasks_confirm", Urgency.SOON, cell.tasks_reported),
        ("tasks_overdue", Urgency.OWED, cell.tasks_overdue),
    )
    return [
        Need(code, urgency, cell.id, data={"n": n, "cell": cell.name}) for code, urgency, n in counted if n
    ]


def of_invited(meeting: MeetingFacts, now: datetime) -> list[Need]:
    """What somebody invited, chairing or taking the minutes has to do, whatever role they hold elsewhere."""
    data = _data(meeting)
    if meeting.stage == OPEN:
        code = "conduct" if meeting.own_roles else "join"
        return [Need(code, Urgency.HAPPENING, meeting.id, meeting.planned_at, data)]
    if meeting.stage == CLOSED and meeting.own_roles & set(meeting.unsigned):
        return [Need("sign", Urgency.TODAY, meeting.id, meeting.closed_on, data)]
    return _of_guest(meeting, now, data) if meeting.stage == PREPARING and meeting.invitation else []


def _of_guest(meeting: MeetingFacts, now: datetime, data: dict[str, Any]) -> list[Need]:
    """Of a meeting to come: answer, then come or read."""
    if now - meeting.planned_at > STALE:
        return []
    if not meeting.answer:
        # Who chairs or takes the minutes prepares it, and is not pressed to say so.
        near = meeting.planned_at - now <= ANSWER_AHEAD and not meeting.own_roles
        urgency = Urgency.TODAY if near else Urgency.SOON
        return [Need("answer", urgency, meeting.invitation, meeting.planned_at, data)]
    if meeting.answer == "will" and meeting.day == now.date():
        return [Need("come", Urgency.TODAY, meeting.id, meeting.planned_at, data)]
    if not meeting.has_read:
        return [Need("read", Urgency.SOON, meeting.id, meeting.planned_at, data)]
    return []


def of_member(own: OwnFacts, today: date) -> list[Need]:
    """Answers to the reader's petitions; tasks that are late, together when several; the next one."""
    needs = [
        Need("petition_told", Urgency.SOON, pk, data={"text": text}) for pk, text in own.answered_petitions
    ]
    dated = sorted((due, text, pk) for pk, text, due in own.tasks if due)
    late = [task for task in dated if task[0] < today]
    near = [task for task in dated if today <= task[0] <= today + TASK_AHEAD]
    if len(late) > 1:
        needs.append(Need("own_tasks_late", Urgency.OWED, due=late[0][0], data={"n": len(late)}))
    for due, text, pk in late if len(late) == 1 else []:
        needs.append(Need("task_late", Urgency.OWED, pk, due, {"text": text}))
    for due, text, pk in near[:1]:
        urgency = Urgency.TODAY if due == today else Urgency.SOON
        needs.append(Need("task_near", urgency, pk, due, {"text": text}))
    return needs


def of_office(office: OfficeFacts, today: date) -> list[Need]:
    """What a ward or province has to answer, look after and send."""
    needs: list[Need] = []
    data = {"unit": office.name}
    if office.cells_late:
        needs.append(Need("cells_late", Urgency.LATE, office.id, data=data | {"n": office.cells_late}))
    if office.petitions:
        urgency = Urgency.LATE if office.petitions_late else Urgency.TODAY
        code = "petitions_late" if office.petitions_late else "petitions_held"
        counts = {"n": office.petitions, "late": office.petitions_late}
        needs.append(Need(code, urgency, office.id, data=data | counts))
    if office.guides:
        needs += _to_guide(office, today, data)
    return needs


def _to_guide(office: OfficeFacts, today: date, data: dict[str, Any]) -> list[Need]:
    """Guidance reaches the cells before the month begins (S001: before day 1)."""
    month = Month.of(today).plus(1)
    due = month.day(office.guidance_day)
    if month in office.guided or today < due - SET_UP_AHEAD:
        return []
    return [Need("guide", Urgency.SOON, office.id, due, data | {"month": month})]


def in_order(needs: Iterable[Need]) -> list[Need]:
    """The most urgent first, the earlier deadline first among equals; each matter once.

    Who may conduct a meeting is not told to join it too: of needs about one thing the first of the most
    urgent stands, so callers hand in the stronger role before the weaker.
    """
    kept: dict[object, Need] = {}
    for need in needs:
        key = need.about if need.code in _ONE_A_MEETING else (need.code, need.about, need.data.get("month"))
        held = kept.get(key)
        if held is None or need.urgency < held.urgency:
            kept[key] = need
    return sorted(kept.values(), key=lambda need: (need.urgency, _moment(need.due)))


_ONE_A_MEETING = frozenset(
    {"conduct", "join", "sign", "signatures", "come", "open_today", "open_late", "read"}
)


def _moment(due: datetime | date | None) -> tuple[date, float]:
    """A deadline of a day comes after the hours of that day."""
    if isinstance(due, datetime):
        return due.date(), due.timestamp()
    return (due or date.max), float("inf")


def _data(meeting: MeetingFacts) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "where": meeting.where,
        "month": meeting.month,
        "planned_at": meeting.planned_at,
        "will": meeting.will,
        "cannot": meeting.cannot,
        "silent": meeting.silent,
        "meeting": meeting.id,
        "invitation": meeting.invitation,
        "online": meeting.online,
    }
