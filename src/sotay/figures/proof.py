"""Proving that what is kept is what the records say: of every cell, and of every sum above.

A cell is worked out again in a transaction of its own, which holds it still meanwhile and puts right what
differs; of a dry run that transaction is taken back. Sums are proved a month at a time, for all units at
once: the rows of cells are added up by the database, those of units here, and only a unit that differs is
added up anew. So a province can be proved while people work.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from sotay.figures import actions, partitions, tree, work
from sotay.figures.catalog import DAY_NAMES, NAMES, WORK_NAMES
from sotay.figures.models import (
    REGULAR,
    CellBreakdown,
    CellMonth,
    CellWork,
    UnitBreakdown,
    UnitDay,
    UnitMonth,
    UnitWork,
)
from sotay.kernel.periods import Month
from sotay.kernel.tree import subtree
from sotay.units.models import Kind, Unit


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that is kept and is not what it should be.

    `row` says which row of the unit's month it is in: "meeting", "month regular", "work", "day 2026-11-03",
    "keys". `kept` is None where the row was missing, `should` where it should not be there.
    """

    code: str
    unit: str
    month: str
    row: str
    figure: str
    kept: int | None
    should: int | None

    @property
    def of_row(self) -> tuple[str, str, str]:
        return self.code, self.month, self.row


def prove(
    cells: Iterable[Unit] | None = None, *, repair: bool = True, under: Unit | None = None
) -> Iterator[Difference]:
    """What differs, as it is found; put right unless `repair` is False.

    Of all cells, or of those below `under`, the sums above them are proved as well; those of named cells
    follow by job.
    """
    now = timezone.now()
    if cells is not None:
        for cell in cells:
            yield from _of_cell(cell, repair=repair)
        return
    if repair:
        actions.catch_up(now)
    for cell in _cells(under):
        yield from _of_cell(cell, repair=repair)
    yield from prove_sums(now, repair=repair, under=under)


def prove_sums(now: datetime, *, repair: bool = True, under: Unit | None = None) -> Iterator[Difference]:
    """The sums of every month of which anything is kept."""
    for month in _months():
        yield from of_sums(month, now, repair=repair, under=under)


def _cells(under: Unit | None) -> Iterator[Unit]:
    found = Unit.objects.cells()
    if under is not None:
        found = found.within(subtree(under.path))
    yield from found.order_by("pk").iterator()


def _months() -> list[Month]:
    found: set[Month] = set()
    for rows in (CellMonth.objects, CellWork.objects, UnitMonth.objects, UnitWork.objects):
        found.update(rows.order_by().values_list("month", flat=True).distinct())
    return sorted(found)


def _of_cell(cell: Unit, *, repair: bool) -> list[Difference]:
    with transaction.atomic():
        found = list(_settled(cell))
        if not repair:
            transaction.set_rollback(True)
    return found


def _settled(cell: Unit) -> Iterator[Difference]:
    """Put right what of a cell differs, and tell what it was."""

    def differs(month: Month, row: str, figure: str, kept: int | None, should: int | None) -> Difference:
        return Difference(cell.code, cell.name, str(month), row, figure, kept, should)

    recounted = [recount(cell) for recount in actions.RECOUNTS]
    for wrongs, _months in recounted:
        for wrong in wrongs:
            yield differs(wrong.month, f"meeting {wrong.row}", wrong.figure, wrong.kept, wrong.should)
    away = partitions.months_put_away()
    wanted = {
        (kept.month, kept.kind): kept
        for _wrong, months in recounted
        for kept in months
        if kept.month not in away
    }
    rows = {(row.month, row.kind): row for row in CellMonth.objects.filter(cell=cell)}
    for (month, kind), row in rows.items():
        if (month, kind) not in wanted:
            actions.forget(cell, month, kind)
            yield differs(month, f"month {kind}", "meetings", row.meetings, None)
    for (month, kind), kept in wanted.items():
        held = rows.get((month, kind))
        faults = list(_faults(held, kept.values))
        if faults:
            actions.keep(cell, kept, follow=True)
            yield from (differs(month, f"month {kind}", *fault) for fault in faults)
    changed = work.prove([cell])
    actions.follow_cells({(each.cell, each.month) for each in changed})
    for each in changed:
        figure = f"{each.figure} {each.key}" if each.key or each.kept is None else each.figure
        yield differs(each.month, "work", figure.strip(), each.kept, each.should)


