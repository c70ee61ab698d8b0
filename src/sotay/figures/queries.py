"""Reading what is kept: the figures of units, month by month. No raw row is read here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from sotay.figures import tree as places
from sotay.figures.catalog import DAY_NAMES, DERIVED, FIGURES, Adds
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
from sotay.units.models import Kind, Unit

Series: TypeAlias = Mapping[tuple[UUID, Month], Counter[str]]
"""Of a unit and a month, its figures by name; besides those of the catalog `cells`, how many cells it had
then, `with_meeting`, how many of them have a meeting, and `late`, how many meetings have not begun though
their hour has passed. What is not there was not kept."""

LAST = {"cells", *(name for name, figure in FIGURES.items() if figure.adds is Adds.LAST)}


class Tree(StrEnum):
    """Where units are read to lie: as they lay at the end of each month, or as they lie today."""

    THEN = "then"
    TODAY = "today"


def children(unit: UUID, month: Month, *, tree: Tree = Tree.THEN) -> set[UUID]:
    """The units directly under a unit, closed ones too: those of that month's end, or today's."""
    if tree is Tree.THEN:
        return places.children(unit, month)
    return set(Unit.objects.filter(parent=unit).order_by().values_list("pk", flat=True))


def series(
    units: Iterable[Unit],
    first: Month,
    last: Month,
    kinds: Collection[str] | None = None,
    *,
    tree: Tree = Tree.THEN,
) -> Series:
    """The figures of units from one month to another, of all kinds of meeting together or of some.

    What is of no meeting is there whatever the kinds. A unit that moved counts where it lay then, or, with
    `tree`, where it lies today. Four queries at most, however many units, months and cells below them; by
    today's tree some more where units moved since.
    """
    cells: set[UUID] = set()
    above: set[UUID] = set()
    for unit in units:
        (cells if unit.is_cell else above).add(unit.pk)
    if tree is Tree.TODAY and above:
        return {
            **_kept(cells, set(), first, last, kinds),
            **_by_todays_tree(above, first, last, kinds),
        }
    return _kept(cells, above, first, last, kinds)


def _kept(
    cells: Collection[UUID],
    above: Collection[UUID],
    first: Month,
    last: Month,
    kinds: Collection[str] | None,
) -> dict[tuple[UUID, Month], Counter[str]]:
    """What the rows say of cells and of units above."""
    span = {"month__gte": first, "month__lte": last}
    chosen = span | ({} if kinds is None else {"kind__in": list(kinds)})
    counts: dict[tuple[UUID, Month], Counter[str]] = defaultdict(Counter)
    now = timezone.now()
    if cells:
        for own in CellMonth.objects.filter(cell__in=cells, **chosen):
            found = counts[own.cell_id, own.month]
            found.update(_with_derived(own.counts, own.kind))
            found["cells"] = found["with_meeting"] = 1
            found["late"] += int(own.status == CellMonth.Status.SET_UP and own.planned_at <= now)
        for row in CellWork.objects.filter(cell__in=cells, **span):
            counts[row.cell_id, row.month].update(row.counts)
    if above:
        for sums in UnitMonth.objects.filter(unit__in=above, **chosen):
            found = counts[sums.unit_id, sums.month]
            found.update(_with_derived(sums.counts, sums.kind))
            for name in ("cells", "with_meeting"):  # of each kind, but the cells are the same
                found[name] = max(found[name], getattr(sums, name))
            found["late"] += sums.late
        for added in UnitWork.objects.filter(unit__in=above, **span):
            counts[added.unit_id, added.month].update(added.counts)
    return counts


def _by_todays_tree(
    asked: Collection[UUID], first: Month, last: Month, kinds: Collection[str] | None
) -> dict[tuple[UUID, Month], Counter[str]]:
    """The sums as they would be had every unit always lain where it lies today.

    Only what moved since makes a difference: of each month it is taken out of the units it lay in and put
    into those it lies in now, the deepest first.
    """
    placed = places.changed_since(first.last)
    if not placed:
        return _kept((), asked, first, last, kinds)
    higher = Unit.objects.exclude(kind__in=[Kind.CELL, Kind.GROUP]).order_by()
    today = dict(higher.values_list("pk", "parent"))
    of_cells = Unit.objects.cells().filter(pk__in=[pk for pk in placed if pk not in today]).order_by()
    moved_cells = dict(of_cells.values_list("pk", "parent"))
    looked_at = {*asked, *(pk for pk in placed if pk in today)}
    counts = _kept(moved_cells, looked_at, first, last, kinds)
    _put_where_units_lie(counts, placed, today | moved_cells)
    wanted = set(asked)
    return {pair: found for pair, found in counts.items() if pair[0] in wanted}


def _put_where_units_lie(
    counts: dict[tuple[UUID, Month], Counter[str]],
    placed: Mapping[UUID, list[places.Placed]],
    today: Mapping[UUID, UUID | None],
) -> None:
    """Take what moved out of the sums of each month it lay in and put it into those it lies in today.

    `counts` has the units that moved and those above them; `placed` the versions of those that moved, `today`
    the parents of all. It is changed.
    """
    months = sorted({month for _unit, month in counts})
    for month in months:
        lies = {
            pk: places.placed_at(placed[pk], month.last) if pk in placed else parent
            for pk, parent in today.items()
        }
        moved = [pk for pk in placed if pk in today and lies[pk] != today[pk]]
        for pk in sorted(moved, key=lambda each: -len(_chain(lies, each))):
            number = Counter(counts.get((pk, month), Counter()))
            for up in _chain(lies, pk):
                counts[up, month].subtract(number)
            lies[pk] = today[pk]
            for up in _chain(lies, pk):
                counts[up, month].update(number)


@dataclass(slots=True)
class DaySums:
    """The regular meetings of one day: of a unit and the month the meetings are of, `catalog.DAY_NAMES` and
    `late` by name. `as_of` is when the oldest of the sums read was added up."""

    counts: Mapping[tuple[UUID, Month], Counter[str]]
    as_of: datetime | None


def day_sums(units: Collection[UUID], day: date, moves: places.Moves | None = None) -> DaySums:
    """The sums of units above cells for a day, of each month its meetings are of.

    A meeting counts where its cell lay at the end of the meeting's month; with `moves`, where it lies today.
    One query, two with `moves`.
    """
    placed = moves.placed if moves else {}
    counts: dict[tuple[UUID, Month], Counter[str]] = defaultdict(Counter)
    oldest: datetime | None = None
    looked_at = {*units, *placed, *(_all_above(moves) if moves else ())}
    for row in UnitDay.objects.filter(unit__in=looked_at, day=day):
        found = counts[row.unit_id, row.month]
        found.update({name: getattr(row, name) for name in DAY_NAMES} | {"late": row.late})
        if row.unit_id in units:
            oldest = min(oldest or row.as_of, row.as_of)
    if moves is None:
        return DaySums(counts, oldest)
    for own in on_day(CellMonth.objects.filter(cell__in=placed), day):
        late = own.status == CellMonth.Status.SET_UP and own.planned_at <= timezone.now()
        found = counts[own.cell_id, own.month]
        found.update({name: getattr(own, name) for name in DAY_NAMES} | {"late": int(late)})
    _put_where_units_lie(counts, placed, moves.parents)
    return DaySums({pair: found for pair, found in counts.items() if pair[0] in units}, oldest)


def _all_above(moves: places.Moves) -> set[UUID]:
    """The units that those which moved lay in or lie in."""
    direct = {version.parent for versions in moves.placed.values() for version in versions}
    return {up for pk in {*moves.placed, *direct} if pk for up in moves.line(pk)}


def on_day(rows: QuerySet[CellMonth], day: date) -> QuerySet[CellMonth]:
    """The regular meetings of a day: by when they were opened, before that by the plan.

    The month of a meeting that was put off is the one before, of one brought forward the one after.
    """
    zone = timezone.get_current_timezone()
    start, end = (datetime.combine(day + timedelta(days=n), time.min, zone) for n in (0, 1))
    months = [Month.of(day).plus(n) for n in (-1, 0, 1)]
    at = Coalesce("opened_at", "planned_at")
    return rows.filter(kind=REGULAR, month__in=months).alias(at=at).filter(at__gte=start, at__lt=end)


def _chain(lies: Mapping[UUID, UUID | None], unit: UUID) -> list[UUID]:
    """The units above one, the nearest first."""
    chain: list[UUID] = []
    up = lies.get(unit)
    while up is not None and up not in chain:
        chain.append(up)
        up = lies.get(up)
    return chain


def _with_derived(counts: dict[str, int], kind: str) -> dict[str, int]:
    """The figures of a row with those that are sums of them."""
    for name, figure in DERIVED.items():
        if figure.kind in ("", kind):
            counts[name] = sum(counts[part] for part in figure.parts)
    return counts


def breakdown(
    units: Iterable[Unit], figure: str, first: Month, last: Month
) -> Mapping[tuple[UUID, Month], Counter[str]]:
    """A figure of `catalog.BREAKDOWNS` by its keys, of units from one month to another. Two queries at
    most.
    """
    cells: set[UUID] = set()
    above: set[UUID] = set()
    for unit in units:
        (cells if unit.is_cell else above).add(unit.pk)
    chosen = {"figure": figure, "month__gte": first, "month__lte": last}
    counts: dict[tuple[UUID, Month], Counter[str]] = defaultdict(Counter)
    if cells:
        for own in CellBreakdown.objects.filter(cell__in=cells, **chosen):
            counts[own.cell_id, own.month][own.key] = own.number
    if above:
        for sums in UnitBreakdown.objects.filter(unit__in=above, **chosen):
            counts[sums.unit_id, sums.month][sums.key] = sums.number
    return counts


def together(months: Iterable[tuple[Month, Counter[str]]]) -> Counter[str]:
    """The figures of several months of one unit as those of the whole time.

    What is there at the end of a month is that of the newest month.
    """
    total: Counter[str] = Counter()
    for _month, counts in sorted(months, key=lambda pair: pair[0]):
        for name, number in counts.items():
            total[name] = number if name in LAST else total[name] + number
    return total
