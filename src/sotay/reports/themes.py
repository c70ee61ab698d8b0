"""Thematic meetings of a quarter: how many were held, and which cells have held too few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, Sum

from sotay.figures.models import CellMonth, UnitMonth
from sotay.figures.queries import Tree, series
from sotay.kernel.periods import QUARTER, Month
from sotay.kernel.tree import inside, subtree
from sotay.regulations import NotInForce
from sotay.reports.queries import MonthReport
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a unit that lists cells, or of a cell. `wanted` of each cell, by the rules of its days."""

    year: int
    number: int
    held: int
    wanted: int
    behind: tuple[Unit, ...]  # cells that have held fewer than is wanted, in order of their names
    is_ending: bool  # its last month has begun, or it is over
    held_by: Mapping[object, int] = field(default_factory=dict)  # of each cell, by its id

    @property
    def warns(self) -> bool:
        """Some cell owes one and there is little or no time left."""
        return self.is_ending and bool(self.behind)


def quarter_of(
    unit: Unit,
    month: Month,
    today: date,
    settings: Settings | None = None,
    cell_type: str = "",
    cells: Collection[UUID] | None = None,
) -> Quarter | None:
    """The quarter a month lies in, of the cells below or those named; None of days no regulation says
    anything of. Two queries.

    A meeting on a theme counts whether it was held by itself, with the regular one, or with another cell. Of
    a cell that was founded in the quarter nothing is asked yet.
    """
    first = month.quarter_first
    try:
        wanted: int = (settings or settings_of(unit, month.first))["cell-meeting.thematic_per_quarter"]
    except (NotInForce, KeyError):
        return None
    held = _held(inside("cell__path", subtree(unit.path)) if cells is None else Q(cell__in=cells), first)
    asked = Q(closed_on=None) & (Q(founded_on=None) | Q(founded_on__lte=first.first))
    here = inside("path", subtree(unit.path)) if cells is None else Q(pk__in=cells)
    owing = Unit.objects.cells().filter(here, asked).order_by("name_sort")
    if cell_type:
        owing = owing.filter(cell_type=cell_type)
        held = Counter({cell.pk: held[cell.pk] for cell in owing})
    behind = tuple(cell for cell in owing if held[cell.pk] < wanted)
    is_ending = today >= first.quarter_last.first
    return Quarter(first.year, first.quarter, held.total(), wanted, behind, is_ending, held)


def cells_of(report: MonthReport) -> list[UUID] | None:
    """The cells a board lists, where they are others than those below the unit today."""
    if not report.differs or report.tree is Tree.TODAY:
        return None
    return [row.unit.pk for row in report.rows]


def held_below(report: MonthReport) -> Counter[UUID]:
    """The thematic meetings of the quarter of each unit a board lists, whatever kind of meeting held them.
    One query where nothing moved."""
    first = report.month.quarter_first
    if report.typed is not None:
        return report.typed.thematic(first, first.quarter_last)
    units = [row.unit for row in report.rows]
    if report.differs and report.tree is Tree.TODAY:
        found: Counter[UUID] = Counter()
        read = series(units, first, first.quarter_last, tree=Tree.TODAY)
        for (pk, _month), counts in read.items():
            found[pk] += counts["thematic"]
        return found
    rows = UnitMonth.objects.filter(
        unit__in=[unit.pk for unit in units], month__gte=first, month__lte=first.quarter_last
    )
    return Counter(dict(rows.order_by().values_list("unit").annotate(n=Sum("thematic"))))


def quarters(unit: Unit, first: Month, last: Month, today: date) -> Iterator[Quarter]:
    """Every quarter that has a month of the period."""
    month = first.quarter_first
    while month <= last:
        if (found := quarter_of(unit, month, today)) is not None:
            yield found
        month = month.plus(QUARTER)


def _held(here: Q, first: Month) -> Counter[object]:
    rows = CellMonth.objects.filter(here, month__gte=first, month__lte=first.quarter_last, thematic__gt=0)
    return Counter(dict(rows.order_by().values_list("cell").annotate(n=Sum("thematic"))))
