"""Reading oversight: one's cells with next meeting and last visit, a ward's cells, a month's meetings."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation.drafting import agreed_times, usual_time
from sotay.members import queries as members
from sotay.members.models import Appointment, Member
from sotay.oversight import rules
from sotay.oversight.access import own_q
from sotay.oversight.models import Observation, Recommendation
from sotay.units.models import Unit
from sotay.units.queries import cells_below, units_at
from sotay.units.settings import settings_for

Stage = Meeting.Stage
Status = Recommendation.Status
MOST_CELLS = 400
"""A page lists so many cells; above it one opens a unit below."""
SHOWN = ("all", "without", "never", "waiting")
"""What the list of a ward's cells can be narrowed to."""
_NO_MEETING = datetime(9000, 1, 1, tzinfo=UTC)
"""Cells without a coming meeting stand last."""
_CAME = (Observation.Attended.WHOLE, Observation.Attended.PART)
_OBSERVABLE = (Stage.OPEN, Stage.CLOSED, Stage.SIGNED, Stage.REPORTED)


def can_be_observed(meeting: Meeting) -> bool:
    return meeting.stage in _OBSERVABLE


def own_observation(actor: Actor, meeting: Meeting, *, lock: bool = False) -> Observation | None:
    """What the actor wrote of a meeting, sent or not."""
    rows = Observation.objects.filter(own_q(actor), meeting=meeting).select_related("cell", "meeting__cell")
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def cells_of(member: Member, day: date) -> set[UUID]:
    """Ids of the cells a member oversees on a day or will oversee after it."""
    held = Appointment.objects.that_held().filter(member=member, role=Role.OVERSEER)
    return set(held.exclude(until_on__lte=day).values_list("unit", flat=True))


def cells_overseen(people: Collection[UUID], day: date) -> dict[UUID, int]:
    """How many cells each of the members oversees on a day, without those who oversee none. One query."""
    held = Appointment.objects.filter(members.in_force(day), member__in=list(people), role=Role.OVERSEER)
    held = held.filter(attends_only=False)
    return dict(held.order_by().values_list("member").annotate(n=Count("unit", distinct=True)))


@dataclass(slots=True)
class CellLine:
    """A cell of an overseer: its next meeting, whether they are invited, the last visit, what waits."""

    cell: Unit
    next: Meeting | None = None
    invited: bool = False
    last: date | None = None
    days: int | None = None
    waiting: int = 0  # recommendations the cell has not answered
    to_write: Meeting | None = None  # the newest held meeting without an observation of theirs that was sent
    begun: bool = False  # they have begun to write it


def overseen_lines(actor: Actor, now: datetime) -> list[CellLine]:
    """The cells the actor oversees, the next meeting first. Five queries, however many cells."""
    cells = [unit for unit in units_at(actor, Role.OVERSEER) if unit.is_cell]
    if not cells:
        return []
    lines, day = {cell.pk: CellLine(cell) for cell in cells}, timezone.localdate(now)
    coming = list(_meetings_of(lines).filter(_is_coming(day)).order_by("planned_at", "pk"))
    asked = _invited_to(actor, coming)
    for meeting in coming:
        for line in _lines_of(meeting, lines):
            if line.next is None:
                line.next, line.invited = meeting, meeting.pk in asked
    _last_visits(actor, lines, day)
    for cell, n in _unanswered(lines).items():
        lines[cell].waiting = n
    for each in to_write(actor):
        lines[each.cell.pk].to_write, lines[each.cell.pk].begun = each.meeting, each.begun
    return sorted(lines.values(), key=lambda line: line.next.planned_at if line.next else _NO_MEETING)


def _meetings_of(cells: Collection[UUID]) -> QuerySet[Meeting]:
    here = Q(cell__in=list(cells)) | Q(partner__in=list(cells))
    return Meeting.objects.filter(here).exclude(kind=Meeting.Kind.GROUP).select_related("cell", "partner")


def _is_coming(day: date) -> Q:
    return Q(stage=Stage.OPEN) | Q(stage=Stage.PREPARING, planned_at__date__gte=day)


