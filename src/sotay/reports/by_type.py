"""Sums of the cells of one type below a unit that lists units: added up from the cells' own rows.

Nothing above the cell is kept by type, so the database groups the rows of cells when it is asked: two queries
for a board, one for each other figure. What that costs is in docs/size.md: it grows with the cells. Above
`MOST_CELLS` it is not offered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Model, Q, Sum
from django.db.models.functions import Substr

from sotay.figures.actions import is_there
from sotay.figures.catalog import NAMES, WORK_NAMES
from sotay.figures.models import REGULAR, CellMonth, CellWork
from sotay.figures.tree import Moves
from sotay.kernel.periods import Month
from sotay.kernel.tree import LABEL, Range, inside, subtree
from sotay.reports.rules import Sums
from sotay.units.models import Unit

MOST_CELLS = 25_000
"""Cells below a unit of which a board adds up a type: about a second on PostgreSQL while others are at work,
42 microseconds a cell. A province has 7,400 on average and the largest three times as many; the country has
250,000, which would take ten seconds. Source: measured, docs/size.md."""


def is_offered(unit: Unit) -> bool:
    """Whether a unit has so few cells that a type of them can be added up. One query."""
    cells = Unit.objects.within(subtree(unit.path)).cells().in_use().order_by()
    return cells[: MOST_CELLS + 1].count() <= MOST_CELLS


@dataclass(frozen=True)
class CellsOfType:
    """The cells of a type below a unit over some months, by the unit directly below in which each lies, or
    with `moves` lay at the end of each month."""

    unit: Unit
    children: Sequence[Unit]
    cell_type: str
    months: Sequence[Month]
    moves: Moves | None

    def sums(self, now: datetime) -> dict[UUID, dict[Month, Sums]]:
        """Their regular meetings, by unit and month."""
        added: dict[str, Any] = {f"sum_{name}": Sum(name) for name in NAMES}
        added["sum_rows"] = Count("pk")
        added["sum_late"] = Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=now))
        found: dict[UUID, dict[Month, Sums]] = defaultdict(dict)
        for child, month, row in self._rows(CellMonth, added, kind=REGULAR):
            counts = Counter({name: row[f"sum_{name}"] for name in NAMES})
            sums = found[child].setdefault(month, Sums(cells=self.cells[child, month]))
            sums.add(Sums(rows=row["sum_rows"], late=row["sum_late"], counts=counts))
        return found

    def work(self) -> dict[tuple[UUID, Month], Counter[str]]:
        """What they did besides meetings, by unit and month."""
        added = {f"sum_{name}": Sum(name) for name in WORK_NAMES}
        found: dict[tuple[UUID, Month], Counter[str]] = defaultdict(Counter)
        for child, month, row in self._rows(CellWork, added):
            found[child, month].update({name: row[f"sum_{name}"] for name in WORK_NAMES})
        return found

    def thematic(self, first: Month, last: Month) -> Counter[UUID]:
        """Their thematic meetings of some months, of whatever kind, by unit."""
        found: Counter[UUID] = Counter()
        several = {"month__gte": first, "month__lte": last, "thematic__gt": 0}
        for child, _month, row in self._rows(CellMonth, {"sum_thematic": Sum("thematic")}, **several):
            found[child] += row["sum_thematic"]
        return found

    @cached_property
    def cells(self) -> Counter[tuple[UUID, Month]]:
        """How many there are, by unit and month."""
        cells = Unit.objects.cells().filter(cell_type=self.cell_type).order_by()
        found: Counter[tuple[UUID, Month]] = Counter()
        stayed = cells.filter(self._stayed("path")).annotate(place=self._place("path"))
        grouped = stayed.values_list("place", "founded_on", "closed_on").annotate(n=Count("pk"))
        for place, founded, closed, n in grouped:
            if (child := self._by_path.get(place)) is not None:
                for month in self.months:
                    found[child, month] += n * is_there(founded, closed, month)
        if self.moves is not None:
            for cell in cells.filter(inside("path", *self._moved)):
                for month in self.months:
                    child = self.moves.below(self.unit.pk, cell.pk, month, cell.parent_id)
                    if child is not None and is_there(cell.founded_on, cell.closed_on, month):
                        found[child, month] += 1
        return found

    def _rows(
        self, model: type[Model], added: Mapping[str, Any], **chosen: object
    ) -> Iterator[tuple[UUID, Month, Mapping[str, Any]]]:
        span = {"month__gte": self.months[0], "month__lte": self.months[-1], **chosen}
        rows = model._default_manager.filter(cell__cell_type=self.cell_type, **span).order_by()
        stayed = rows.filter(self._stayed("cell__path")).annotate(place=self._place("cell__path"))
        for row in stayed.values("place", "month").annotate(**added):
            if (child := self._by_path.get(row["place"])) is not None:
                yield child, row["month"], row
        if self.moves is None:
            return
        moved = rows.filter(inside("cell__path", *self._moved))
        for row in moved.values("cell", "cell__parent", "month").annotate(**added):
            child = self.moves.below(self.unit.pk, row["cell"], row["month"], row["cell__parent"])
            if child is not None:
                yield child, row["month"], row

    def _stayed(self, column: str) -> Q:
        here = inside(column, subtree(self.unit.path))
        return here & ~inside(column, *self._moved) if self._moved else here

    def _place(self, column: str) -> Substr:
        return Substr(column, 1, len(self.unit.path) + LABEL)

    @cached_property
    def _by_path(self) -> dict[str, UUID]:
        return {child.path: child.pk for child in self.children}

    @cached_property
    def _moved(self) -> list[Range]:
        if self.moves is None:
            return []
        paths = Unit.objects.filter(pk__in=self.moves.placed).order_by().values_list("path", flat=True)
        return [subtree(path) for path in paths]
