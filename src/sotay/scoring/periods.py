"""Scores over time and below a unit: months of a cell, quarters and years, cells by band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from uuid import UUID

from django.utils.translation import get_language

from sotay.figures.models import REGULAR, CellMonth, UnitMonth
from sotay.kernel.periods import Month
from sotay.kernel.tree import inside, subtree
from sotay.regulations import NotInForce, on
from sotay.regulations.values import (
    Band,
)
from sotay.scoring import rules
from sotay.scoring.forms_in_force import REGULATION
from sotay.scoring.models import PeriodFigure, ScoreSheet
from sotay.units.models import Kind, Unit
from sotay.units.settings import Settings, settings_for, settings_of

QUARTERS = 4
MOST_CELLS = 20_000
"""Cells whose year is worked out for one page: more than any province has."""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A cell's month: the points of its regular meeting once they are handed in, and its sheet where a page
    shows it."""

    month: Month
    total: int | None
    is_over: bool  # and a cell there was had a form to score it by
    sheet: ScoreSheet | None = None


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A quarter (or the year, `quarter` 0) of a cell. `figure` are points, or a share with `is_share`."""

    quarter: int
    figure: Fraction | None
    is_share: bool
    rank: int | None
    missing: tuple[Month, ...]
    by_hand: PeriodFigure | None


@dataclass(frozen=True, slots=True)
class CellYear:
    cell: Unit
    year: int
    months: tuple[MonthLine, ...]
    periods: tuple[PeriodLine, ...]
    ratings: tuple[Band, ...]
    rule: str
    missing_rule: str


def year_of(cell: Unit, year: int, today: date) -> CellYear | None:
    """A cell's year; None where no form was in force at its end. Five queries at most."""
    settings = _settings(cell, year, today)
    if settings is None:
        return None
    sheets = _sheets([cell.pk], year).get(cell.pk, {})
    by_hand = {row.quarter: row for row in PeriodFigure.objects.filter(cell=cell, year=year)}
    months = tuple(_of_sheet(cell, month, sheets.get(month), today) for month in _months(year))
    ratings = settings[f"{REGULATION}.ratings"]
    rule, missing = settings[f"{REGULATION}.year_figure"], settings[f"{REGULATION}.missing_month"]
    periods = tuple(
        _period(quarter, months, ratings, rule, missing, by_hand.get(quarter))
        for quarter in (*range(1, QUARTERS + 1), 0)
    )
    return CellYear(cell, year, months, periods, ratings, rule, missing)


def _settings(unit: Unit, year: int, today: date) -> Settings | None:
    settings = settings_of(unit, min(today, date(year, 12, 31)))
    try:
        settings[f"{REGULATION}.year_figure"]
    except (NotInForce, KeyError):
        return None
    return settings


def _is_over(cell: Unit, month: Month, today: date) -> bool:
    """Nothing is missing of a month before the cell or any form was there, nor of one that is not over."""
    was_there = (cell.founded_on is None or cell.founded_on < month.plus(1).first) and (
        cell.closed_on is None or cell.closed_on > month.first
    )
    return month.plus(1).first <= today and was_there and _had_form(month)


def _of_sheet(cell: Unit, month: Month, sheet: ScoreSheet | None, today: date) -> MonthLine:
    total = sheet.total if sheet and sheet.is_proposed else None
    return MonthLine(month, total, _is_over(cell, month, today), sheet)


@cache
def _had_form(month: Month) -> bool:
    """Whether a form was in force at the end of a month."""
    try:
        on(month.last).value(f"{REGULATION}.form")
    except (NotInForce, KeyError):
        return False
    return True


def _months(year: int) -> list[Month]:
    return [Month(year, number) for number in range(1, 13)]


def _sheets(cells: Iterable[UUID], year: int) -> dict[UUID, dict[Month, ScoreSheet]]:
    first, last = Month(year, 1), Month(year, 12)
    rows = ScoreSheet.objects.filter(
        cell__in=list(cells), month__gte=first, month__lte=last, meeting__kind=REGULAR
    ).select_related("meeting")
    found: dict[UUID, dict[Month, ScoreSheet]] = {}
    for row in rows:
        found.setdefault(row.cell_id, {})[row.month] = row
    return found


def _period(
    quarter: int,
    months: Sequence[MonthLine],
    ratings: Sequence[Band],
    rule: str,
    missing: str,
    by_hand: PeriodFigure | None,
) -> PeriodLine:
    """Months that are not over are not missing yet."""
    of = months if quarter == 0 else months[3 * (quarter - 1) : 3 * quarter]
    counted = [line for line in of if line.is_over or line.total is not None]
    lacking = tuple(line.month for line in counted if line.total is None)
    figure = rules.period_figure([line.total for line in counted], ratings, rule=rule, missing=missing)
    is_share = rule == rules.SHARE_GOOD
    if rule == rules.BY_HAND and by_hand is not None:
        figure = Fraction(by_hand.points)
    rank = None if figure is None or is_share else rules.rank_of(int(figure), ratings)
    return PeriodLine(quarter, figure, is_share, rank, lacking, by_hand)


