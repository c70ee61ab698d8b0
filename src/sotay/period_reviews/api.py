"""Interim and final reviews of units, for programs. Mounted at /api/v1/period-reviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.papers.queries import shown
from sotay.papers.structure import to_json
from sotay.period_reviews import queries, words
from sotay.period_reviews.access import access_home, access_review, can_write, readable_by
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.queries import Line

router = Reading(Scope.PERIOD_REVIEWS, "What units report of half a year, a year or a term.")


class PeriodReviewOut(Schema):
    """A review of a unit; a correction is a row of the same series with the next version."""

    id: UUID = says("Id of it.", "018f0000-0000-7000-8000-00000000001b")
    series: UUID = says("Id of its first version.", "018f0000-0000-7000-8000-00000000001b")
    unit: UUID = says("Id of the unit it is of.", "018f0000-0000-7000-8000-000000000004")
    unit_name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    kind: str = says("interim or final.", "final")
    title: str = says("Its title.", "Tổng kết công tác sinh hoạt chi bộ năm 2026")
    subject: str = says("The resolution or scheme it reviews; may be empty.", "")
    period_kind: str = says("half_year, year, term, years or months.", "year")
    first: str = says("Its first month.", "2026-01")
    last: str = says("Its last month.", "2026-12")
    due_on: date = says("By when it is due.", "2026-12-15")
    version: int = says("1, and one more for each correction.", 1)
    status: str = says("draft, signed, sent or dropped.", "sent")
    number: str = says("Its number; empty for a draft.", "Số 15-BC/ĐU")
    signed_at: datetime | None = says("When it was signed.", "2026-12-14T03:00:00Z")
    sent_at: datetime | None = says("When it was sent up.", "2026-12-15T03:00:00Z")


class ReviewFigureOut(Schema):
    """A figure a sentence says."""

    words: str = says("What it is, in the reader's language.", "Buổi sinh hoạt đã tổ chức")
    value: str = says("As the sentence writes it.", "712")


class SentenceOut(Schema):
    """A sentence of a review with the rule that drafted it."""

    section: str = says("strength, weakness, cause, solution or proposal.", "strength")
    text: str = says("Its words, in Vietnamese.", "Các chi bộ duy trì nền nếp sinh hoạt.")
    drafted: str = says("What the program wrote, or a person added first.", "Các chi bộ duy trì nền nếp.")
    edited: bool = says("Whether a person wrote over it.", True)
    removed: bool = says("Whether it is left out of the paper.", False)
    own: bool = says("Whether a person added it.", False)
    rule: str = says("The rule that drafted it; empty for a person's.", "Tỷ lệ sinh hoạt từ 90%")
    source: str = says("Where the rule comes from; empty for a rule of the program.", "")
    figures: list[ReviewFigureOut] = says("The figures it says.", [])


class PeriodReviewDetailOut(PeriodReviewOut):
    """A review with its paper."""

    reason: str = says("Why it was corrected; empty for the first version.", "")
    paper: UUID = says("Id of its paper, for PDF and DOCX.", "018f0000-0000-7000-8000-000000000005")
    content: dict[str, Any] = says("The paper as a structure.", {"kind": "BC", "title": "BÁO CÁO"})
    sentences: list[SentenceOut] | None = says(
        "Its sentences with rules and figures, for who writes it; null for who reads what was sent.", None
    )


class PeriodReviewFilter(Schema):
    """Which reviews."""

    unit: UUID | None = says("Only of this unit.", None, None)
    kind: Literal["", "interim", "final"] = says("Only of this kind.", "final", "")
    status: Literal["", "draft", "signed", "sent", "dropped"] = says("Only with this status.", "sent", "")


_COLUMNS = ("kind", "title", "subject", "period_kind", "due_on", "version", "status", "signed_at", "sent_at")


def _line(row: PeriodReview) -> dict[str, Any]:
    return {
        "id": row.pk,
        "series": row.series,
        "unit": row.unit_id,
        "unit_name": row.unit.name,
        "first": str(row.first),
        "last": str(row.last),
        "number": row.number_text,
        **{name: getattr(row, name) for name in _COLUMNS},
    }


def _lines(rows: Iterable[PeriodReview]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


@router.get("", response=Page[PeriodReviewOut], summary="List period reviews")
def period_reviews(
    request: HttpRequest, paging: Query[Paging], asked: Query[PeriodReviewFilter]
) -> dict[str, Any]:
    """Reviews you write and those that were sent, the newest first."""
    actor = actor_of(request)
    rows = PeriodReview.objects.filter(readable_by(actor)).select_related("unit")
    if asked.unit:
        rows = rows.filter(unit=access_home(actor, asked.unit))
    chosen = {"kind": asked.kind, "status": asked.status}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    return page(request, rows, paging, _lines)


@router.get("/{uuid:pk}", response=PeriodReviewDetailOut, summary="One period review")
def period_review(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One review. That a program read it is not noted as opened by the unit above."""
    actor = actor_of(request)
    found = access_review(actor, pk)
    paper = queries.paper_of(found)
    writes = can_write(actor, found.unit)
    return {
        **_line(found),
        "reason": found.reason,
        "paper": paper.pk,
        "content": to_json(shown(paper)),
        "sentences": [_sentence(found, line) for line in queries.lines_of(found, paper)] if writes else None,
    }


def _sentence(review: PeriodReview, line: Line) -> dict[str, Any]:
    why = words.why(line, review.last.last)
    columns = ("section", "text", "drafted", "edited", "removed")
    return {
        **{name: getattr(line, name) for name in columns},
        "own": line.is_own,
        "rule": why.rule if why else "",
        "source": why.source if why else "",
        "figures": [{"words": name, "value": value} for name, value in (why.figures if why else ())],
    }