def _invited_to(actor: Actor, meetings: Iterable[Meeting]) -> set[UUID]:
    ids = [meeting.pk for meeting in meetings]
    if actor.member_id is None or not ids:
        return set()
    asked = Invitation.objects.filter(member=actor.member_id, meeting__in=ids)
    return set(asked.values_list("meeting", flat=True))


def _lines_of(meeting: Meeting, lines: dict[UUID, CellLine]) -> list[CellLine]:
    ids = (meeting.cell_id, meeting.partner_id)
    return [lines[pk] for pk in ids if pk is not None and pk in lines]


def _last_visits(actor: Actor, lines: dict[UUID, CellLine], day: date) -> None:
    came = Observation.objects.filter(own_q(actor), cell__in=list(lines), attended__in=_CAME)
    for cell, at in (
        came.exclude(sent_at=None).order_by("meeting__planned_at").values_list("cell", "meeting__planned_at")
    ):
        line = lines[cell]
        line.last = timezone.localdate(at)
        line.days = rules.days_since(line.last, day)


def _unanswered(cells: Collection[UUID]) -> dict[UUID, int]:
    rows = Recommendation.objects.filter(cell__in=list(cells), status=Status.OPEN).order_by()
    return dict(rows.values_list("cell").annotate(n=Count("pk")))


@dataclass(slots=True)
class ToWrite:
    """A meeting of a cell that was held and of which the actor sent no observation."""

    cell: Unit
    meeting: Meeting
    begun: bool  # they have begun to write it


def to_write(actor: Actor) -> list[ToWrite]:
    """The newest held meeting of each cell overseen, when no observation of it was sent. One query."""
    cells = {unit.pk: unit for unit in units_at(actor, Role.OVERSEER) if unit.is_cell}
    if not cells:
        return []
    own = Observation.objects.filter(own_q(actor), meeting=OuterRef("pk"))
    held = _meetings_of(cells).filter(stage__in=_OBSERVABLE, planned_at__gte=timezone.now() - rules.RECENT)
    held = held.annotate(begun=Exists(own), done=Exists(own.exclude(sent_at=None)))
    newest: dict[UUID, Meeting] = {}
    for meeting in held.order_by("-planned_at", "-pk"):
        for pk in (meeting.cell_id, meeting.partner_id):
            if pk is not None and pk in cells:
                newest.setdefault(pk, meeting)
    return [
        ToWrite(cells[pk], meeting, meeting.begun)  # type: ignore[attr-defined]  # annotated above
        for pk, meeting in newest.items()
        if not meeting.done  # type: ignore[attr-defined]
    ]


@dataclass(slots=True)
class Oversight:
    """One overseer of a cell: since when, and when they last attended."""

    appointment: Appointment
    name: str
    last: date | None = None
    days: int | None = None


@dataclass(slots=True)
class WardLine:
    """A cell of a ward with its overseers; `days` is since anybody who oversees it now last attended."""

    cell: Unit
    overseers: list[Oversight] = field(default_factory=list)
    waiting: int = 0

    @property
    def days(self) -> int | None:
        return min((each.days for each in self.overseers if each.days is not None), default=None)

    @property
    def is_without(self) -> bool:
        return not self.overseers

    @property
    def is_never(self) -> bool:
        return bool(self.overseers) and self.days is None


def ward_lines(unit: Unit, day: date) -> list[WardLine]:
    """The cells below a unit, those that need somebody first. Four queries, however many cells."""
    lines = {cell.pk: WardLine(cell) for cell in cells_below(unit.path)[:MOST_CELLS]}
    visits: dict[tuple[UUID, UUID], date] = {}
    came = Observation.objects.filter(cell__in=list(lines), attended__in=_CAME).exclude(sent_at=None)
    for cell, member, account, at in came.order_by("meeting__planned_at").values_list(
        "cell", "member", "account", "meeting__planned_at"
    ):
        visits[cell, member or account] = timezone.localdate(at)
    for row in overseers(lines, day):
        if row.attends_only:
            continue
        last = visits.get((row.unit_id, row.member_id or row.account_id))  # type: ignore[arg-type]
        name = row.member.shown if row.member else str(row.account)
        lines[row.unit_id].overseers.append(Oversight(row, name, last, rules.days_since(last, day)))
    for pk, n in _unanswered(lines).items():
        lines[pk].waiting = n
    return sorted(
        lines.values(),
        key=lambda line: (*rules.attention(len(line.overseers), line.days), line.cell.name_sort),
    )


