"""A month's board as its page shows it: the rows, the months before them, and what needs attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from sotay.figures.queries import Tree
from sotay.kernel.periods import Month
from sotay.reports import concerns, queries, themes
from sotay.reports.concerns import Concern
from sotay.reports.history import History, history_of
from sotay.reports.queries import ALL, MonthReport, Narrowing
from sotay.reports.themes import Quarter
from sotay.units.models import Unit
from sotay.units.settings import settings_of


@dataclass(frozen=True, slots=True)
class Board:
    """`quarter` is of a board of cells."""

    report: MonthReport
    history: History
    quarter: Quarter | None
    concerns: Sequence[Concern]


def board_of(
    unit: Unit, month: Month, now: datetime, narrowed: Narrowing = ALL, tree: Tree = Tree.THEN
) -> Board:
    today = timezone.localdate(now)
    settings = settings_of(unit, today)
    report = queries.month_of(unit, month, now, settings, narrowed, tree)
    quarter = None
    if report.of_cells:
        cells = None if unit.is_cell else themes.cells_of(report)
        quarter = themes.quarter_of(unit, month, today, cell_type=narrowed.cell_type, cells=cells)
    history = history_of(report, now, queries.work_of(report))
    thematic = quarter if report.of_cells else themes.held_below(report)
    found = concerns.concerns_of(report, history, settings, today, thematic)
    return Board(report, history, quarter, found)
