"""Keeping figures: a cell's month in the transaction of the act, the sums above it by job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django_tasks import task

from sotay.figures.catalog import DAY_NAMES, NAMES
from sotay.figures.models import REGULAR, CellMonth, UnitDay, UnitMonth
from sotay.kernel import jobs
from sotay.kernel.hooks import Hook
from sotay.kernel.periods import Month
from sotay.kernel.tree import subtree
from sotay.units.models import Kind, Unit


@dataclass(frozen=True, slots=True)
class Kept:
    """What a cell's month is to hold for one kind of meeting; `values` are columns of `CellMonth`."""

    month: Month
    kind: str
    values: Mapping[str, Any]


Recount = Callable[[Unit], tuple[int, list[Kept]]]
"""Of a cell: how many of the app's own figures it had to put right, and what the cell's months are to
hold.
"""

RECOUNTS: Hook[Recount] = Hook(
    "figures.recounts", "how an app works a cell's months out again from its own records"
)


def keep(cell: Unit, kept: Kept, *, follow: bool) -> None:
    """Bring a cell's month up to date, in the transaction that changed what it counts.

    `follow` has the sums above follow at once; without it they follow with the clock, which is soon enough
    for a mark of a roll call. One statement, because every mark comes by here.
    """
    row = CellMonth(cell=cell, commune_id=cell.commune_id, month=kept.month, kind=kept.kind, **kept.values)
    CellMonth.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["cell", "month", "kind"],
        update_fields=["commune_id", *kept.values, "changed_at"],
    )
    if follow:
        _follow(cell.parent_id, kept.month)


def forget(cell: Unit, month: Month, kind: str) -> None:
    """The cell has no meeting of that kind in the month any more."""
    CellMonth.objects.filter(cell=cell, month=month, kind=kind).delete()
    _follow(cell.parent_id, month)


def _follow(unit_id: Any, month: Month) -> None:
    if unit_id is not None:
        jobs.enqueue(roll_up_later, unit=str(unit_id), month=str(month))


@task()
def roll_up_later(unit: str, month: str) -> None:
    """Add up a unit's month; its parent follows by itself when anything changed."""
    if (found := Unit.objects.filter(pk=unit).first()) is not None:
        roll_up(found, Month.parse(month), timezone.now())


@transaction.atomic
def roll_up(unit: Unit, month: Month, now: datetime) -> int:
    """Add up a unit's month from the rows of its children; how many of its rows changed.

    The unit's row is locked before anything is read, so of two at once the later one reads what the earlier
    saw.
    """
    of_month = UnitMonth.objects.filter(unit=unit, month=month)
    if not of_month.exists():
        if not any(sums["with_meeting"] for sums in _sums(unit, month, now).values()):
            return 0  # nothing happened below it
        UnitMonth.objects.get_or_create(unit=unit, month=month, kind=REGULAR, defaults={"as_of": now})
    rows = {row.kind: row for row in of_month.select_for_update()}
    sums = _sums(unit, month, now)
    gone = [row.pk for kind, row in rows.items() if kind not in sums]
    UnitMonth.objects.filter(pk__in=gone).delete()
    changed = len(gone)
    for kind, values in sums.items():
        row = rows.get(kind) or UnitMonth(unit=unit, month=month, kind=kind)
        if not row._state.adding and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.as_of = now
        row.save()
        changed += 1
    changed += _roll_up_days(unit, month, now)
    if changed:
        _follow(unit.parent_id, month)
    return changed


def _roll_up_days(unit: Unit, month: Month, now: datetime) -> int:
    """The days of a unit's month, under the lock of its month; how many of them changed."""
    rows = {row.day: row for row in UnitDay.objects.filter(unit=unit, month=month)}
    sums = _day_sums(unit, month, now)
    gone = [row.pk for day, row in rows.items() if day not in sums]
    if gone:
        UnitDay.objects.filter(pk__in=gone).delete()
    changed = len(gone)
    for day, values in sums.items():
        row = rows.get(day) or UnitDay(unit=unit, month=month, day=day)
        if not row._state.adding and all(getattr(row, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(row, name, value)
        row.as_of = now
        row.save()
        changed += 1
    return changed


def _day_sums(unit: Unit, month: Month, now: datetime) -> dict[date, dict[str, int]]:
    """The regular meetings of each day: of cells by their own rows, of units by theirs."""
    added = {f"sum_{name}": Sum(name) for name in DAY_NAMES}
    cells = (
        CellMonth.objects.filter(cell__parent=unit, month=month, kind=REGULAR)
        .order_by()
        .annotate(held_on=TruncDate(Coalesce("opened_at", "planned_at")))
        .values("held_on")
        .annotate(
            **added,
            sum_late=Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=now)),
        )
    )
    below = (
        UnitDay.objects.filter(unit__parent=unit, month=month)
        .order_by()
        .annotate(held_on=F("day"))
        .values("held_on")
        .annotate(**added, sum_late=Sum("late"))
    )
    sums: dict[date, dict[str, int]] = {}
    lines: list[dict[str, Any]] = [*cells, *below]  # type: ignore[list-item]
    for values in lines:
        total = sums.setdefault(values["held_on"], dict.fromkeys((*DAY_NAMES, "late"), 0))
        for name in total:
            total[name] += values[f"sum_{name}"] or 0
    return sums