def _totals(unit: Unit, year: int) -> dict[tuple[UUID, Month], int]:
    """The points of the months of a year of the cells below a unit, from their figures."""
    rows = CellMonth.objects.filter(
        inside("cell__path", subtree(unit.path)),
        month__gte=Month(year, 1),
        month__lte=Month(year, 12),
        kind=REGULAR,
        scored__gt=0,
    )
    return {
        (cell, month): points
        for cell, month, points in rows.order_by().values_list("cell", "month", "score_points")
    }


def cells_by_band(unit: Unit, year: int, today: date) -> dict[str, int]:
    """How many cells below a unit are in each band by the figure of their year, best first; what stands under
    "" could not be worked out. Of a rule by shares the share is read as points. Five queries, however many
    cells; none of them for more than MOST_CELLS, where it would take too long.
    """
    below = Unit.objects.within(subtree(unit.path)).cells().filter(closed_on=None)
    if below.count() > MOST_CELLS:
        return {}
    cells = list(below)
    settings = settings_for(cells, min(today, date(year, 12, 31)))
    totals = _totals(unit, year)
    here = inside("cell__path", subtree(unit.path))
    by_hand = {row.cell_id: row for row in PeriodFigure.objects.filter(here, year=year, quarter=0)}
    counts: Counter[str] = Counter()
    names: dict[str, None] = {}
    for cell in cells:
        own = settings[cell.pk]
        ratings = own[f"{REGULATION}.ratings"]
        names.update(dict.fromkeys(band.text.vi for band in ratings))
        months = [
            MonthLine(month, totals.get((cell.pk, month)), _is_over(cell, month, today))
            for month in _months(year)
        ]
        line = _period(
            0,
            months,
            ratings,
            own[f"{REGULATION}.year_figure"],
            own[f"{REGULATION}.missing_month"],
            by_hand.get(cell.pk),
        )
        rank = (
            rules.rank_of(int(line.figure * 100), ratings)
            if line.is_share and line.figure is not None
            else line.rank
        )
        counts["" if rank is None else ratings[rank].text.vi] += 1
    return {name: counts[name] for name in (*names, "") if name or counts[""]}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A child of a unit in a month. Of a cell `sheet`; of a unit sums over the cells below it."""

    unit: Unit
    cells: int
    held: int
    scored: int
    verified: int
    points: int
    ranks: tuple[int, int, int, int]
    sheet: ScoreSheet | None = None

    @property
    def mean(self) -> float | None:
        return self.points / self.scored if self.scored else None


@dataclass(frozen=True, slots=True)
class UnitMonthScores:
    unit: Unit
    month: Month
    of_cells: bool
    lines: tuple[UnitLine, ...]
    ratings: tuple[str, ...]  # the names of at most four, the best first

    def ranked(self, line: UnitLine) -> list[tuple[str, int]]:
        return list(zip(self.ratings, line.ranks, strict=False))

    def total(self) -> UnitLine:
        ranks = tuple(sum(line.ranks[place] for line in self.lines) for place in range(4))
        return UnitLine(
            self.unit,
            sum(line.cells for line in self.lines),
            sum(line.held for line in self.lines),
            sum(line.scored for line in self.lines),
            sum(line.verified for line in self.lines),
            sum(line.points for line in self.lines),
            (ranks[0], ranks[1], ranks[2], ranks[3]),
        )


def month_of(unit: Unit, month: Month) -> UnitMonthScores | None:
    """The scores of a month below a unit, a line for each child; None before any form was in force. Four
    queries."""
    try:
        ratings = settings_of(unit, month.last)[f"{REGULATION}.ratings"]
    except (NotInForce, KeyError):
        return None
    children = list(unit.children.filter(closed_on=None).order_by("name_sort"))
    cells = [child for child in children if child.kind == Kind.CELL]
    above = [child for child in children if child.kind not in {Kind.CELL, Kind.GROUP}]
    lines = _cell_lines(cells, month) if cells else []
    lines += _unit_lines(above, month)
    language = get_language() or "vi"
    names = tuple(band.text.of(language) for band in ratings[:4])
    return UnitMonthScores(unit, month, not above, tuple(lines), names)


def _ranks(row: CellMonth | UnitMonth) -> tuple[int, int, int, int]:
    return row.score_rank_1, row.score_rank_2, row.score_rank_3, row.score_rank_4


def _cell_lines(cells: Sequence[Unit], month: Month) -> list[UnitLine]:
    rows = {row.cell_id: row for row in CellMonth.objects.filter(cell__in=cells, month=month, kind=REGULAR)}
    sheets = {
        sheet.cell_id: sheet
        for sheet in ScoreSheet.objects.filter(cell__in=cells, month=month, meeting__kind=REGULAR)
    }
    none = CellMonth()
    return [_line(cell, rows.get(cell.pk, none), 1, sheets.get(cell.pk)) for cell in cells]


def _unit_lines(units: Sequence[Unit], month: Month) -> list[UnitLine]:
    rows: Mapping[UUID, UnitMonth] = {
        row.unit_id: row for row in UnitMonth.objects.filter(unit__in=units, month=month, kind=REGULAR)
    }
    none = UnitMonth()
    return [_line(unit, row := rows.get(unit.pk, none), row.cells) for unit in units]


def _line(unit: Unit, row: CellMonth | UnitMonth, cells: int, sheet: ScoreSheet | None = None) -> UnitLine:
    return UnitLine(unit, cells, row.held, row.scored, row.verified, row.score_points, _ranks(row), sheet)
