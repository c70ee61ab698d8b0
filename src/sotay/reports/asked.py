"""What the address of a board asks for besides its month; what is none of the choices answers 404."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest

from sotay.figures.queries import Tree
from sotay.kernel.periods import YEARS, Month
from sotay.kernel.tree import subtree
from sotay.reports import by_type, measures
from sotay.reports.measures import Measure
from sotay.reports.queries import Narrowing, lists_cells
from sotay.units.models import CellType, Kind, Unit

SPANS = (1, 3, 12)
"""Months a ranking can be of."""


def asked_narrowing(request: HttpRequest, unit: Unit) -> Narrowing:
    """`?type=students`, and `?kind=commune` where the board lists units."""
    cell_type, kind = request.GET.get("type", ""), request.GET.get("kind", "")
    by_cells = lists_cells(unit)
    if (cell_type and cell_type not in CellType) or (kind and (by_cells or kind not in Kind)):
        raise Http404
    if cell_type and not by_cells and not by_type.is_offered(unit):
        raise Http404
    return Narrowing(cell_type, kind)


def read_day(text: str) -> date:
    """Http404 for what is no day, or lies in no year people can mean."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if found.year not in YEARS[1:-1]:
        raise Http404
    return found


def asked_tree(request: HttpRequest) -> Tree:
    """`?tree=today`: units where they lie today; where they lay in the month when nobody chose."""
    asked = request.GET.get("tree") or Tree.THEN.value
    try:
        return Tree(asked)
    except ValueError:
        raise Http404 from None


def choices_below(unit: Unit, narrowed: Narrowing) -> list[tuple[str, str, bool]]:
    """The types of cell or kinds of unit there are below, to narrow a board to; none when all are alike. One
    query, none for a cell."""
    if unit.is_cell:
        return []
    if lists_cells(unit):
        below = Unit.objects.within(subtree(unit.path)).cells().in_use()
        there, chosen, all_choices = _values(below, "cell_type"), narrowed.cell_type, CellType.choices
    else:
        below = Unit.objects.in_use().filter(parent=unit).exclude(kind=Kind.GROUP)
        there, chosen, all_choices = _values(below, "kind"), narrowed.kind, Kind.choices
    found = [(value, str(words), value == chosen) for value, words in all_choices if value in there]
    return found if len(there) > 1 or chosen else []


def types_below(unit: Unit, narrowed: Narrowing) -> list[tuple[str, str, bool]]:
    """The types of cell below a unit that lists units; none when all are alike, or there are too many cells
    to add up a type of them. Two queries, none for a unit that lists cells."""
    if lists_cells(unit) or not by_type.is_offered(unit):
        return []
    there = _values(Unit.objects.within(subtree(unit.path)).cells().in_use(), "cell_type")
    chosen = narrowed.cell_type
    found = [(value, str(words), value == chosen) for value, words in CellType.choices if value in there]
    return found if len(there) > 1 or chosen else []


def way_on(month: Month, tree: str = "") -> str:
    """The query of a way to another board of the same month, read by the same tree."""
    return f"?month={month}&tree={tree}" if tree == Tree.TODAY else f"?month={month}"


def _values(units: object, column: str) -> set[str]:
    return set(units.order_by().values_list(column, flat=True).distinct())  # type: ignore[attr-defined]


def asked_measures(request: HttpRequest, default: Sequence[str]) -> Sequence[Measure]:
    """`?show=held&show=attendance`: what trends and comparisons are of."""
    try:
        return measures.chosen(request.GET.getlist("show") or default)
    except KeyError:
        raise Http404 from None


def asked_share(request: HttpRequest) -> Measure:
    """`?by=attendance`: the one share that units are ranked by."""
    asked = request.GET.get("by") or "attendance"
    measure = next((measure for measure in measures.shares() if measure.name == asked), None)
    if measure is None:
        raise Http404
    return measure


def asked_span(request: HttpRequest, unit: Unit) -> int:
    """`?over=3`: over how many months; of cells three when nobody chose, because one month has few cases."""
    asked = request.GET.get("over") or ("3" if lists_cells(unit) else "1")
    if asked not in map(str, SPANS):
        raise Http404
    return int(asked)
