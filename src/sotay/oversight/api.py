"""What overseers saw and recommend, for programs. Mounted at /api/v1/oversight."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Schema

from sotay.kernel.actor import Role
from sotay.kernel.api import MONTH, Page, Paging, Query, Reading, Scope, actor_of, month_of, page, says
from sotay.kernel.periods import Month
from sotay.members.actions.appointing import holder_name
from sotay.oversight import queries
from sotay.oversight.access import access_guided_unit, access_observation, access_overseen_cell, readable_q
from sotay.oversight.models import Observation

router = Reading(
    Scope.OVERSIGHT, "What overseers wrote of meetings of cells you see, and who oversees a cell."
)


class ObservationOut(Schema):
    """An overseer's account of a meeting."""

    id: UUID = says("Id of it.", "018f0000-0000-7000-8000-00000000001d")
    meeting: UUID = says("Id of the meeting.", "018f0000-0000-7000-8000-000000000006")
    held_at: datetime = says("When the meeting was planned for.", "2026-12-03T12:30:00Z")
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    by: str = says("Who wrote it.", "Lê Văn Chí")
    attended: str = says("whole, part or not.", "whole")
    sent_at: datetime | None = says("When it was sent; null for a draft of your own.", "2026-12-04T02:00:00Z")


class RemarkOut(Schema):
    """What was added after it was sent."""

    text: str = says("In the overseer's words.", "Biên bản đã gửi đúng hạn")
    by: str = says("Who.", "Lê Văn Chí")
    at: datetime = says("When.", "2026-12-06T02:00:00Z")


class RecommendationOut(Schema):
    """A recommendation and what the cell answered."""

    number: int = says("Its number.", 1)
    text: str = says("What is recommended.", "Gửi tài liệu trước ba ngày")
    status: str = says("open, accepted or declined.", "accepted")
    answer: str = says("What the cell does, or why not; empty while it is open.", "Sẽ gửi từ tháng sau")
    due_on: date | None = says("By when the cell does it.", "2027-01-03")
    answered_at: datetime | None = says("When the cell answered.", "2026-12-05T02:00:00Z")
    acknowledged_at: datetime | None = says("When the overseer took note of the answer.", None)


class ObservationDetailOut(ObservationOut):
    """An observation with its recommendations."""

    text: str = says("What was seen.", "Chi bộ sinh hoạt nền nếp, thảo luận sôi nổi")
    remarks: list[RemarkOut] = says("What was added later, the oldest first.", [])
    recommendations: list[RecommendationOut] = says("In order; none of a draft.", [])


class OverseerOut(Schema):
    """Somebody who oversees a cell."""

    name: str = says("Full name.", "Lê Văn Chí")
    since: date = says("From which day.", "2026-01-01")
    last: date | None = says("When they last attended, by what they sent.", "2026-12-03")
    days: int | None = says("Days since then; null for never.", 12)


class OverseenCellOut(Schema):
    """A cell of a unit with its overseers."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    overseers: list[OverseerOut] = says("Who oversees it today.", [])
    waiting: int = says("Recommendations it has not answered.", 1)


class UnitOversightOut(Schema):
    """The cells of a unit, those that need somebody first."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    cells: list[OverseenCellOut] = says("400 at most; above that ask for a unit below.", [])


class HolderOut(Schema):
    """Who oversees a cell."""

    name: str = says("Full name.", "Lê Văn Chí")
    since: date = says("From which day.", "2026-01-01")
    attends_only: bool = says("Whether for the meetings of one month alone.", False)


class CellOversightOut(Schema):
    """Who oversees a cell. What they sent is at /oversight?cell=."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    overseers: list[HolderOut] = says("Today.", [])


class VisitOut(Schema):
    """A meeting of a cell you oversee."""

    meeting: UUID = says("Id of the meeting.", "018f0000-0000-7000-8000-000000000006")
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    title: str = says("Its kind and month in the reader's language.", "Sinh hoạt thường kỳ tháng 12/2026")
    planned_at: datetime = says("When it is planned for.", "2026-12-03T12:30:00Z")
    place: str = says("Where.", "Nhà văn hóa tổ dân phố")
    invited: bool = says("Whether you are invited.", True)


class NotSetUpOut(Schema):
    """A cell you oversee that has set up no regular meeting of the month."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    usual: datetime = says("The hour agreed on, or the usual one.", "2026-12-03T12:30:00Z")


