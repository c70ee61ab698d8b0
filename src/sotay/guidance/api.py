"""Guidance and bulletins, for programs. Mounted at /api/v1/guidance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from sotay.guidance import queries
from sotay.guidance.access import access_guidance, access_use, readable_by
from sotay.guidance.models import Guidance
from sotay.kernel.api import MONTH, Page, Paging, Query, Reading, Scope, actor_of, month_of, page, says

router = Reading(Scope.GUIDANCE, "What a committee sent your cells, and the drafts of your own office.")


class GuidanceOut(Schema):
    """Guidance of a month, or a bulletin."""

    id: UUID = says("Id of it.", "018f0000-0000-7000-8000-00000000000a")
    kind: str = says("guidance or bulletin.", "guidance")
    status: str = says("draft, sent or withdrawn.", "sent")
    title: str = says("Its title; may be empty.", "Định hướng sinh hoạt tháng 12")
    month: str = says("The month it is for.", "2026-12")
    number: int | None = says("Number of a bulletin in its year.", None)
    unit: UUID = says("Id of the unit that wrote it.", "018f0000-0000-7000-8000-000000000004")
    unit_name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    cell_types: list[str] = says("Kinds of cell it is for; none: for all.", [])
    sent_at: datetime | None = says("When it was sent.", "2026-11-25T03:00:00Z")


class TopicOut(Schema):
    """Content suggested or asked of the cells' meetings."""

    title: str = says("What it is about.", "Chuyên đề nước sạch")
    text: str = says("More of it; may be empty.", "")
    compulsory: bool = says("Whether a cell may leave it out only with a reason.", True)


class GuidanceDocumentOut(Schema):
    """A document that goes with it."""

    document: UUID = says("Id of the document.", "018f0000-0000-7000-8000-000000000007")
    title: str = says("Its title.", "Kế hoạch tháng 12")


class GuidanceDetailOut(GuidanceOut):
    """Guidance with its words."""

    summary: str = says("The month behind.", "Tháng 11 ...")
    orientation: str = says("Orientation.", "Tháng 12 ...")
    topics: list[TopicOut] = says("Content for the meeting.", [])
    questions: list[str] = says("Questions for discussion.", ["Mỗi đồng chí làm gì để ...?"])
    documents: list[GuidanceDocumentOut] = says("Documents that go with it.", [])


class GuidanceFilter(Schema):
    """Which guidance."""

    month: str = says("Only for this month.", "2026-12", "", pattern=f"^$|{MONTH}")


class LeftOutOut(Schema):
    """Something a cell left out."""

    title: str = says("What.", "Chuyên đề nước sạch")
    reason: str = says("Why; may be empty.", "Đã sinh hoạt trong tháng 10")


class CellUseOut(Schema):
    """What became of it in a cell."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    use: str = says("not_opened, opened, left_out, changed or taken.", "taken")
    opened_at: datetime | None = says("When its leaders opened it first.", "2026-11-25T03:00:00Z")
    on_agenda: int = says("Items on the agenda of its regular meeting.", 2)
    changed: list[str] = says("Titles of items on the agenda in other words.", [])
    left_out: list[LeftOutOut] = says("What it left out.", [])
    read: int = says("Members who read the page before the meeting; never who.", 18)


class UnitUseOut(Schema):
    """What became of it in the cells of a unit."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    cells: int = says("Cells it is for.", 60)
    opened: int = says("Of them those whose leaders opened it.", 54)
    taken: int = says("Of them those that have some of it on an agenda.", 48)
    left_out: int = says("Of them those that left some of it out.", 2)
    read: int = says("Members who read the page before the meeting.", 812)


class UseOut(Schema):
    """What became of it: of a ward cell by cell, of what is higher by the units directly below."""

    guidance: UUID = says("Id of it.", "018f0000-0000-7000-8000-00000000000a")
    unit: UUID = says("Within this unit.", "018f0000-0000-7000-8000-000000000004")
    cells: list[CellUseOut] = says("Each cell it is for, those that have done least first.", [])
    units: list[UnitUseOut] = says("Each unit directly below, the lowest share that opened it first.", [])


class UseAsked(Schema):
    """Within which unit."""

    unit: UUID | None = says("The highest you see it of when nothing is said.", None, None)


def _line(row: Guidance) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "status": row.status,
        "title": row.title,
        "month": str(row.month),
        "number": row.number,
        "unit": row.unit_id,
        "unit_name": row.unit.name,
        "cell_types": row.types,
        "sent_at": row.sent_at,
    }


def _lines(rows: Iterable[Guidance]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


@router.get("", response=Page[GuidanceOut], summary="List guidance")
def letters(request: HttpRequest, paging: Query[Paging], asked: Query[GuidanceFilter]) -> dict[str, Any]:
    """What you were sent and what your office wrote, the newest first."""
    rows = Guidance.objects.filter(readable_by(actor_of(request))).select_related("unit")
    if asked.month:
        rows = rows.filter(month=month_of(asked.month))
    return page(request, rows, paging, _lines)


@router.get("/{uuid:pk}", response=GuidanceDetailOut, summary="One letter")
def letter(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One letter. That a program read it does not count as a reading of its person."""
    row = access_guidance(actor_of(request), pk)
    topics = row.topics.all()
    papers = row.papers.select_related("document")
    return {
        **_line(row),
        "summary": row.summary,
        "orientation": row.orientation,
        "topics": [{"title": e.title, "text": e.text, "compulsory": e.compulsory} for e in topics],
        "questions": [question.text for question in row.questions.all()],
        "documents": [{"document": e.document_id, "title": str(e.document)} for e in papers],
    }


@router.get("/{uuid:pk}/use", response=UseOut, summary="What became of a letter")
def use(request: HttpRequest, pk: UUID, asked: Query[UseAsked]) -> dict[str, Any]:
    """Who opened it, has it on an agenda or left it out: for its writers, and offices below of their part."""
    row, within = access_use(actor_of(request), pk, asked.unit)
    by_cell = queries.lists_cells(within)
    counted = ("cells", "opened", "taken", "left_out", "read")
    return {
        "guidance": row.pk,
        "unit": within.pk,
        "cells": [_cell_use(each) for each in queries.uses_of(row, within)] if by_cell else [],
        "units": [
            {
                "unit": each.unit.pk,
                "name": each.unit.name,
                **{name: getattr(each, name) for name in counted},
            }
            for each in ([] if by_cell else queries.uses_below(row, within))
        ],
    }


def _cell_use(each: queries.CellUse) -> dict[str, Any]:
    return {
        "cell": each.cell.pk,
        "name": each.cell.name,
        "use": each.name,
        "opened_at": each.opened_at,
        "on_agenda": len(each.taken),
        "changed": [item.title for item in each.changed],
        "left_out": [{"title": title, "reason": reason} for title, reason in each.left_out],
        "read": each.read,
    }
