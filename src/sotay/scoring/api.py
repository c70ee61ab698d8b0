"""Scores of meetings, for programs. Mounted at /api/v1/scores."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Schema

from sotay.kernel.api import Query, Reading, Scope, actor_of, says
from sotay.kernel.periods import YEARS
from sotay.scoring import page as shown
from sotay.scoring import periods
from sotay.scoring.access import access_cell_scores, access_score
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