class CalendarOut(Schema):
    """A month of an overseer."""

    month: str = says("The month.", "2026-12")
    visits: list[VisitOut] = says("Meetings of the cells you oversee, the earliest first.", [])
    missing: list[NotSetUpOut] = says("Cells without a regular meeting in it.", [])


class ObservationFilter(Schema):
    """Which observations."""

    cell: UUID | None = says("Only of this cell.", None, None)
    month: str = says("Only of meetings of this month.", "2026-12", "", pattern=f"^$|{MONTH}")


class CalendarAsked(Schema):
    """Which month."""

    month: str = says("The month; this one when nothing is said.", "2026-12", "", pattern=f"^$|{MONTH}")


def _line(row: Observation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "meeting": row.meeting_id,
        "held_at": row.meeting.planned_at,
        "cell": row.cell_id,
        "cell_name": row.cell.name,
        "by": row.by_name,
        "attended": row.attended,
        "sent_at": row.sent_at,
    }


def _lines(rows: Iterable[Observation]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


@router.get("", response=Page[ObservationOut], summary="List observations")
def observations(
    request: HttpRequest, paging: Query[Paging], asked: Query[ObservationFilter]
) -> dict[str, Any]:
    """Your own, and those that were sent about cells you lead, oversee or guide, the newest first."""
    actor = actor_of(request)
    rows = Observation.objects.filter(readable_q(actor)).select_related("cell", "meeting")
    if asked.cell:
        rows = rows.filter(cell=access_overseen_cell(actor, asked.cell))
    if asked.month:
        rows = rows.filter(meeting__month=month_of(asked.month))
    return page(request, rows, paging, _lines)


@router.get("/calendar", response=CalendarOut, summary="Month of an overseer")
def calendar(request: HttpRequest, asked: Query[CalendarAsked]) -> dict[str, Any]:
    """The meetings of a month of the cells you oversee; 404 for who oversees none."""
    actor = actor_of(request)
    if not actor.holds(Role.OVERSEER):
        raise Http404
    month = month_of(asked.month) if asked.month else Month.of(timezone.localdate())
    found = queries.calendar_of(actor, month)
    return {
        "month": str(month),
        "visits": [
            {
                "meeting": each.meeting.pk,
                "cell": each.cell.pk,
                "cell_name": each.cell.name,
                "title": str(each.meeting),
                "planned_at": each.meeting.planned_at,
                "place": each.meeting.where,
                "invited": each.invited,
            }
            for each in found.visits
        ],
        "missing": [
            {"cell": cell.pk, "cell_name": cell.name, "usual": usual} for cell, usual in found.missing
        ],
    }


@router.get("/{uuid:pk}", response=ObservationDetailOut, summary="One observation")
def observation(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One observation with what was added, its recommendations and the cell's answers."""
    row = access_observation(actor_of(request), pk)
    columns = ("number", "text", "status", "answer", "due_on", "answered_at", "acknowledged_at")
    return {
        **_line(row),
        "text": row.text,
        "remarks": [{"text": each.text, "by": each.by_name, "at": each.at} for each in row.remarks.all()],
        "recommendations": list(row.recommendations.values(*columns)),
    }


@router.get("/units/{uuid:pk}", response=UnitOversightOut, summary="Overseers of a unit's cells")
def observed_unit(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Who oversees each cell and when they last attended, for the office above."""
    unit = access_guided_unit(actor_of(request), pk)
    return {
        "unit": unit.pk,
        "cells": [
            {
                "cell": line.cell.pk,
                "name": line.cell.name,
                "waiting": line.waiting,
                "overseers": [
                    {
                        "name": each.name,
                        "since": each.appointment.from_on,
                        "last": each.last,
                        "days": each.days,
                    }
                    for each in line.overseers
                ],
            }
            for line in queries.ward_lines(unit, timezone.localdate())
        ],
    }


@router.get("/cells/{uuid:pk}", response=CellOversightOut, summary="Overseers of a cell")
def observed_cell(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Who oversees a cell today, for who may read what overseers sent of it."""
    cell = access_overseen_cell(actor_of(request), pk)
    return {
        "cell": cell.pk,
        "overseers": [
            {"name": holder_name(row), "since": row.from_on, "attends_only": row.attends_only}
            for row in queries.overseers([cell.pk], timezone.localdate())
        ],
    }