def _faults(row: CellMonth | None, values: Mapping[str, Any]) -> Iterator[tuple[str, int | None, int | None]]:
    """Figures that differ; what else a row says is told by its name without numbers."""
    for name, value in values.items():
        kept = getattr(row, name) if row else None
        if kept != value:
            numbers = isinstance(value, int)
            if row is not None or (numbers and value):
                yield name, kept if numbers else None, value if numbers else None


def of_sums(
    month: Month, now: datetime, *, repair: bool = True, under: Unit | None = None
) -> Iterator[Difference]:
    """What of a month's sums differs, from the lowest units up; put right unless `repair` is False."""
    expected, kept = Expected(month, now), _kept(month)
    for unit in expected.deepest_first:
        if under is not None and not _concerns(unit, under):
            continue
        faults = list(_sum_faults(expected.rows_of(unit.pk, kept), kept.get(unit.pk, {})))
        if not faults:
            continue
        with transaction.atomic():
            changed = actions.roll_up(unit, month, now)
            if not repair:
                transaction.set_rollback(True)
        if changed:  # else it was on its way while we looked
            yield from (Difference(unit.code, unit.name, str(month), *fault) for fault in faults)


def _concerns(unit: Unit, under: Unit) -> bool:
    """Whether it lies below the other unit, or above."""
    return subtree(under.path).holds(unit.path) or under.path.startswith(unit.path)


Rows = dict[str, Counter[str]]
"""The rows of a unit's month by what they are of ("month regular", "day 2026-11-03", "work", "keys")."""


def _sum_faults(expected: Rows, kept: Rows) -> Iterator[tuple[str, str, int | None, int | None]]:
    """Row, figure, what is kept and what should be. A row that is missing is one of zeros."""
    none: Counter[str] = Counter()
    for row in sorted({*expected, *kept}):
        should, there = expected.get(row, none), kept.get(row, none)
        for name in sorted({*should, *there}):
            if should[name] != there[name]:
                yield row, name, there[name] if row in kept else None, should[name]


def _kept(month: Month) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = defaultdict(dict)
    for months in UnitMonth.objects.filter(month=month).order_by():
        more = {"with_meeting": months.with_meeting, "late": months.late, "cells": months.cells}
        found[months.unit_id][f"month {months.kind}"] = Counter({**months.counts, **more})
    for day in UnitDay.objects.filter(month=month).order_by():
        counts = {name: getattr(day, name) for name in (*DAY_NAMES, "late")}
        found[day.unit_id][f"day {day.day}"] = Counter(counts)
    for row in UnitWork.objects.filter(month=month).order_by():
        found[row.unit_id]["work"] = Counter(row.counts)
    for key in UnitBreakdown.objects.filter(month=month).order_by():
        found[key.unit_id].setdefault("keys", Counter())[f"{key.figure} {key.key}"] = key.number
    return found


