"""Reading what a report asks for: a few queries, however many units, months and cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Max, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.figures.catalog import FIGURES, Adds
from sotay.figures.models import CellMonth, UnitMonth
from sotay.figures.queries import Series, Tree, series, together
from sotay.figures.tree import Moves, moves_since
from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import ancestors, subtree
from sotay.papers.models import Term
from sotay.report_builder import rules
from sotay.report_builder.definitions import By, Column, Definition, address, sums
from sotay.report_builder.rules import Span
from sotay.units.models import CellType, Kind, Unit

MOST_LINES = 1_000
"""Lines of a report: more units lie below none that is in use."""
MOST_CELLS = 400
"""Cells of a unit whose own rows are read to add up their types. Above that no sum is kept by type."""
MOST_ROWS = 40_000
"""Units times months that are read for one report, about three seconds of work."""

Counts = Counter[str]


class TooManyLines(Refusal):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "More than 1,000 units lie directly below this one, too many for a table. Choose one of them."
            ),
            field="by",
        )


class TooManyCells(Refusal):
    def __init__(self, cells: int) -> None:
        super().__init__(
            _(
                "By type of cell a report reads the cells one by one, so it is there for units of at most "
                "%(most)s cells; this one has %(cells)s. Choose a ward or commune below, or by unit."
            )
            % {"most": MOST_CELLS, "cells": cells},
            field="by",
        )


class TooLong(Refusal):
    def __init__(self) -> None:
        super().__init__(
            gettext_lazy(
                "So many units over so many months are too much for one table. Choose a shorter period."
            ),
            field="period",
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its figures, None where nothing was kept; `url` leads one level down."""

    name: str
    counts: Counts | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report as it is today."""

    unit: Unit
    definition: Definition
    span: Span
    columns: Sequence[Column]
    lines: Sequence[Line]
    total: Counts
    notes: Sequence[str] = field(default=())
    as_of: object = None  # when the newest of the unit's sums changed
    differs: bool = False  # whether units count elsewhere by the other reading of the tree

    @property
    def is_empty(self) -> bool:
        return all(line.counts is None for line in self.lines)


def homes(actor: Actor) -> list[Unit]:
    """Units whose figures the actor has by a role there, the highest first."""
    at = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    found = Unit.objects.in_use().filter(pk__in=at).exclude(kind=Kind.GROUP)
    return sorted(found, key=lambda unit: (len(unit.path), unit.name_sort))


def near(actor: Actor, unit: Unit) -> list[Unit]:
    """Units one may go to from here: the own ones, those above in sight, those directly below. One query."""
    at = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    places = Q(pk__in=at) | Q(path__in=ancestors(unit.path)) | Q(parent=unit) | Q(pk=unit.pk)
    rows = Unit.objects.filter(places).exclude(kind=Kind.GROUP)
    rows = rows.filter(Q(closed_on=None) | Q(pk=unit.pk)).order_by("name_sort")[:MOST_LINES]
    found = [each for each in rows if actor.may(Can.SEE_FIGURES, each.path)]
    return sorted(found, key=lambda each: (len(each.path), each.name_sort))


def terms_of(unit: Unit) -> list[date]:
    """The days on which the terms of the unit began; of the nearest unit above where none is recorded."""
    found: dict[str, list[date]] = defaultdict(list)
    rows = Term.objects.filter(cell__path__in=[unit.path, *ancestors(unit.path)])
    for path, day in rows.values_list("cell__path", "from_on"):
        found[path].append(day)
    return found[max(found, key=len)] if found else []


def table_of(unit: Unit, definition: Definition, span: Span, today: date, actor: Actor) -> ReportTable:
    """The report of a unit, its lines in the order people read them. Raises a Refusal when it is too much."""
    moves = moves_since(span.first)
    differs = bool(moves.placed) and moves.concern(unit.pk, span.months, directly=definition.by is By.UNIT)
    then = moves if differs and definition.tree is Tree.THEN else None
    match definition.by:
        case By.MONTH:
            lines, notes = _by_month(unit, definition, span)
        case By.TYPE:
            lines, notes = _by_type(unit, definition, span, then)
        case By.UNIT:
            lines, notes = _by_unit(unit, definition, span, actor, then)
    if differs:
        notes = [_about_tree(definition), *notes]
    if definition.by is By.MONTH:
        months = zip(span.months, lines, strict=True)
        total = together((month, line.counts) for month, line in months if line.counts is not None)
    else:
        total = sums(line.counts for line in lines if line.counts is not None)
    first, as_of = _kept(unit)
    return ReportTable(
        unit,
        definition,
        span,
        definition.columns,
        lines,
        total,
        [*_about_time(span, first, today), *notes],
        as_of,
        differs,
    )


def _about_tree(definition: Definition) -> str:
    """Which reading of a tree that changed in the period the table is of."""
    if definition.tree is Tree.TODAY:
        return _(
            "Units here moved, merged or split in this time or since. Each counts where it lies today, as if "
            "it had always lain there."
        )
    return _(
        "Units here moved, merged or split in this time or since. Each counts where it lay at the end of "
        "each month."
    )


def _by_month(unit: Unit, definition: Definition, span: Span) -> tuple[list[Line], list[str]]:
    found = series([unit], span.first, span.last, _kinds(definition), tree=definition.tree)
    return [Line(month.label(), found.get((unit.pk, month))) for month in span.months], []


def _by_unit(
    unit: Unit, definition: Definition, span: Span, actor: Actor, then: Moves | None
) -> tuple[list[Line], list[str]]:
    """The units directly below, those closed since the period began too; a cell is its own only line. With
    `then` also those that lay there, each with the months in which it did."""
    below = [unit] if unit.is_cell else _children(unit, span, then)
    _refuse_too_much((len(below) + 1) * len(span))
    found = series({*below, unit}, span.first, span.last, _kinds(definition), tree=definition.tree)
    if then is not None:
        here = {
            (each.pk, month)
            for each in below
            for month in span.months
            if then.below(unit.pk, each.pk, month, each.parent_id) == each.pk
        }
        found = {pair: counts for pair, counts in found.items() if pair[0] == unit.pk or pair in here}
    by_unit = _together(found)
    lines = []
    for each in below:
        counts = by_unit.get(each.pk)
        opens = each.pk != unit.pk and actor.may(Can.SEE_FIGURES, each.path)
        lines.append(Line(each.name, counts, address(each.pk, definition) if opens else ""))
    notes = [] if unit.is_cell else _differences(unit, definition, by_unit, lines)
    return lines, notes


def _children(unit: Unit, span: Span, then: Moves | None) -> list[Unit]:
    there = Q(closed_on=None) | Q(closed_on__gte=span.first.first)
    below = Q(parent=unit) & there
    if then is not None:
        lay = {pk for pk in then.placed if any(then.below(unit.pk, pk, month) == pk for month in span.months)}
        now = Q(pk__in=[pk for pk in then.placed if pk not in lay])
        below = (below & ~now) | Q(pk__in=lay)
    rows = Unit.objects.filter(below).exclude(kind=Kind.GROUP)
    found = list(rows.order_by("name_sort", "pk")[: MOST_LINES + 1])
    if len(found) > MOST_LINES:
        raise TooManyLines
    return found


def _differences(
    unit: Unit, definition: Definition, by_unit: dict[UUID, Counts], lines: list[Line]
) -> list[str]:
    """A sentence when the sums kept for the unit itself are other than those of its lines."""
    own, added = by_unit.get(unit.pk), sums(line.counts for line in lines if line.counts is not None)
    names = {name for column in definition.columns for name in (column.name, column.part, column.whole)}
    over = (name for name in names if name in FIGURES and FIGURES[name].adds is Adds.UP)
    if own is None or all(own[name] == added[name] for name in over):
        return []
    return [
        _(
            "The sums kept for %(unit)s itself differ from those of the lines here: units were moved or "
            "closed, or the latest sums are still on their way up."
        )
        % {"unit": unit.name}
    ]


def _by_type(
    unit: Unit, definition: Definition, span: Span, then: Moves | None
) -> tuple[list[Line], list[str]]:
    there = Q(closed_on=None) | Q(closed_on__gte=span.first.first)
    parts = [subtree(unit.path)]
    if then is not None:
        lay = [pk for pk in then.placed if any(then.below(unit.pk, pk, month) for month in span.months)]
        paths = Unit.objects.filter(pk__in=lay).order_by().values_list("path", flat=True)
        parts += [subtree(path) for path in paths]
    below = Unit.objects.within(*parts).cells().filter(there)
    cells = list(below.order_by("pk").only("kind", "cell_type", "path", "parent")[: MOST_CELLS + 1])
    if len(cells) > MOST_CELLS:
        raise TooManyCells(below.count())
    _refuse_too_much(len(cells) * len(span))
    found = series(cells, span.first, span.last, _kinds(definition))
    if then is not None:
        here = {
            cell.pk: {
                month
                for month in span.months
                if then.below(unit.pk, cell.pk, month, cell.parent_id) is not None
            }
            for cell in cells
        }
        cells = [cell for cell in cells if here[cell.pk]]
        found = {pair: counts for pair, counts in found.items() if pair[1] in here[pair[0]]}
    by_cell = _together(found)
    by_type: dict[str, list[Counts]] = defaultdict(list)
    numbers: Counter[str] = Counter()
    for cell in cells:
        numbers[cell.cell_type] += 1
        if cell.pk in by_cell:
            by_type[cell.cell_type].append(by_cell[cell.pk])
    lines = [
        Line(_named(words, numbers[value]), sums(by_type[value]) if by_type[value] else None)
        for value, words in (*CellType.choices, ("", gettext_lazy("No type noted")))
        if numbers[value]
    ]
    return lines, []


def _named(words: str | Promise, cells: int) -> str:
    return _("%(type)s (%(n)s cells)") % {"type": words, "n": cells}


def _together(found: Series) -> dict[UUID, Counts]:
    """Of each unit the figures of all its months as one."""
    months: dict[UUID, list[tuple[Month, Counts]]] = defaultdict(list)
    for (pk, month), counts in found.items():
        months[pk].append((month, counts))
    return {pk: together(several) for pk, several in months.items()}


def _kinds(definition: Definition) -> list[str] | None:
    return [definition.kind] if definition.kind else None


def _refuse_too_much(rows: int) -> None:
    if rows > MOST_ROWS:
        raise TooLong


def _kept(unit: Unit) -> tuple[Month | None, object]:
    """The first month kept of a unit, and when its sums last changed."""
    if unit.is_cell:
        found = CellMonth.objects.filter(cell=unit).aggregate(first=Min("month"), as_of=Max("changed_at"))
    else:
        found = UnitMonth.objects.filter(unit=unit).aggregate(first=Min("month"), as_of=Max("as_of"))
    return found["first"], found["as_of"]


def _about_time(span: Span, first: Month | None, today: date) -> Iterator[str]:
    """What the reader should know of months that are not, or not wholly, there."""
    if first is None:
        yield _("Nothing is kept of this unit yet. Figures appear by themselves when meetings are set up.")
        return
    if span.first < first:
        yield _("Figures are kept here from %(month)s on; nothing is known of the months before.") % {
            "month": first.label()
        }
    if span.last > Month.of(today):
        yield _("Months to come hold only the meetings that are set up already.")
    elif span.covers(Month.of(today)):
        yield _("%(month)s is not over; its figures still change.") % {"month": Month.of(today).label()}


def span_of(unit: Unit, period: str, today: date) -> Span:
    """The months a period means for a unit. Raises rules.PeriodError."""
    terms = terms_of(unit) if rules.needs_terms(period) else ()
    return rules.span(period, today, terms)


def names_of(units: Iterable[Unit]) -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in units]
