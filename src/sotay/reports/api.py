"""Boards of a month and of a day, for programs. Mounted at /api/v1/boards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path as InPath
from ninja import Schema

from sotay.kernel.actor import Actor, Can
from sotay.kernel.api import MONTH, Day, Reading, Scope, actor_of, month_of, says
from sotay.reports import day_board, words
from sotay.reports.access import access_board, access_board_above
from sotay.reports.asked import read_day
from sotay.reports.board import board_of
from sotay.reports.concerns import Concern
from sotay.reports.queries import Row
from sotay.reports.rules import Sums

router = Reading(Scope.FIGURES, "Where the cells of a unit stand in a month or on a day.")


class SumsOut(Schema):
    """Cells added up."""

    cells: int = says("Cells there are.", 60)
    with_meeting: int = says("Of them those that have set up a regular meeting.", 58)
    late: int = says("Of those the ones that have not begun though their hour has passed.", 1)
    figures: dict[str, int] = says(
        "Figures of /figures/catalogue by name; what is not there is 0.", {"reported": 55, "present": 1310}
    )


class BoardRowOut(Schema):
    """A cell, or a unit with the sums of the cells below it."""

    unit: UUID = says("Id of the cell or unit.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    standing: str = says(
        "Of a cell: late, missed, not_set_up, in_session, closed, signed, planned, reported or not_due.",
        "reported",
    )
    meeting: UUID | None = says(
        "Id of its regular meeting, where you may see it.", "018f0000-0000-7000-8000-000000000006"
    )
    sums: SumsOut = says("Its figures.", None)


class ConcernOut(Schema):
    """A unit with one reason to look at it."""

    unit: UUID = says("Id of the cell or unit.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    why: str = says(
        "late, missing, not_set_up, unreported, falling, old_petitions, overdue_tasks or few_thematic.",
        "unreported",
    )
    words: str = says("The numbers it rests on, as a sentence.", "Đã họp ngày 03/12, chưa báo cáo")


class BoardOut(Schema):
    """A unit's month."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("The month.", "2026-12")
    of_cells: bool = says("Whether its rows are cells, or units directly below.", True)
    headline: str = says("The month in a sentence.", "60 chi bộ: 55 đã báo cáo")
    total: SumsOut = says("All rows together.", None)
    before: SumsOut = says("The month before.", None)
    rows: list[BoardRowOut] = says("In the order of the page.", [])
    concerns: list[ConcernOut] = says("What needs attention, the most pressing first.", [])


class DayRowOut(BoardRowOut):
    """A cell that meets on the day, or a unit with the sums of those below it that do."""

    planned_at: datetime | None = says("When its meeting is planned for; null of a unit.", None)
    late_minutes: int = says("Minutes since its hour while it has not begun.", 0)


class DayBoardOut(Schema):
    """A unit's day."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    day: date = says("The day.", "2026-12-03")
    of_cells: bool = says("Whether its rows are cells, or units directly below.", True)
    headline: str = says("The day in a sentence.", "7 chi bộ họp hôm nay")
    as_of: datetime | None = says("Of sums: when the oldest of them was added up.", None)
    total: SumsOut = says("All rows together.", None)
    rows: list[DayRowOut] = says("Regular meetings of the day, what needs somebody first.", [])


class MonthAsked(Schema):
    """Of which unit and month."""

    pk: UUID = says("A unit whose figures you may see.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("Month.", "2026-12", pattern=MONTH)


class DayAsked(Schema):
    """Of which unit and day."""

    pk: UUID = says("A unit above cells whose figures you may see.", "018f0000-0000-7000-8000-000000000004")
    day: Day = says("Day.", "2026-12-03")


@router.get("/{uuid:pk}/months/{month}", response=BoardOut, summary="Board of a month")
def month(request: HttpRequest, asked: InPath[MonthAsked]) -> dict[str, Any]:
    """Where each cell of a unit, or each unit directly below, stands in a month, and what needs attention."""
    actor = actor_of(request)
    unit = access_board(actor, asked.pk)
    found = board_of(unit, month_of(asked.month), timezone.now())
    report = found.report
    return {
        "unit": unit.pk,
        "month": asked.month,
        "of_cells": report.of_cells,
        "headline": words.headline(report),
        "total": _sums(report.total),
        "before": _sums(report.before),
        "rows": [_row(actor, row) for row in report.rows],
        "concerns": [_concern(each) for each in found.concerns],
    }


@router.get("/{uuid:pk}/days/{day}", response=DayBoardOut, summary="Board of a day")
def day(request: HttpRequest, asked: InPath[DayAsked]) -> dict[str, Any]:
    """Where the regular meetings of a day stand, by cell or by the units directly below."""
    actor = actor_of(request)
    unit = access_board_above(actor, asked.pk)
    on = read_day(asked.day.isoformat())
    report = day_board.day_of(day_board.Asked.of(unit, on), timezone.now())
    return {
        "unit": unit.pk,
        "day": on,
        "of_cells": report.of_cells,
        "headline": words.day_headline(report),
        "as_of": report.as_of,
        "total": _sums(report.total),
        "rows": [
            _row(actor, row)
            | {
                "planned_at": row.month.planned_at if row.month else None,
                "late_minutes": row.late_minutes,
            }
            for row in report.rows
        ],
    }


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "cells": sums.cells,
        "with_meeting": sums.rows,
        "late": sums.late,
        "figures": {name: n for name, n in sums.counts.items() if n},
    }


def _row(actor: Actor, row: Row) -> dict[str, Any]:
    opens = row.month is not None and actor.may(Can.SEE_MEETING, row.unit.path)
    return {
        "unit": row.unit.pk,
        "name": row.unit.name,
        "standing": row.standing or "",
        "meeting": row.month.meeting_id if row.month and opens else None,
        "sums": _sums(row.sums),
    }


def _concern(each: Concern) -> dict[str, Any]:
    return {
        "unit": each.unit.pk,
        "name": each.unit.name,
        "why": each.finding.why,
        "words": each.words,
    }
