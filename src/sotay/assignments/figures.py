"""What a cell's month says of tasks: given, due, met, late, and how many members have none.

A task is looked at as it stood at the end of the month, by what its events keep of how it stood before them.
So a deadline that is put off later does not change the month in which it passed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db.models import F, Min, Q
from django.utils import timezone

from sotay import regulations
from sotay.assignments import rules
from sotay.assignments.models import Task, TaskEvent, TaskMember
from sotay.figures import actions as figures
from sotay.figures.work import Counted, Source, tally
from sotay.kernel.periods import Month
from sotay.members import figures as members
from sotay.regulations import NotInForce
from sotay.units.models import Unit
from sotay.units.settings import settings_for

P = ParamSpec("P")
R = TypeVar("R")

_COLUMNS = (
    "members_tasked",
    "members_without_task",
    "tasks_begun",
    "tasks_due",
    "tasks_met",
    "tasks_finished",
    "tasks_finished_late",
    "tasks_open",
    "tasks_overdue",
)


@dataclass(frozen=True, slots=True)
class Then:
    """How a task stood at the end of a day."""

    state: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class History:
    """A task with what its events keep: how it stood before each, in the order of time."""

    task: Task
    before: Sequence[tuple[date, Mapping[str, Any]]]
    people: Sequence[UUID]

    def on(self, day: date) -> Then:
        """How it stood at the end of the day: as the first event after it found it."""
        was = next((was for at, was in self.before if at > day), None)
        if was is None:
            return Then(self.task.state, self.task.due_on)
        return Then(was["state"], date.fromisoformat(was["due_on"]) if was["due_on"] else None)

    def people_on(self, day: date) -> Iterable[UUID]:
        """Who had it at the end of the day; events that change it keep who had it before."""
        was = next((was["people"] for at, was in self.before if at > day and was.get("people")), None)
        return self.people if was is None else [UUID(member) for _row, member, *_ in was]


def count(cells: Sequence[Unit], months: Sequence[Month]) -> Counted:
    """`tasks_*` and `members_*_task` of the catalog. Seven queries, however many cells and months."""
    found = tally()
    histories = _histories([cell.pk for cell in cells], months[0].first)
    for cell in cells:
        for month in months:
            total = found[cell.pk, month]
            for each in histories[cell.pk]:
                if each.task.given_on <= month.last and each.task.kind != Task.Kind.COMMITMENT:
                    total.update(of_task(each, month))
    for (cell_id, month), (called_for, without) in _without_task(cells, months, histories).items():
        found[cell_id, month].update(members_tasked=called_for, members_without_task=without)
    return found


def of_task(each: History, month: Month) -> dict[str, int]:
    """What one task adds to a month. Dropped tasks are due to nobody.

    A task is met when it was reported or confirmed as done by the end of its day; then nobody waits for the
    person any more. Source: HD 38-HD/BTCTW, IV.2; `rules.days_late`.
    """
    counted: dict[str, int] = {"tasks_begun": int(Month.of(each.task.given_on) == month)}
    then = each.on(month.last)
    if then.state in rules.UNSETTLED:
        counted["tasks_open"] = 1
        overdue = then.state == rules.OPEN and then.due_on is not None and then.due_on <= month.last
        counted["tasks_overdue"] = int(overdue)
    if then.due_on is not None and Month.of(then.due_on) == month and then.state != rules.DROPPED:
        counted["tasks_due"] = 1
        counted["tasks_met"] = int(each.on(then.due_on).state in _DONE)
    if then.state == rules.DONE and (
        each.task.given_on > month.plus(-1).last or each.on(month.plus(-1).last).state != rules.DONE
    ):
        due_on = then.due_on if then.due_on and then.due_on <= month.last else None
        counted["tasks_finished"] = 1
        counted["tasks_finished_late"] = int(due_on is not None and each.on(due_on).state not in _DONE)
    return counted


_DONE = frozenset({rules.REPORTED, rules.DONE})


def _histories(cells: Collection[UUID], first: date) -> dict[UUID, list[History]]:
    """The tasks of cells that count in a month from this day on, with all their events. Three queries.

    One that was settled before counts no more, unless an event since then opened it again, or it is of the
    year's list.
    """
    events = TaskEvent.objects.filter(cell__in=cells, undone_at=None).order_by("at", "id")
    touched = events.filter(at__gte=_start(first)).order_by().values("task")
    alive = Q(state__in=rules.UNSETTLED) | Q(due_on__gte=first) | Q(given_on__gte=first)
    alive |= Q(year_list__year__gte=first.year) | Q(pk__in=touched)
    rows = Task.objects.filter(alive, cell__in=cells).annotate(of_year=F("year_list__year"))
    rows = rows.only("cell", "kind", "state", "given_on", "due_on")
    tasks = list(rows.order_by("id"))
    ids = [task.pk for task in tasks]
    before: dict[UUID, list[tuple[date, Mapping[str, Any]]]] = defaultdict(list)
    for task_id, at, was in events.filter(task__in=ids).values_list("task", "at", "was"):
        before[task_id].append((timezone.localdate(at), was))
    people: dict[UUID, list[UUID]] = defaultdict(list)
    given = TaskMember.objects.filter(task__in=ids).order_by()
    for task_id, member in given.values_list("task", "member"):
        people[task_id].append(member)
    found: dict[UUID, list[History]] = defaultdict(list)
    for task in tasks:
        found[task.cell_id].append(History(task, before[task.pk], people[task.pk]))
    return found


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _without_task(
    cells: Sequence[Unit], months: Sequence[Month], histories: Mapping[UUID, Sequence[History]]
) -> dict[tuple[UUID, Month], tuple[int, int]]:
    """How many on the roll have to have a task at each month's end, and how many of them have none: none of
    the year's list, and no other in hand.

    Source: HD 38-HD/BTCTW, IV.2; regulation "member-tasks".
    """
    found: dict[tuple[UUID, Month], tuple[int, int]] = {}
    rolls = members.rolls(cells, months)
    for month in months:
        with_exempt = [cell for cell in cells if any(seat.exempt for seat in rolls[cell.pk, month])]
        temporary_too, exempt_too = _flags(with_exempt, month.last)
        for cell in cells:
            busy = {
                member
                for each in histories[cell.pk]
                if _occupies(each, month)
                for member in each.people_on(month.last)
            }
            called = {
                seat.member
                for seat in rolls[cell.pk, month]
                if rules.has_to_have_a_task(
                    rules.Seat(seat.member, seat.exempt, seat.away, seat.here, barred=seat.barred),
                    temporary_too=temporary_too,
                    exempt_too=cell.pk in exempt_too,
                )
            }
            found[cell.pk, month] = len(called), len(called - busy)
    return found


def _occupies(each: History, month: Month) -> bool:
    """Whether a task is one somebody has at a month's end."""
    task = each.task
    if task.given_on > month.last or task.kind == Task.Kind.COMMITMENT:
        return False
    then = each.on(month.last)
    of_the_year = task.of_year == month.year  # type: ignore[attr-defined]  # annotated by _histories
    return then.state in rules.UNSETTLED or (of_the_year and then.state != rules.DROPPED)


