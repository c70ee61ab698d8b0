"""What cells' months hold apart from their meetings: counted by the apps that know it, and kept in rows.

An app registers a `Source`: which figures it fills and how it works them out of its records, for many cells
and months at once. The same function keeps them in the transaction of an act and proves them afterwards, so a
figure of a month must follow from the records alone, as they stood at the end of that month.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID

from django.utils import timezone

from sotay.figures.models import CellBreakdown, CellWork
from sotay.kernel.hooks import Hook
from sotay.kernel.periods import Month
from sotay.units.models import Unit


class Key(NamedTuple):
    """One key of a figure that is kept by keys (`catalog.BREAKDOWNS`)."""

    figure: str
    key: str


Counted: TypeAlias = Mapping[tuple[UUID, Month], Counter["str | Key"]]
"""Of a cell and a month, figures by name and by `Key`. What is not there is 0."""


@dataclass(frozen=True, slots=True)
class Source:
    """An app's figures of cells' months and how they are worked out.

    `follows` names sources whose acts change these figures too. `first` answers the first day of which the
    app has records of a cell, so that months of before this app kept figures can be filled.
    """

    name: str
    columns: tuple[str, ...]
    count: Callable[[Sequence[Unit], Sequence[Month]], Counted]
    breakdowns: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    first: Callable[[Collection[UUID]], Mapping[UUID, date]] | None = None


SOURCES: Hook[Source] = Hook(
    "figures.sources", "figures of a cell's month that are of no meeting, and how they are counted"
)

LONGEST = 60
"""Months back that are kept at most: a slip in the year of a date must not make rows for a century."""


def tally() -> defaultdict[tuple[UUID, Month], Counter[str | Key]]:
    """An empty `Counted` to count into."""
    return defaultdict(Counter)


def months_between(first: Month, last: Month) -> list[Month]:
    months = []
    while first <= last:
        months.append(first)
        first = first.plus(1)
    return months


@dataclass(frozen=True, slots=True)
class Changed:
    """A number of a cell's month that was not what the records say."""

    cell: UUID
    month: Month
    figure: str
    key: str
    kept: int | None
    should: int


@dataclass(slots=True)
class _Plan:
    """The rows that are looked at: those there are, and those that are made."""

    there: list[tuple[UUID, Month]] = field(default_factory=list)
    fresh: list[tuple[UUID, Month]] = field(default_factory=list)


def update(cells: Sequence[Unit], names: Collection[str], since: date | None) -> list[Changed]:
    """Bring the cells' months up to date for some sources, from the month of `since` to the one that runs.

    Without `since` every month that is kept is looked at. A month that has no row yet gets one with the
    figures of all sources. Call it in the transaction of the act, as the last thing that locks rows: the
    rows are locked in the order of cells before anything is read, so of two acts at once the later counts
    what the earlier wrote.
    """
    plan = _plan(cells, since)
    _make(plan.fresh, cells)
    rows = _locked(cells, plan.there + plan.fresh)
    asked = [source for source in SOURCES if source.name in names or set(source.follows) & set(names)]
    changed = list(_settle(cells, rows, plan.there, asked))
    changed += _settle(cells, rows, plan.fresh, list(SOURCES))
    return changed


def fill(cells: Sequence[Unit]) -> list[Changed]:
    """Make the months of cells that have no row, from the first of which there are records."""
    plan = _everything(cells)
    _make(plan.fresh, cells)
    return list(_settle(cells, _locked(cells, plan.fresh), plan.fresh, list(SOURCES)))


def prove(cells: Sequence[Unit]) -> list[Changed]:
    """Work every month of the cells out again and put right what differs."""
    plan = _everything(cells)
    _make(plan.fresh, cells)
    pairs = plan.there + plan.fresh
    return list(_settle(cells, _locked(cells, pairs), pairs, list(SOURCES)))


def _everything(cells: Sequence[Unit]) -> _Plan:
    first, kept, plan = _first_days(cells), _kept_months(cells), _Plan()
    this_month = Month.of(timezone.localdate())
    for cell in cells:
        months = kept[cell.pk]
        begins = [min(months)] if months else []
        begins += [Month.of(first[cell.pk])] if cell.pk in first else []
        begin = max(min(begins, default=this_month), this_month.plus(-LONGEST))
        plan.there += [(cell.pk, month) for month in sorted(months)]
        plan.fresh += [(cell.pk, month) for month in months_between(begin, this_month) if month not in months]
    return plan


def _first_days(cells: Sequence[Unit]) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    ids = [cell.pk for cell in cells]
    for source in SOURCES:
        for cell, day in (source.first(ids) if source.first else {}).items():
            found[cell] = min(day, found.get(cell, day))
    return found


def _kept_months(cells: Sequence[Unit]) -> dict[UUID, set[Month]]:
    found: dict[UUID, set[Month]] = defaultdict(set)
    rows = CellWork.objects.filter(cell__in=[cell.pk for cell in cells]).order_by()
    for cell, month in rows.values_list("cell", "month"):
        found[cell].add(month)
    return found


