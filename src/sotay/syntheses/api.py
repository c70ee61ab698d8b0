"""Monthly syntheses, for programs. Mounted at /api/v1/syntheses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from sotay.kernel.api import MONTH, Page, Paging, Query, Reading, Scope, actor_of, month_of, page, says
from sotay.papers.queries import shown
from sotay.papers.structure import to_json
from sotay.syntheses import queries
from sotay.syntheses.access import access_synthesis, readable_by
from sotay.syntheses.models import Synthesis

router = Reading(Scope.SYNTHESES, "What a ward or province reports of a month.")


class SynthesisOut(Schema):
    """A synthesis; a correction is a row with the next version."""

    id: UUID = says("Id of it.", "018f0000-0000-7000-8000-00000000000c")
    unit: UUID = says("Id of the unit it is of.", "018f0000-0000-7000-8000-000000000004")
    unit_name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    month: str = says("The month.", "2026-12")
    version: int = says("1, and one more for each correction.", 1)
    status: str = says("draft, signed or sent.", "sent")
    number: str = says("Its number; empty for a draft.", "Số 12-BC/ĐU")
    sent_at: datetime | None = says("When it was sent up.", "2026-12-08T03:00:00Z")


class SynthesisDetailOut(SynthesisOut):
    """A synthesis with its words."""

    paper: UUID = says("Id of its paper, for PDF and DOCX.", "018f0000-0000-7000-8000-000000000005")
    content: dict[str, Any] = says("The paper as a structure.", {"kind": "BC", "title": "BÁO CÁO"})


class SynthesisFilter(Schema):
    """Which syntheses."""

    unit: UUID | None = says("Only of this unit.", None, None)
    month: str = says("Only of this month.", "2026-12", "", pattern=f"^$|{MONTH}")


def _line(row: Synthesis) -> dict[str, Any]:
    return {
        "id": row.pk,
        "unit": row.unit_id,
        "unit_name": row.unit.name,
        "month": str(row.month),
        "version": row.version,
        "status": row.status,
        "number": row.number_text,
        "sent_at": row.sent_at,
    }


def _lines(rows: Iterable[Synthesis]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


@router.get("", response=Page[SynthesisOut], summary="List syntheses")
def syntheses(request: HttpRequest, paging: Query[Paging], asked: Query[SynthesisFilter]) -> dict[str, Any]:
    """Syntheses you may read, the newest first."""
    rows = Synthesis.objects.filter(readable_by(actor_of(request))).select_related("unit")
    if asked.unit:
        rows = rows.filter(unit=asked.unit)
    if asked.month:
        rows = rows.filter(month=month_of(asked.month))
    return page(request, rows, paging, _lines)


@router.get("/{uuid:pk}", response=SynthesisDetailOut, summary="One synthesis")
def synthesis(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One synthesis. That a program read it is not noted as opened by the office above."""
    found = access_synthesis(actor_of(request), pk)
    paper = queries.paper_of(found)
    return {**_line(found), "paper": paper.pk, "content": to_json(shown(paper))}