def _flags(with_exempt: Sequence[Unit], day: date) -> tuple[bool, set[UUID]]:
    """Whether members here for a while have to have a task, and the cells whose exempt members have to: that
    is the unit's to say, so it is looked up where somebody is exempt. Before every text we know nobody has.
    """
    try:
        temporary_too = bool(regulations.on(day).value("member-tasks.temporary_members_too"))
        known = settings_for(with_exempt, day) if with_exempt else {}
        return temporary_too, {pk for pk, own in known.items() if own["member-tasks.exempt_members_too"]}
    except NotInForce:
        return False, set()


def first(cells: Collection[UUID]) -> dict[UUID, date]:
    rows = Task.objects.filter(cell__in=cells).order_by().values("cell").annotate(day=Min("given_on"))
    return dict(rows.values_list("cell", "day"))


SOURCE = Source("tasks", _COLUMNS, count, follows=("members",), first=first)


def keep(cell: UUID, since: date | None) -> None:
    figures.keep_work([cell], SOURCE.name, since)


def follow_setting(unit: Unit, key: str, since: date) -> None:
    """Who has to have a task is the unit's to say, for all cells below it."""
    if key.startswith("member-tasks."):
        figures.keep_below(unit, [SOURCE.name], since)


def counted(act: Callable[P, R]) -> Callable[P, R]:
    """Of an act on a task, given by name: keep the figures of its cell, in the transaction of the act."""

    @wraps(act)
    def with_figures(*args: P.args, **kwargs: P.kwargs) -> R:
        result = act(*args, **kwargs)
        task: Any = kwargs["task"]
        keep(task.cell_id, timezone.localdate())
        return result

    return with_figures