def _sums(unit: Unit, month: Month, now: datetime) -> dict[str, dict[str, int]]:
    """Each kind's sums over the unit's children: cells by their own rows, units by theirs."""
    added = {f"sum_{name}": Sum(name) for name in NAMES}
    cells = (
        CellMonth.objects.filter(cell__parent=unit, month=month)
        .order_by()
        .values("kind")
        .annotate(
            **added,
            sum_with_meeting=Count("pk"),
            sum_late=Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=now)),
        )
    )
    below = (
        UnitMonth.objects.filter(unit__parent=unit, month=month)
        .order_by()
        .values("kind")
        .annotate(**added, sum_with_meeting=Sum("with_meeting"), sum_late=Sum("late"))
    )
    sums = {REGULAR: dict.fromkeys((*NAMES, "with_meeting", "late"), 0)}
    lines: list[dict[str, Any]] = [*cells, *below]  # type: ignore[list-item]
    for values in lines:
        total = sums.setdefault(values["kind"], dict.fromkeys((*NAMES, "with_meeting", "late"), 0))
        for name in total:
            total[name] += values[f"sum_{name}"] or 0
    number = max(_cells(unit, month), sums[REGULAR]["with_meeting"])
    return {kind: {**total, "cells": number} for kind, total in sums.items()}


def _cells(unit: Unit, month: Month) -> int:
    """Cells below a unit that are in use and were founded by the month."""
    there = Q(closed_on=None) & (Q(founded_on=None) | Q(founded_on__lte=month.last))
    return Unit.objects.within(subtree(unit.path)).cells().filter(there).count()


def rebuild(cells: Iterable[Unit] | None = None) -> int:
    """Work the cells' months out again from the records; how many rows differed.

    Of all cells (when none are named) the sums above them are proved as well; those of named cells follow by
    job. Each cell and each unit has a transaction of its own, so that a province can be rebuilt while people
    work.
    """
    if cells is not None:
        return sum(_rebuild_cell(cell) for cell in cells)
    catch_up(timezone.now())
    return sum(_rebuild_cell(cell) for cell in Unit.objects.cells()) + _rebuild_sums()


SWEPT = timedelta(minutes=30)
"""How far back the clock looks for changes whose sums were not told to follow."""


def not_followed(now: datetime) -> set[tuple[UUID, Month]]:
    """Units and months whose sums may be behind: marks of a roll call, and meetings whose hour has passed."""
    changed = CellMonth.objects.filter(changed_at__gte=now - SWEPT)
    waiting = CellMonth.objects.filter(status=CellMonth.Status.SET_UP)
    overdue = waiting.filter(planned_at__lte=now, planned_at__gte=now - SWEPT)
    either = (rows.order_by().values_list("cell__parent", "month").distinct() for rows in (changed, overdue))
    return {(unit, month) for rows in either for unit, month in rows if unit is not None}


def catch_up(now: datetime) -> int:
    """Have the sums follow that are behind; how many units and months that were."""
    behind = not_followed(now)
    for unit, month in behind:
        _follow(unit, month)
    jobs.work_off(roll_up_later)
    return len(behind)


@transaction.atomic
def _rebuild_cell(cell: Unit) -> int:
    recounted = [recount(cell) for recount in RECOUNTS]
    wanted = {(kept.month, kept.kind): kept for _wrong, months in recounted for kept in months}
    rows = {(row.month, row.kind): row for row in CellMonth.objects.filter(cell=cell)}
    stale = [row.pk for key, row in rows.items() if key not in wanted]
    CellMonth.objects.filter(pk__in=stale).delete()
    differed = len(stale) + sum(wrong for wrong, _months in recounted)
    for key, kept in wanted.items():
        row = rows.get(key)
        if row is None or any(getattr(row, name) != value for name, value in kept.values.items()):
            keep(cell, kept, follow=True)
            differed += 1
    return differed


def _rebuild_sums() -> int:
    """From the lowest units to the highest, so that each adds up what is right already."""
    now = timezone.now()
    months = CellMonth.objects.order_by("month").values_list("month", flat=True).distinct()
    known = UnitMonth.objects.order_by("month").values_list("month", flat=True).distinct()
    both = sorted({*months, *known})
    units = Unit.objects.exclude(kind__in=[Kind.CELL, Kind.GROUP]).order_by("-path")
    deepest_first = sorted(units, key=lambda unit: len(unit.path), reverse=True)
    return sum(roll_up(unit, month, now) for month in both for unit in deepest_first)
