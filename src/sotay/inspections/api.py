"""Inspections, for programs. Mounted at /api/v1/inspections."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Schema

from sotay.inspections.access import access_inspection, access_published, published_q, readable_rounds_q
from sotay.inspections.models import Inspection, Round
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.kernel.tree import inside

router = Reading(Scope.INSPECTIONS, "Inspections of cells you lead or inspect, and published conclusions.")


class InspectionOut(Schema):
    """The inspection of a cell in a round."""

    id: UUID = says("Id of the inspection.", "018f0000-0000-7000-8000-000000000010")
    kind: str = says("inspection or supervision.", "inspection")
    title: str = says("Title of its round.", "Kiểm tra công tác sinh hoạt chi bộ quý IV")
    year: int = says("Year of its round.", 2026)
    quarter: int = says("Quarter of its round.", 4)
    decision_number: str = says("Number of the decision behind the round.", "05-QĐ/UBKT")
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    reported_at: datetime | None = says("When the cell sent its report.", "2026-10-20T02:00:00Z")
    concluded_at: datetime | None = says("When the conclusion was sent.", "2026-11-05T02:00:00Z")
    published_at: datetime | None = says("When it was published.", None)


class DemandOut(Schema):
    """A demand of a conclusion."""

    number: int = says("Its number.", 1)
    text: str = says("What is demanded.", "Bổ sung quy chế làm việc")
    due_on: date | None = says("By when the cell reports.", "2026-12-31")
    status: str = says("open, answered or closed.", "open")


class InspectionDetailOut(InspectionOut):
    """An inspection with its conclusion once that is sent."""

    strengths: str | None = says("Strengths; null before the conclusion.", "Nền nếp sinh hoạt tốt")
    weaknesses: str | None = says("Weaknesses; null before the conclusion.", "Sổ sách chưa đủ")
    conclusion: str | None = says("The conclusion; null before it is sent.", "Chi bộ thực hiện tốt")
    demands: list[DemandOut] = says("What it demands; none before it is sent.", [])


class ConclusionOut(InspectionDetailOut):
    """A conclusion that is published."""


def _line(row: Inspection) -> dict[str, Any]:
    of_round = ("kind", "title", "year", "quarter", "decision_number")
    return {
        "id": row.pk,
        "cell": row.cell_id,
        "cell_name": row.cell.name,
        "reported_at": row.reported_at,
        "concluded_at": row.concluded_at,
        "published_at": row.published_at,
        **{name: getattr(row.round, name) for name in of_round},
    }


def _lines(rows: Iterable[Inspection]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


def _detail(row: Inspection) -> dict[str, Any]:
    words = ("strengths", "weaknesses", "conclusion")
    demands = row.demands.values("number", "text", "due_on", "status") if row.is_concluded else []
    return {
        **_line(row),
        **{name: getattr(row, name) if row.is_concluded else None for name in words},
        "demands": list(demands),
    }


def readable_by(actor: Actor) -> Q:
    """Rows of `Inspection` that `access_inspection` opens, for a list."""
    announced = Q(round__status=Round.Status.ANNOUNCED)
    led = inside("cell__path", *actor.reach(Can.PREPARE))
    worked = Q(round__in=Round.objects.filter(readable_rounds_q(actor)).values("pk"))
    own = Q(cell__in=[grant.unit_id for grant in actor.holds(Role.MEMBER)])
    return announced & (led | (worked & ~own))


@router.get("", response=Page[InspectionOut], summary="List inspections")
def inspections(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Announced inspections of cells you lead, and of rounds you run or work on, the newest first."""
    rows = Inspection.objects.filter(readable_by(actor_of(request))).select_related("cell", "round")
    return page(request, rows, paging, _lines)


@router.get("/published", response=Page[InspectionOut], summary="List published conclusions")
def published(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Conclusions published where you lead a cell or run inspections, the newest first."""
    rows = Inspection.objects.filter(published_q(actor_of(request))).select_related("cell", "round")
    return page(request, rows, paging, _lines)


@router.get("/{uuid:pk}", response=InspectionDetailOut, summary="One inspection")
def inspection(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One inspection. 409 for somebody of the office who sits in the cell: nobody inspects their own."""
    return _detail(access_inspection(actor_of(request), pk))


@router.get("/{uuid:pk}/conclusion", response=ConclusionOut, summary="A published conclusion")
def conclusion(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """A conclusion that is published, as leaders of other cells read it."""
    return _detail(access_published(actor_of(request), pk))
