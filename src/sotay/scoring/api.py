"""Scores of meetings, for programs. Mounted at /api/v1/scores."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Path as InPath
from ninja import Schema

from sotay.kernel.api import MONTH, Query, Reading, Scope, actor_of, month_of, says
from sotay.kernel.periods import YEARS
from sotay.scoring import page as shown
from sotay.scoring import periods
from sotay.scoring.access import access_cell_scores, access_score, access_unit_scores
from sotay.scoring.queries import scored

router = Reading(Scope.SCORES, "Scores of meetings with what proves them, and of a cell's year.")


class ScoreRowOut(Schema):
    """A row of the form."""

    number: str = says("Number of the row.", "2.1")
    text: str = says("What it asks.", "Thời gian sinh hoạt đúng quy định")
    most: int = says("Points it is worth.", 5)
    own: int | None = says("Points the cell gave; null while nobody did.", 5)
    points: int | None = says("Points that count; null while they are open.", 5)
    evidence: str = says("What the records say of it, in the reader's language; may be empty.", "92 phút")


class ScoreOut(Schema):
    """The score of a meeting."""

    meeting: UUID = says("Id of the meeting.", "018f0000-0000-7000-8000-000000000006")
    status: Literal["", "begun", "proposed", "verified"] = says("Empty while nobody scored it.", "verified")
    total: int = says("Points together.", 92)
    rating: str = says("The rating they come to.", "Tốt")
    rows: list[ScoreRowOut] = says("The rows that count.", [])


class MonthScoreOut(Schema):
    """A month in a cell's year of scores."""

    month: str = says("The month.", "2026-12")
    meeting: UUID | None = says("Id of the scored meeting.", "018f0000-0000-7000-8000-000000000006")
    own_total: int | None = says("What the cell gave itself.", 94)
    total: int | None = says("What counts.", 92)
    rating: str = says("The rating; empty without a score.", "Tốt")
    status: str = says("begun, proposed, verified; empty without a score.", "verified")


class CellYearOut(Schema):
    """A cell's scores in a year."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    year: int = says("The year.", 2026)
    months: list[MonthScoreOut] = says("Its months; none when no form was in force.", [])


class UnitScoresOut(Schema):
    """A cell or unit with its scores of a month."""

    unit: UUID = says("Id of the cell or unit.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    cells: int = says("Cells.", 1)
    held: int = says("Regular meetings held.", 1)
    scored: int = says("Of them scored.", 1)
    verified: int = says("Of them verified.", 1)
    mean: float | None = says("Mean of what counts; null where nothing is scored.", 92)
    ratings: dict[str, int] = says("Meetings by rating.", {"Tốt": 1})


class UnitMonthOut(Schema):
    """The scores of a month below a unit."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("The month.", "2026-12")
    total: UnitScoresOut | None = says("All together; null before any form was in force.", None)
    units: list[UnitScoresOut] = says("Each unit directly below.", [])


class UnitMonthAsked(Schema):
    """Of which unit and month."""

    pk: UUID = says("A unit above cells whose figures you may see.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("Month.", "2026-12", pattern=MONTH)


class YearAsked(Schema):
    """Which year."""

    year: int | None = says("The year; this one when nothing is said.", 2026, None, ge=YEARS[0], le=YEARS[-1])


@router.get("/meetings/{uuid:pk}", response=ScoreOut, summary="Score of a meeting")
def of_meeting(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """The score of a meeting as it stands; 404 for one that is not scored."""
    meeting = access_score(actor_of(request), pk)
    found = scored(meeting)
    rows = [shown.row_view(found, row) for row in found.score.rows if row.counts]
    return {
        "meeting": meeting.pk,
        "status": found.sheet.status if found.sheet else "",
        "total": found.score.total,
        "rating": found.score.rating.text.of(get_language() or "vi"),
        "rows": [
            {
                "number": row.number,
                "text": row.text,
                "most": row.most,
                "own": row.row.own,
                "points": row.row.points,
                "evidence": row.sentence,
            }
            for row in rows
        ],
    }


@router.get("/cells/{uuid:pk}", response=CellYearOut, summary="Scores of a cell's year")
def of_cell(request: HttpRequest, pk: UUID, asked: Query[YearAsked]) -> dict[str, Any]:
    """A cell's year, month by month."""
    cell, today = access_cell_scores(actor_of(request), pk), timezone.localdate()
    year = asked.year or today.year
    scores = periods.year_of(cell, year, today)
    months = scores.months if scores else ()
    return {
        "cell": cell.pk,
        "year": year,
        "months": [
            {
                "month": str(line.month),
                "meeting": line.sheet.meeting_id if line.sheet else None,
                "own_total": line.sheet.own_total if line.sheet and line.total is not None else None,
                "total": line.total,
                "rating": line.sheet.rating if line.sheet and line.total is not None else "",
                "status": line.sheet.status if line.sheet else "",
            }
            for line in months
        ],
    }


@router.get("/units/{uuid:pk}/{month}", response=UnitMonthOut, summary="Scores of a unit's month")
def of_unit(request: HttpRequest, asked: InPath[UnitMonthAsked]) -> dict[str, Any]:
    """The scores of a month below a unit, by the cells or units directly below it."""
    unit = access_unit_scores(actor_of(request), asked.pk)
    scores = periods.month_of(unit, month_of(asked.month))
    return {
        "unit": unit.pk,
        "month": asked.month,
        "total": _unit_line(scores, scores.total()) if scores else None,
        "units": [_unit_line(scores, line) for line in scores.lines] if scores else [],
    }


def _unit_line(scores: periods.UnitMonthScores, line: periods.UnitLine) -> dict[str, Any]:
    counted = ("cells", "held", "scored", "verified", "mean")
    return {
        "unit": line.unit.pk,
        "name": line.unit.name,
        "ratings": dict(scores.ranked(line)),
        **{name: getattr(line, name) for name in counted},
    }
