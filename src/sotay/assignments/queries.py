"""Reading tasks: what the actor may see, by how it stands, and how many of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Substr

from sotay.assignments import rules
from sotay.assignments.models import Task, TaskEvent, TaskMember
from sotay.kernel.actor import Actor, Can, Grant, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.tree import LABEL, inside, subtree
from sotay.meetings.access import readable_q
from sotay.members.models import Member
from sotay.members.queries import holders, namesakes_in, roster, tell_apart
from sotay.units.models import Kind, Unit


def in_sight(actor: Actor) -> QuerySet[Task]:
    """Tasks of the cells whose minutes the actor may read, and those given to the actor. A commitment is for
    its member, who follows it and the leaders of the cell."""
    led = inside("cell__path", *actor.reach(Can.PREPARE))
    own = Q(pk__in=_given(actor.member_id))
    if actor.member_id is not None:
        own |= Q(follower=actor.member_id)
    return Task.objects.filter((readable_q(actor) & (~Q(kind=Task.Kind.COMMITMENT) | led)) | own)


def of(member_id: UUID | None) -> QuerySet[Task]:
    """Tasks given to a member; none for somebody who is no member."""
    return Task.objects.filter(pk__in=_given(member_id))


def open_of(member_id: UUID | None) -> QuerySet[Task]:
    """What a member still has to do, the most urgent first."""
    return in_order(of(member_id).filter(state=rules.OPEN), "open")


def load_periods(tasks: Iterable[Task]) -> list[Task]:
    """The tasks with what `Task.reported_periods` reads: one query for those that repeat, if any do."""
    found = list(tasks)
    repeating = [task for task in found if task.repeats]
    reports = TaskEvent.objects.filter(undone_at=None, period__isnull=False).only("task", "period")
    prefetch_related_objects(repeating, Prefetch("events", reports, to_attr="period_events"))
    return found


def followed_by(member_id: UUID | None) -> QuerySet[Task]:
    """What a member follows for the cell; none for somebody who is no member."""
    return Task.objects.filter(follower=member_id) if member_id else Task.objects.none()


def named(tasks: Iterable[Task]) -> list[Task]:
    """The tasks with their people told from their namesakes in the cell. One query; `members` is
    prefetched."""
    found = list(tasks)
    known = namesakes_in({task.cell_id for task in found}) if found else {}
    tell_apart((member for task in found for member in task.people), among=known)
    return found


SHOWN = ("open", "overdue", "reported", "settled")


def shown(tasks: QuerySet[Task], show: str, day: date) -> QuerySet[Task]:
    """The tasks of one of SHOWN, in its order, with all a list of them reads."""
    found = in_order(tasks.filter(_shown(day)[show]), show)
    return found.select_related("cell").prefetch_related("members")


def in_order(tasks: QuerySet[Task], show: str) -> QuerySet[Task]:
    if show == "settled":
        return tasks.order_by(F("done_on").desc(nulls_last=True), "-given_on", "-id")
    return tasks.order_by(F("due_on").asc(nulls_last=True), "given_on", "id")


@dataclass(frozen=True, slots=True)
class Counts:
    open: int = 0
    overdue: int = 0
    reported: int = 0
    settled: int = 0


def counts(tasks: QuerySet[Task], day: date) -> Counts:
    """How many of each, in one query."""
    return Counts(**tasks.aggregate(**{name: Count("pk", filter=part) for name, part in _shown(day).items()}))


def counts_by_cell(cells: Iterable[Unit], day: date) -> dict[UUID, Counts]:
    """The same for each of many cells that has tasks, in one query."""
    parts = {name: Count("pk", filter=part) for name, part in _shown(day).items()}
    rows = Task.objects.filter(cell__in=list(cells)).order_by().values("cell").annotate(**parts)
    return {cell: Counts(*numbers) for cell, *numbers in rows.values_list("cell", *parts)}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit below an office with how many of its tasks are late; `listed` for a cell whose tasks open."""

    unit: Unit
    counts: Counts
    listed: bool


def late_below(unit: Unit, day: date) -> list[UnitLine]:
    """The cells of a ward, or the units right below a higher one, most late tasks first. Two queries.

    Commitments are between a member and the cell, and are not counted above it.
    """
    below = Unit.objects.within(subtree(unit.path)).in_use()
    of_cells = unit.kind in (Kind.COMMUNE, Kind.COMMITTEE)
    units = below.cells() if of_cells else below.filter(parent=unit)
    tasks = Task.objects.filter(inside("cell__path", subtree(unit.path)), state__in=rules.UNSETTLED)
    place = Substr("cell__path", 1, len(unit.path) + LABEL)
    unsettled = tasks.exclude(kind=Task.Kind.COMMITMENT).order_by()
    waiting = unsettled.annotate(place=F("cell__path") if of_cells else place).values("place")
    parts = {name: Count("pk", filter=part) for name, part in _shown(day).items() if name != "settled"}
    counted = {
        path: Counts(*numbers) for path, *numbers in waiting.annotate(**parts).values_list("place", *parts)
    }
    lines = [UnitLine(each, counted.get(each.path, Counts()), each.is_cell) for each in units]
    return sorted(lines, key=lambda line: (-line.counts.overdue, line.unit.name_sort))


def unsettled(cells: Iterable[Unit]) -> QuerySet[Task]:
    return Task.objects.filter(cell__in=list(cells), state__in=rules.UNSETTLED)


def waiting_for(cells: Iterable[Unit], member_id: UUID | None) -> QuerySet[Task]:
    """What is not settled in the cells, and what the member has still to do anywhere: `is_mine`."""
    mine = Exists(TaskMember.objects.filter(task=OuterRef("pk"), member=member_id))
    rows = Task.objects.annotate(is_mine=mine & Q(state=rules.OPEN))
    led = Q(cell__in=list(cells), state__in=rules.UNSETTLED)
    return in_order(rows.filter(led | Q(pk__in=_given(member_id), state=rules.OPEN)), "open")


def _shown(day: date) -> dict[str, Q]:
    return {
        "open": Q(state=rules.OPEN),
        "overdue": Q(state=rules.OPEN, due_on__lt=day),
        "reported": Q(state=rules.REPORTED),
        "settled": ~Q(state__in=rules.UNSETTLED),
    }


def _given(member_id: UUID | None) -> QuerySet[TaskMember, UUID]:
    rows = TaskMember.objects.filter(member=member_id) if member_id else TaskMember.objects.none()
    return rows.values_list("task_id", flat=True)


def roll(cell: Unit, day: date) -> list[Member]:
    """Who can be given a task of the cell: all on its roll but those away for a time."""
    return [row.member for row in roster(cell.pk, day) if not row.away]


def committee(cell: Unit, day: date) -> list[Member]:
    """Who follows tasks for the cell, by name."""
    found = holders([cell.pk], *(Role(role) for role in LEADERS), day=day)
    people = {row.member.pk: row.member for row in found if row.member}
    return sorted(people.values(), key=lambda member: (member.name_sort, member.pk))


def own_cells(actor: Actor) -> list[Grant]:
    """The cells the actor sits in, formally or for a time."""
    return [grant for grant in actor.holds(Role.MEMBER) if grant.kind == Kind.CELL]