def shown(lines: Iterable[WardLine], show: str) -> list[WardLine]:
    """The lines of one of SHOWN."""
    if show == "without":
        return [line for line in lines if line.is_without]
    if show == "never":
        return [line for line in lines if line.is_never]
    return [line for line in lines if show == "all" or line.waiting]


def overseers(cells: Collection[UUID], day: date) -> list[Appointment]:
    """Appointments of overseers in force at the cells, namesakes told apart. One query."""
    rows = list(members.holders(list(cells), Role.OVERSEER, day=day).select_related("account"))
    members.tell_apart({row.member for row in rows if row.member})
    return rows


def handing_over(cell: Unit, day: date) -> list[Appointment]:
    """Who oversees the cell now or will: whom one can take over from."""
    rows = Appointment.objects.that_held().filter(unit=cell, role=Role.OVERSEER).exclude(until_on__lte=day)
    rows = rows.filter(attends_only=False)
    return list(rows.select_related("member", "account"))


def sent_of(cell: Unit, actor: Actor) -> QuerySet[Observation]:
    """Observations of a cell that were sent, and the reader's own, newest meeting first."""
    rows = Observation.objects.filter(Q(sent_at__isnull=False) | own_q(actor), cell=cell)
    waiting = Count("recommendations", filter=Q(recommendations__status=Status.OPEN))
    return (
        rows.select_related("meeting")
        .annotate(n=Count("recommendations"), waiting=waiting)
        .order_by("-meeting__planned_at", "-pk")
    )


@dataclass(slots=True)
class Visit:
    """A meeting in the calendar: of which overseen cell, and whether the reader is invited."""

    meeting: Meeting
    cell: Unit
    invited: bool


@dataclass(slots=True)
class Calendar:
    """A month of an overseer. `missing` are cells without a regular meeting in it, with the hour agreed on or
    the usual one."""

    month: Month
    visits: list[Visit]
    missing: list[tuple[Unit, datetime]]


def calendar_of(actor: Actor, month: Month) -> Calendar:
    """Meetings of the month of the cells overseen. Four queries, however many cells."""
    cells = {unit.pk: unit for unit in units_at(actor, Role.OVERSEER) if unit.is_cell}
    found = _meetings_of(cells).filter(month=month).exclude(stage=Stage.CANCELLED)
    meetings = list(found.order_by("planned_at", "pk"))
    asked, visits = _invited_to(actor, meetings), []
    for meeting in meetings:
        ids = (meeting.cell_id, meeting.partner_id)
        visits += [Visit(meeting, cells[pk], meeting.pk in asked) for pk in ids if pk in cells]
    regular = {each.cell.pk for each in visits if each.meeting.is_regular}
    left = [cell for pk, cell in cells.items() if pk not in regular]
    points = settings_for(left, month.first) if left else {}
    kind = Meeting.Kind.REGULAR
    agreed = agreed_times([cell.pk for cell in left], [month], kind)
    missing = [
        (cell, agreed.get((cell.pk, month)) or usual_time(points[cell.pk], month, kind)) for cell in left
    ]
    return Calendar(month, visits, missing)


def answers_to_read(actor: Actor) -> list[Recommendation]:
    """Answers of cells that the actor oversees and has not taken note of."""
    cells = [unit.pk for unit in units_at(actor, Role.OVERSEER)]
    rows = Recommendation.objects.filter(own_of(actor), cell__in=cells, acknowledged_at=None)
    return list(rows.exclude(status=Status.OPEN).select_related("observation__meeting", "cell")[:50])


def own_of(actor: Actor) -> Q:
    """Recommendations the actor made."""
    if actor.member_id is not None:
        return Q(observation__member=actor.member_id)
    return Q(observation__account=actor.account_id, observation__account__isnull=False)


def to_answer(cells: Collection[UUID]) -> list[Recommendation]:
    """Recommendations the cells have not answered, oldest first."""
    rows = Recommendation.objects.filter(cell__in=list(cells), status=Status.OPEN)
    return list(rows.select_related("observation").order_by("made_at", "number")[:50])
