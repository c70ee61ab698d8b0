"""What the records say of somebody's period: tasks, attendance, levels of months. It stands beside the
points and never goes into them, and nothing of it is what somebody said or wrote.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sotay.assignments.models import Task, TaskMember
from sotay.kernel.periods import Month
from sotay.meetings.models import AttendanceMark, MakeUp
from sotay.reviews.models import MonthlyReview, Review, ReviewRound
from sotay.reviews.rules import TaskFacts
from sotay.units.models import Unit
from sotay.votes.rules import Mark


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the records say of somebody's period. It stands beside the points and never goes into them."""

    tasks: TaskFacts = field(default_factory=TaskFacts)
    present: int = 0
    excused: int = 0
    unexcused: int = 0
    made_up: int = 0
    months: Mapping[str, int] = field(default_factory=dict)  # by level
    quarters: tuple[tuple[str, str], ...] = ()  # name of the round and level, of quarters announced

    @property
    def meetings(self) -> int:
        return self.present + self.excused + self.unexcused


def evidence(member_ids: Iterable[UUID], first: date, last: date) -> dict[UUID, Evidence]:
    """Of many members, in five queries. Nothing of it is what somebody said or wrote."""
    ids = list(member_ids)
    tasks = _tasks(ids, first, last)
    marks = _counted(
        AttendanceMark.objects.filter(member__in=ids, held_on__range=(first, last)).values_list(
            "member", "mark"
        )
    )
    made_up = Counter(
        MakeUp.objects.filter(
            member__in=ids, meeting__month__range=(Month.of(first), Month.of(last)),
            counts=True, withdrawn_at=None,
        ).values_list("member", flat=True)
    )  # fmt: skip
    months = _counted(
        MonthlyReview.objects.filter(member__in=ids, month__range=(Month.of(first), Month.of(last)))
        .exclude(level="")
        .values_list("member", "level")
    )
    quarters = _quarters(ids, first, last)
    return {
        pk: Evidence(
            tasks=tasks.get(pk, TaskFacts()),
            present=marks[pk][Mark.PRESENT],
            excused=marks[pk][Mark.EXCUSED],
            unexcused=marks[pk][Mark.UNEXCUSED],
            made_up=made_up[pk],
            months=dict(months[pk]),
            quarters=tuple(quarters.get(pk, ())),
        )
        for pk in ids
    }


def cell_evidence(cell: Unit, first: date, last: date) -> Evidence:
    """The tasks of a whole cell, for its own review. One query."""
    rows = _of_period(Task.objects.filter(cell=cell), "", first, last)
    facts = rows.values_list("state", "due_on", "done_on")
    return Evidence(tasks=_facts(facts, min(last, timezone.localdate())))


def _quarters(ids: list[UUID], first: date, last: date) -> dict[UUID, list[tuple[str, str]]]:
    """Levels of the quarters of a year, for the review of the year."""
    if Month.of(first).plus(11) != Month.of(last):
        return {}
    rows = Review.objects.filter(
        member__in=ids,
        cell_round__round__kind=ReviewRound.Kind.QUARTER,
        cell_round__round__year=first.year,
        cell_round__announced_at__isnull=False,
    ).exclude(decided="")
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for row in rows.select_related("cell_round__round").order_by("cell_round__round__quarter", "id"):
        if row.member_id:
            found[row.member_id].append((row.cell_round.round.label, row.decided))
    return found


def _tasks(ids: list[UUID], first: date, last: date) -> dict[UUID, TaskFacts]:
    rows = _of_period(TaskMember.objects.filter(member__in=ids), "task__", first, last)
    found: dict[UUID, list[tuple[str, date | None, date | None]]] = defaultdict(list)
    for member, *facts in rows.values_list("member", "task__state", "task__due_on", "task__done_on"):
        found[member].append((facts[0], facts[1], facts[2]))
    until = min(last, timezone.localdate())
    return {member: _facts(facts, until) for member, facts in found.items()}


def _of_period(rows: QuerySet, way: str, first: date, last: date) -> QuerySet:  # type: ignore[type-arg]
    """Tasks that fall due in a period; those without a day, that were given in it."""
    due = Q(**{f"{way}due_on__range": (first, last)})
    without = Q(**{f"{way}due_on": None, f"{way}given_on__range": (first, last)})
    return rows.filter(due | without).exclude(**{f"{way}state": Task.State.DROPPED})


def _facts(rows: Iterable[tuple[str, date | None, date | None]], until: date) -> TaskFacts:
    """`until` is the day by which a task that is not done counts as late."""
    kinds = Counter(_kind(state, due, done, until) for state, due, done in rows)
    return TaskFacts(kinds["on_time"], kinds["late"], kinds["open_late"], kinds["open"])


def _kind(state: str, due: date | None, done: date | None, until: date) -> str:
    if state == Task.State.DONE:
        return "late" if due and done and done > due else "on_time"
    return "open_late" if state == Task.State.OPEN and due and due < until else "open"


def _counted(pairs: Iterable[tuple[UUID, str]]) -> defaultdict[UUID, Counter[str]]:
    found: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for member, what in pairs:
        found[member][what] += 1
    return found
