"""Keeping figures: a cell's month in the transaction of the act, the sums above it by job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django_tasks import task

from sotay.figures import partitions, tree, work
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


@dataclass(frozen=True, slots=True)
class Wrong:
    """A figure an app keeps beside its own record (`row`), that was not what the record says."""

    month: Month
    row: str
    figure: str
    kept: int | None
    should: int


Recount = Callable[[Unit], tuple[list[Wrong], list[Kept]]]
"""Of a cell: which of the app's own figures it had to put right, and what the cell's months are to hold."""

RECOUNTS: Hook[Recount] = Hook(
    "figures.recounts", "how an app works a cell's months out again from its own records"
)

KEPT_ELSEWHERE: Hook[Callable[[Unit], bool]] = Hook(
    "figures.kept_elsewhere", "whether another database keeps a unit's sums, and they are not added up here"
)


def keep(cell: Unit, kept: Kept, *, follow: bool) -> None:
    """Bring a cell's month up to date, in the transaction that changed what it counts.

    `follow` has the sums above follow at once; without it they follow with the clock, which is soon enough
    for a mark of a roll call. One statement, because every mark comes by here. Nothing is kept of a month
    whose rows were put away.
    """
    if partitions.is_put_away(kept.month):
        return
    _write([(cell, kept)])
    if follow:
        follow_cells([(cell.pk, kept.month)], {cell.pk: cell.parent_id})


def keep_together(changed: Sequence[tuple[Unit, Kept]]) -> None:
    """As `keep` without `follow`, of several cells in one statement; `values` name the same columns."""
    rows = [(cell, kept) for cell, kept in changed if not partitions.is_put_away(kept.month)]
    if rows:
        _write(rows)


def _write(changed: Sequence[tuple[Unit, Kept]]) -> None:
    rows = [
        CellMonth(cell=cell, commune_id=cell.commune_id, month=kept.month, kind=kept.kind, **kept.values)
        for cell, kept in changed
    ]
    CellMonth.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["cell", "month", "kind"],
        update_fields=["commune_id", *changed[0][1].values, "changed_at"],
    )


def forget(cell: Unit, month: Month, kind: str) -> None:
    """The cell has no meeting of that kind in the month any more."""
    CellMonth.objects.filter(cell=cell, month=month, kind=kind).delete()
    follow_cells([(cell.pk, month)], {cell.pk: cell.parent_id})


MANY = 200
"""Cells whose months are counted in one transaction."""

_gathered: ContextVar[dict[str, dict[UUID, date | None]] | None] = ContextVar("gathered", default=None)


def keep_work(cells: Iterable[UUID], source: str, since: date | None = None) -> None:
    """Bring the figures of a source up to date for cells, from the month of `since` on; without it for all
    months that are kept.

    Call it in the transaction of the act, as the last thing that locks rows: two acts in one cell count one
    after the other. Of an act made of several, put all of it into `gathered`.
    """
    waiting = _gathered.get()
    if waiting is None:
        _keep_work(set(cells), [source], since)
        return
    of_source = waiting.setdefault(source, {})
    for cell in cells:
        before = of_source.get(cell, since)
        of_source[cell] = None if before is None or since is None else min(before, since)


@contextmanager
def gathered() -> Iterator[None]:
    """Keep the work of all acts inside together, once, when they are done. Inside of one transaction."""
    if _gathered.get() is not None:
        yield
        return
    waiting: dict[str, dict[UUID, date | None]] = {}
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
    together: dict[tuple[frozenset[str], date | None], set[UUID]] = {}
    for cell in {cell for of_source in waiting.values() for cell in of_source}:
        days = [of_source[cell] for of_source in waiting.values() if cell in of_source]
        since = None if None in days else min(day for day in days if day)
        names = frozenset(name for name, of_source in waiting.items() if cell in of_source)
        together.setdefault((names, since), set()).add(cell)
    for (names, since), cells in sorted(together.items(), key=lambda each: min(each[1])):
        _keep_work(cells, names, since)


def _keep_work(cells: Collection[UUID], sources: Collection[str], since: date | None) -> None:
    units = list(Unit.objects.filter(pk__in=cells).cells().order_by("pk"))
    changed = work.update(units, sources, since) if units else []
    follow_cells({(each.cell, each.month) for each in changed}, {unit.pk: unit.parent_id for unit in units})


def keep_below(unit: Unit, sources: Collection[str], since: date | None) -> None:
    """Bring the figures of sources up to date in every cell below a unit, by job: there may be thousands."""
    day = since.isoformat() if since else ""
    jobs.enqueue(keep_below_later, unit=str(unit.pk), sources=sorted(sources), since=day, beyond="")


@task()
def keep_below_later(unit: str, sources: list[str], since: str, beyond: str) -> None:
    """The next cells below a unit, in the order of their ids beyond `beyond`; then a job for those after
    them.
    """
    path = Unit.objects.filter(pk=unit).values_list("path", flat=True).first()
    cells = Unit.objects.within(subtree(path)).cells() if path else Unit.objects.none()
    if beyond:
        cells = cells.filter(pk__gt=beyond)
    batch = list(cells.order_by("pk").values_list("pk", flat=True)[:MANY])
    if not batch:
        return
    with transaction.atomic():
        _keep_work(batch, sources, date.fromisoformat(since) if since else None)
        if len(batch) == MANY:
            jobs.enqueue(keep_below_later, unit=unit, sources=sources, since=since, beyond=str(batch[-1]))


def follow_tree(unit: Unit, since: date, parents: Collection[UUID]) -> None:
    """A unit was added, moved, closed or opened: the units it left and joined add up anew from that month on,
    and what hangs on where its cells lie is counted again.
    """
    if unit.kind == Kind.GROUP:
        return
    begin, below = Month.of(since), Unit.objects.within(subtree(unit.path)).cells().values("pk")
    months: set[Month] = set()
    for rows in (
        UnitWork.objects.filter(unit__in=parents),
        UnitMonth.objects.filter(unit__in=parents),
        CellWork.objects.filter(cell__in=below),
        CellMonth.objects.filter(cell__in=below),
    ):
        months.update(rows.filter(month__gte=begin).order_by().values_list("month", flat=True).distinct())
    left_and_joined = list(Unit.objects.filter(pk__in=parents))
    above = tree.above(left_and_joined, sorted(months))
    for month in sorted(months):
        # All the way up: a unit without a meeting has no row that would tell its parent that it has a cell.
        higher = {up for each in left_and_joined for up in above[each.pk, month]} | set(parents)
        for each in sorted(Unit.objects.filter(pk__in=higher), key=lambda unit: -len(unit.path)):
            _follow(each.pk, month)
    if months:
        keep_below(unit, [source.name for source in work.SOURCES], None)


def follow_cells(
    changed: Collection[tuple[UUID, Month]], today: Mapping[UUID, UUID | None] | None = None
) -> None:
    """Have the units above add up, those the cells lay under in that month. `today` are the units the cells
    lie under today, where the caller knows.
    """
    cells, months = {cell for cell, _month in changed}, {month for _cell, month in changed}
    above = tree.parents(cells, months, today)
    for parent, month in sorted({(str(above.get(pair) or ""), pair[1]) for pair in changed}):
        _follow(parent or None, month)


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

    The children are the units that lay under it at the end of that month. A row of the unit is locked before
    anything is read, so of two at once the later one reads what the earlier saw. The sums of a month whose
    rows were put away stay as they are.
    """
    if partitions.is_put_away(month) or any(is_kept(unit) for is_kept in KEPT_ELSEWHERE):
        return 0
    if not _has_rows(unit, month):
        return 0  # nothing happened below it
    UnitWork.objects.get_or_create(unit=unit, month=month, defaults={"as_of": now})
    held = UnitWork.objects.select_for_update().get(unit=unit, month=month)
    below = tree.children(unit.pk, month)
    changed = _roll_up_meetings(unit, month, now, below)
    changed += _roll_up_days(unit, month, now, below)
    changed += _roll_up_work(held, now, below)
    changed += _roll_up_breakdowns(unit, month, below)
    if changed:
        _follow(tree.parents([unit.pk], [month])[unit.pk, month], month)
    return changed


