"""The official forms as numbers for programs: what is counted, as its reader sees it, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sotay.figures.catalog import BREAKDOWNS, FIGURES
from sotay.kernel.actor import Actor
from sotay.statistics import official
from sotay.statistics.official import COUNTED, FIGURE, SUM, FormTemplate
from sotay.statistics.queries import UnitCounts, counts_of, figures_of
from sotay.statistics.rules import YEAR, Period
from sotay.units.models import Unit


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as far as it is counted: numbers by "row.column", None for what is hidden from the reader.

    `by_hand` are the cells no record fills.
    """

    template: FormTemplate
    numbers: Mapping[str, int | None]
    by_hand: tuple[str, ...]


def filled(actor: Actor, unit: Unit, day: date) -> list[FilledForm]:
    """Every form in force on a day, counted from the first day of its year to it. As many queries as a page
    of statistics takes, with three for the figures of meetings. None where no form is known."""
    templates = official.on(day)
    if not templates:
        return []
    year = Period.holding(day, YEAR)
    asked = {what for template in templates for what in template.asked}
    counts = counts_of(actor, unit, day, asked, since=year.first)
    names = {name for template in templates for name in template.figures}
    figures = figures_of(unit, names, year.first_month, year.first_month.plus(day.month - 1))
    return [FilledForm(each, _numbers(each, counts, figures), each.by_hand) for each in templates]


def _numbers(template: FormTemplate, counts: UnitCounts, figures: Mapping[str, int]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for key, _row, column, cell in template.cells():
        if cell.kind == COUNTED and cell.what is not None:
            found[key] = counts.number(cell.what, cell.category).value
        elif cell.kind == FIGURE and cell.figure.partition(".")[0] in {*FIGURES, *BREAKDOWNS}:
            found[key] = figures.get(cell.figure, 0)
        elif cell.kind == SUM:
            parts = [found.get(f"{part}.{column.key}") for part in cell.parts]
            found[key] = None if None in parts else sum(part or 0 for part in parts)
    return found