class Expected:
    """What the sums of a month should be, from the rows of cells and where they lay then."""

    def __init__(self, month: Month, now: datetime) -> None:
        self.month, self.now = month, now
        above = Unit.objects.exclude(kind__in=[Kind.CELL, Kind.GROUP]).order_by()
        self.units = {unit.pk: unit for unit in above}
        self.placed = tree.changed_since(month.last)
        self.moved_cells = [pk for pk in self.placed if pk not in self.units]
        self.parent = {pk: self._parent(pk, unit.parent_id) for pk, unit in self.units.items()}
        depths = {pk: self._depth(pk) for pk in self.units}
        self.deepest_first = sorted(self.units.values(), key=lambda unit: (-depths[unit.pk], unit.path))
        self.rows: dict[UUID, Rows] = defaultdict(lambda: defaultdict(Counter))
        self.cells: Counter[UUID] = Counter()
        self._add_cells()
        self._count_cells()
        for unit in self.deepest_first:
            self._add_to_parent(unit.pk)

    def _parent(self, unit: UUID, today: UUID | None) -> UUID | None:
        return tree.placed_at(self.placed[unit], self.month.last) if unit in self.placed else today

    def _depth(self, unit: UUID) -> int:
        depth, up = 0, self.parent.get(unit)
        while up is not None and depth < len(self.units):
            depth, up = depth + 1, self.parent.get(up)
        return depth

    def _grouped(
        self, rows: QuerySet[Any], by: Collection[str], **sums: Any
    ) -> Iterator[tuple[UUID, dict[str, Any]]]:
        """The rows of cells added up by the unit they lay under, of those that moved since one by one."""
        moved = self.moved_cells
        stayed = rows.exclude(cell__in=moved) if moved else rows
        for values in stayed.order_by().values("cell__parent", *by).annotate(**sums):
            if values["cell__parent"] is not None:
                yield values["cell__parent"], values
        for start in range(0, len(moved), actions.MANY):
            some = rows.filter(cell__in=moved[start : start + actions.MANY])
            for values in some.order_by().values("cell", "cell__parent", *by).annotate(**sums):
                parent = self._parent(values["cell"], values["cell__parent"])
                if parent is not None:
                    yield parent, values

    def _add_cells(self) -> None:
        of_month = CellMonth.objects.filter(month=self.month)
        late = Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=self.now))
        more = {"sum_with_meeting": Count("pk"), "sum_late": late}
        for parent, values in self._grouped(of_month, ["kind"], **_sums(NAMES), **more):
            total = self.rows[parent][f"month {values['kind']}"]
            _add(total, values, (*NAMES, "with_meeting", "late"))
        day = TruncDate(Coalesce("opened_at", "planned_at"))
        regular = of_month.filter(kind=REGULAR).annotate(held_on=day)
        for parent, values in self._grouped(regular, ["held_on"], **_sums(DAY_NAMES), sum_late=late):
            _add(self.rows[parent][f"day {values['held_on']}"], values, (*DAY_NAMES, "late"))
        of_work = CellWork.objects.filter(month=self.month)
        for parent, values in self._grouped(of_work, [], **_sums(WORK_NAMES)):
            _add(self.rows[parent]["work"], values, WORK_NAMES)
        keys = CellBreakdown.objects.filter(month=self.month)
        for parent, values in self._grouped(keys, ["figure", "key"], sum_number=Sum("number")):
            self.rows[parent]["keys"][f"{values['figure']} {values['key']}"] += values["sum_number"]

    def _count_cells(self) -> None:
        there = Q(founded_on=None) | Q(founded_on__lte=self.month.last)
        there &= Q(closed_on=None) | Q(closed_on__gt=self.month.last)
        cells = Unit.objects.cells().filter(there).order_by()
        moved = self.moved_cells
        stayed = cells.exclude(pk__in=moved) if moved else cells
        for parent, number in stayed.values_list("parent").annotate(n=Count("pk")):
            if parent is not None:
                self.cells[parent] += number
        for pk, today in cells.filter(pk__in=moved).values_list("pk", "parent") if moved else ():
            if (parent := self._parent(pk, today)) is not None:
                self.cells[parent] += 1

    def _add_to_parent(self, unit: UUID) -> None:
        """In the order of the deepest first, so that a unit is complete when its parent takes it over."""
        with_meeting = self.rows[unit][f"month {REGULAR}"]["with_meeting"]
        self.cells[unit] = max(self.cells[unit], with_meeting)
        up = self.parent[unit]
        if up is None:
            return
        self.cells[up] += self.cells[unit]
        for row, counts in self.rows[unit].items():
            self.rows[up][row].update(counts)

    def rows_of(self, unit: UUID, kept: Mapping[UUID, Rows]) -> Rows:
        """The rows a unit should have. Without a meeting below it there are none of months, unless there
        were once.
        """
        rows = dict(self.rows[unit])
        months = [row for row in rows if row.startswith("month ")]
        held = any(rows[row]["with_meeting"] for row in months)
        known = any(row.startswith("month ") for row in kept.get(unit, {}))
        if held or known:
            for row in months:
                rows[row]["cells"] = self.cells[unit]
        return rows


def _sums(names: Collection[str]) -> dict[str, Sum]:
    return {f"sum_{name}": Sum(name) for name in names}


def _add(total: Counter[str], values: Mapping[str, Any], names: Collection[str]) -> None:
    for name in names:
        total[name] += values[f"sum_{name}"] or 0