def _has_rows(unit: Unit, month: Month) -> bool:
    own = {"unit": unit, "month": month}
    if UnitWork.objects.filter(**own).exists() or UnitMonth.objects.filter(**own).exists():
        return True
    below = tree.children(unit.pk, month)
    cells = {"cell__in": below, "month": month}
    units = {"unit__in": below, "month": month}
    rows = (
        CellMonth.objects.filter(**cells),
        CellWork.objects.filter(**cells),
        UnitWork.objects.filter(**units),
        UnitMonth.objects.filter(**units),
    )
    return any(each.exists() for each in rows)


def _roll_up_meetings(unit: Unit, month: Month, now: datetime, below: Collection[UUID]) -> int:
    """The meetings of a unit's month, a row for each kind; how many rows changed."""
    rows = {row.kind: row for row in UnitMonth.objects.filter(unit=unit, month=month)}
    sums = _sums(month, now, below)
    if not rows and not any(values["with_meeting"] for values in sums.values()):
        return 0
    gone = [row.pk for kind, row in rows.items() if kind not in sums]
    if gone:
        UnitMonth.objects.filter(pk__in=gone).delete()
    changed = len(gone)
    for kind, values in sums.items():
        row = rows.get(kind) or UnitMonth(unit=unit, month=month, kind=kind)
        changed += _written(row, values, now)
    return changed


