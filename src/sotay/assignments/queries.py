"""Reading tasks: what the actor may see, by how it stands, and how many of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from sotay.assignments import rules
from sotay.assignments.models import Task, TaskMember
from sotay.kernel.actor import Actor
from sotay.meetings.access import readable_q
from sotay.members.queries import namesakes_in, tell_apart
from sotay.units.models import Unit


def in_sight(actor: Actor) -> QuerySet[Task]:
    """Tasks of the cells whose minutes the actor may read, and those given to the actor."""
    return Task.objects.filter(readable_q(actor) | Q(pk__in=_given(actor.member_id)))


def of(member_id: UUID | None) -> QuerySet[Task]:
    """Tasks given to a member; none for somebody who is no member."""
    return Task.objects.filter(pk__in=_given(member_id))


def open_of(member_id: UUID | None) -> QuerySet[Task]:
    """What a member still has to do, the most urgent first."""
    return in_order(of(member_id).filter(state=rules.OPEN), "open")


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


def unsettled(cells: Iterable[Unit]) -> QuerySet[Task]:
    return Task.objects.filter(cell__in=list(cells), state__in=rules.UNSETTLED)


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