def _plan(cells: Sequence[Unit], since: date | None) -> _Plan:
    this_month = Month.of(timezone.localdate())
    kept, plan = _kept_months(cells), _Plan()
    for cell in cells:
        months = kept[cell.pk]
        begin = Month.of(since) if since else min(months, default=this_month)
        begin = max(min(begin, this_month), this_month.plus(-LONGEST))
        gap = max((month for month in months if month <= this_month), default=begin.plus(-1)).plus(1)
        plan.there += [(cell.pk, month) for month in sorted(months) if month >= begin]
        plan.fresh += [
            (cell.pk, month) for month in months_between(min(begin, gap), this_month) if month not in months
        ]
    return plan


def _make(pairs: Iterable[tuple[UUID, Month]], cells: Sequence[Unit]) -> None:
    commune = {cell.pk: cell.commune_id for cell in cells}
    rows = [CellWork(cell_id=cell, commune_id=commune[cell], month=month) for cell, month in pairs]
    if rows:
        CellWork.objects.bulk_create(rows, ignore_conflicts=True)


def _locked(cells: Sequence[Unit], pairs: Sequence[tuple[UUID, Month]]) -> dict[tuple[UUID, Month], CellWork]:
    if not pairs:
        return {}
    months = {month for _cell, month in pairs}
    rows = CellWork.objects.select_for_update().filter(
        cell__in=[cell.pk for cell in cells], month__gte=min(months), month__lte=max(months)
    )
    return {(row.cell_id, row.month): row for row in rows.order_by("cell", "month")}


def _settle(
    cells: Sequence[Unit],
    rows: Mapping[tuple[UUID, Month], CellWork],
    pairs: Sequence[tuple[UUID, Month]],
    sources: Sequence[Source],
) -> Iterator[Changed]:
    """Count, write what differs, answer it."""
    if not pairs or not sources:
        return
    wanted = {cell for cell, _month in pairs}
    looked_at = [cell for cell in cells if cell.pk in wanted]
    months = sorted({month for _cell, month in pairs})
    columns, keys = _counted(looked_at, months, sources)
    stale: list[CellWork] = []
    names = tuple(name for source in sources for name in source.columns)
    for pair in pairs:
        row = rows.get(pair)
        if row is None:
            continue
        should = columns.get(pair, Counter())
        wrong = [name for name in names if getattr(row, name) != should[name]]
        for name in wrong:
            yield Changed(*pair, name, "", getattr(row, name), should[name])
            setattr(row, name, should[name])
        if wrong:
            row.changed_at = timezone.now()
            stale.append(row)
    if stale:
        CellWork.objects.bulk_create(
            stale,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[*names, "changed_at"],
        )
    figures = [figure for source in sources for figure in source.breakdowns]
    if figures:
        yield from _settle_keys(looked_at, set(pairs), figures, keys)


def _counted(
    cells: Sequence[Unit], months: Sequence[Month], sources: Iterable[Source]
) -> tuple[dict[tuple[UUID, Month], Counter[str]], dict[tuple[UUID, Month, str, str], int]]:
    columns: dict[tuple[UUID, Month], Counter[str]] = defaultdict(Counter)
    keys: dict[tuple[UUID, Month, str, str], int] = {}
    for source in sources:
        for (cell, month), numbers in source.count(cells, months).items():
            for name, number in numbers.items():
                if isinstance(name, Key):
                    keys[cell, month, *name] = number
                else:
                    columns[cell, month][name] = number
    return columns, keys


def _settle_keys(
    cells: Sequence[Unit],
    pairs: set[tuple[UUID, Month]],
    figures: Sequence[str],
    counted: Mapping[tuple[UUID, Month, str, str], int],
) -> Iterator[Changed]:
    months = [month for _cell, month in pairs]
    rows = CellBreakdown.objects.filter(
        cell__in=[cell.pk for cell in cells],
        month__gte=min(months),
        month__lte=max(months),
        figure__in=figures,
    )
    kept = {
        (row.cell_id, row.month, row.figure, row.key): row
        for row in rows.order_by()
        if (row.cell_id, row.month) in pairs
    }
    should = {key: number for key, number in counted.items() if number and key[:2] in pairs}
    gone = [row for key, row in kept.items() if key not in should]
    if gone:
        CellBreakdown.objects.filter(pk__in=[row.pk for row in gone]).delete()
    yield from (Changed(row.cell_id, row.month, row.figure, row.key, row.number, 0) for row in gone)
    commune = {cell.pk: cell.commune_id for cell in cells}
    fresh = []
    for key, number in should.items():
        row = kept.get(key)
        if row is None or row.number != number:
            cell, month, figure, name = key
            fresh.append(
                CellBreakdown(
                    cell_id=cell,
                    commune_id=commune[cell],
                    month=month,
                    figure=figure,
                    key=name,
                    number=number,
                )
            )
            yield Changed(cell, month, figure, name, row.number if row else None, number)
    if fresh:
        CellBreakdown.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["cell", "month", "figure", "key"],
            update_fields=["number", "commune_id"],
        )