def _written(row: UnitMonth | UnitDay | UnitWork, values: Mapping[str, int], now: datetime) -> bool:
    """Write a row when it is new or differs; whether it was."""
    if not row._state.adding and all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.as_of = now
    row.save()
    return True


def _roll_up_days(unit: Unit, month: Month, now: datetime, below: Collection[UUID]) -> int:
    """The days of a unit's month; how many of them changed."""
    rows = {row.day: row for row in UnitDay.objects.filter(unit=unit, month=month)}
    sums = _day_sums(month, now, below)
    gone = [row.pk for day, row in rows.items() if day not in sums]
    if gone:
        UnitDay.objects.filter(pk__in=gone).delete()
    changed = len(gone)
    for day, values in sums.items():
        row = rows.get(day) or UnitDay(unit=unit, month=month, day=day)
        changed += _written(row, values, now)
    return changed


def _roll_up_work(row: UnitWork, now: datetime, below: Collection[UUID]) -> int:
    """What is of no meeting; whether it changed."""
    lines = [
        *CellWork.objects.filter(cell__in=below, month=row.month).order_by().values_list(*WORK_NAMES),
        *UnitWork.objects.filter(unit__in=below, month=row.month).order_by().values_list(*WORK_NAMES),
    ]
    sums = [sum(numbers) for numbers in zip(*lines, strict=True)] if lines else [0] * len(WORK_NAMES)
    return int(_written(row, dict(zip(WORK_NAMES, sums, strict=True)), now))


def _roll_up_breakdowns(unit: Unit, month: Month, below: Collection[UUID]) -> int:
    """The figures that are kept by keys; how many keys changed."""
    sums: Counter[tuple[str, str]] = Counter()
    for rows in (
        CellBreakdown.objects.filter(cell__in=below, month=month),
        UnitBreakdown.objects.filter(unit__in=below, month=month),
    ):
        added = rows.order_by().values("figure", "key").annotate(sum_number=Sum("number"))
        for values in added:
            sums[values["figure"], values["key"]] += values["sum_number"]
    kept = {(row.figure, row.key): row for row in UnitBreakdown.objects.filter(unit=unit, month=month)}
    gone = [row.pk for key, row in kept.items() if key not in sums]
    if gone:
        UnitBreakdown.objects.filter(pk__in=gone).delete()
    fresh = [
        UnitBreakdown(unit=unit, month=month, figure=figure, key=key, number=number)
        for (figure, key), number in sums.items()
        if (figure, key) not in kept or kept[figure, key].number != number
    ]
    UnitBreakdown.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["unit", "month", "figure", "key"],
        update_fields=["number"],
    )
    return len(gone) + len(fresh)


def _day_sums(month: Month, now: datetime, below: Collection[UUID]) -> dict[date, dict[str, int]]:
    """The regular meetings of each day: of cells by their own rows, of units by theirs."""
    added = {f"sum_{name}": Sum(name) for name in DAY_NAMES}
    cells = (
        CellMonth.objects.filter(cell__in=below, month=month, kind=REGULAR)
        .order_by()
        .annotate(held_on=TruncDate(Coalesce("opened_at", "planned_at")))
        .values("held_on")
        .annotate(
            **added,
            sum_late=Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=now)),
        )
    )
    units = (
        UnitDay.objects.filter(unit__in=below, month=month)
        .order_by()
        .annotate(held_on=F("day"))
        .values("held_on")
        .annotate(**added, sum_late=Sum("late"))
    )
    sums: dict[date, dict[str, int]] = {}
    lines: list[dict[str, Any]] = [*cells, *units]  # type: ignore[list-item]
    for values in lines:
        total = sums.setdefault(values["held_on"], dict.fromkeys((*DAY_NAMES, "late"), 0))
        for name in total:
            total[name] += values[f"sum_{name}"] or 0
    return sums


def _sums(month: Month, now: datetime, below: Collection[UUID]) -> dict[str, dict[str, int]]:
    """Each kind's sums over the units directly below: cells by their own rows, units by theirs."""
    added = {f"sum_{name}": Sum(name) for name in NAMES}
    cells = (
        CellMonth.objects.filter(cell__in=below, month=month)
        .order_by()
        .values("kind")
        .annotate(
            **added,
            sum_with_meeting=Count("pk"),
            sum_late=Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=now)),
        )
    )
    units = (
        UnitMonth.objects.filter(unit__in=below, month=month)
        .order_by()
        .values("kind")
        .annotate(**added, sum_with_meeting=Sum("with_meeting"), sum_late=Sum("late"))
    )
    sums = {REGULAR: dict.fromkeys((*NAMES, "with_meeting", "late"), 0)}
    lines: list[dict[str, Any]] = [*cells, *units]  # type: ignore[list-item]
    for values in lines:
        total = sums.setdefault(values["kind"], dict.fromkeys((*NAMES, "with_meeting", "late"), 0))
        for name in total:
            total[name] += values[f"sum_{name}"] or 0
    number = max(_cells(below, month), sums[REGULAR]["with_meeting"])
    return {kind: {**total, "cells": number} for kind, total in sums.items()}


def _cells(below: Collection[UUID], month: Month) -> int:
    """Cells among and below these units that were founded by the month's end and not closed then."""
    units = list(Unit.objects.filter(pk__in=below).exclude(kind=Kind.GROUP).order_by())
    found = sum(is_there(unit.founded_on, unit.closed_on, month) for unit in units if unit.is_cell)
    above = {unit.pk for unit in units if not unit.is_cell}
    known = dict(
        UnitMonth.objects.filter(unit__in=above, month=month, kind=REGULAR)
        .order_by()
        .values_list("unit", "cells")
    )
    return found + sum(
        known[unit] if unit in known else _cells(tree.children(unit, month), month) for unit in above
    )


def is_there(founded_on: date | None, closed_on: date | None, month: Month) -> bool:
    """Whether a cell was in use at a month's end."""
    return (founded_on is None or founded_on <= month.last) and (closed_on is None or closed_on > month.last)


SWEPT = timedelta(minutes=30)
"""How far back the clock looks for changes whose sums were not told to follow."""


def not_followed(now: datetime) -> set[tuple[UUID, Month]]:
    """Units and months whose sums may be behind: marks of a roll call, and meetings whose hour has passed."""
    changed = CellMonth.objects.filter(changed_at__gte=now - SWEPT)
    waiting = CellMonth.objects.filter(status=CellMonth.Status.SET_UP)
    overdue = waiting.filter(planned_at__lte=now, planned_at__gte=now - SWEPT)
    both = (rows.order_by().values_list("cell", "month").distinct() for rows in (changed, overdue))
    pairs = {pair for rows in both for pair in rows}
    above = tree.parents({cell for cell, _month in pairs}, {month for _cell, month in pairs})
    behind = {(above.get(pair), pair[1]) for pair in pairs}
    return {(unit, month) for unit, month in behind if unit is not None}


def catch_up(now: datetime) -> int:
    """Make the rows of the month that are missing and have the sums follow that are behind; how many units
    and months that were."""
    make_months()
    behind = not_followed(now)
    for unit, month in behind:
        _follow(unit, month)
    jobs.work_off(roll_up_later)
    return len(behind)


def make_months(most: int | None = None) -> int:
    """Give cells the row of the month that runs, and those of before that are missing; how many cells.

    A commune, or a part of it, has a transaction of its own. `most` bounds how many are made in one run.
    """
    this_month = Month.of(timezone.localdate())
    there = CellWork.objects.filter(cell=OuterRef("pk"), month=this_month)
    missing = Unit.objects.cells().in_use().filter(~Exists(there)).order_by("commune_id", "pk")
    cells = list(missing.values_list("pk", flat=True)[:most])
    for start in range(0, len(cells), MANY):
        with transaction.atomic():
            units = list(Unit.objects.filter(pk__in=cells[start : start + MANY]).order_by("pk"))
            follow_cells({(each.cell, each.month) for each in work.fill(units)})
    return len(cells)


def rebuild(cells: Iterable[Unit] | None = None) -> int:
    """Work the cells' months out again from the records; how many rows differed. See `proof`."""
    from sotay.figures import proof  # noqa: PLC0415 - the proof stands on what is here

    return len({each.of_row for each in proof.prove(cells)})
