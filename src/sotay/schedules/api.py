"""The month of a unit, for programs. Mounted at /api/v1/schedule."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path as InPath
from ninja import Schema

from sotay.kernel.actor import Can
from sotay.kernel.api import MONTH, Problem, Query, Reading, Scope, actor_of, month_of, says
from sotay.kernel.periods import YEARS
from sotay.schedules import queries, themes
from sotay.schedules.access import access_schedule
from sotay.schedules.queries import Line
from sotay.units.models import Kind

router = Reading(Scope.SCHEDULE, "When the cells of a unit meet in a month.")

ABOVE_WARDS = (Kind.PROVINCE, Kind.CENTRE)


class DateOut(Schema):
    """A cell's regular meeting of the month: registered, agreed, planned or held."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    at: datetime = says("When it is, as far as that is known.", "2026-12-03T12:30:00Z")
    status: str = says(
        "missing or usual: by the settings alone; waiting, agreed: registered; planned, late, open, held.",
        "agreed",
    )
    place: str = says("Where, as registered; may be empty.", "Nhà văn hóa")
    topic: str = says("Topic, as registered; may be empty.", "")
    meeting: UUID | None = says(
        "Id of the meeting once it is set up.", "018f0000-0000-7000-8000-000000000006"
    )


class ScheduleOut(Schema):
    """A unit's month."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("The month.", "2026-12")
    dates: list[DateOut] = says("Its cells in order of time, 400 at most.", [])


class ThemeOut(Schema):
    """A theme planned for a month."""

    month: str = says("The month.", "2026-12")
    title: str = says("The theme.", "Nước sạch và vệ sinh môi trường")
    aim: str = says("What it is to reach; may be empty.", "")
    unit: UUID = says("Id of the unit that planned it.", "018f0000-0000-7000-8000-000000000001")
    presenter: str = says("Who presents it, for who sees the cell's meetings; may be empty.", "")
    cells: list[UUID] = says("Cells it is for; none: all below the unit.", [])


class ThemesOut(Schema):
    """The thematic plan of a year."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000001")
    year: int = says("The year.", 2026)
    themes: list[ThemeOut] = says("By quarter, then month.", [])
    held: dict[str, int] | None = says(
        "Thematic meetings a cell held, by quarter; null of a unit above.", {"1": 1, "2": 0, "3": 1, "4": 0}
    )


class ThemesAsked(Schema):
    """Which year."""

    year: int | None = says("The year; this one when nothing is said.", 2026, None, ge=YEARS[0], le=YEARS[-1])


class MonthAsked(Schema):
    """Which month."""

    pk: UUID = says("Id of a cell, or of a unit above cells.", "018f0000-0000-7000-8000-000000000004")
    month: str = says("Month.", "2026-12", pattern=MONTH)


def _line(line: Line) -> dict[str, Any]:
    return {
        "cell": line.cell.pk,
        "cell_name": line.cell.name,
        "at": line.at,
        "status": line.status,
        "place": line.asked.place if line.asked else "",
        "topic": line.asked.topic if line.asked else "",
        "meeting": line.kept.meeting_id if line.kept else None,
    }


@router.get("/{uuid:pk}/{month}", response=ScheduleOut, summary="Month of a unit")
def schedule(request: HttpRequest, asked: InPath[MonthAsked]) -> dict[str, Any]:
    """The regular meetings of the cells of a ward, or of one cell, in a month."""
    actor = actor_of(request)
    unit = access_schedule(actor, asked.pk)
    if unit.kind in ABOVE_WARDS:
        raise Problem(422, _("Ask for a cell, or for the ward or commune whose cells you want."))
    found = queries.schedule_of(unit, month_of(asked.month), actor)
    return {"unit": unit.pk, "month": asked.month, "dates": [_line(line) for line in found.lines]}


@router.get("/themes/{uuid:pk}", response=ThemesOut, summary="Thematic plan of a year")
def plan(request: HttpRequest, pk: UUID, asked: Query[ThemesAsked]) -> dict[str, Any]:
    """Themes a cell planned and those planned for it from above, or those of a unit above cells."""
    actor, day = actor_of(request), timezone.localdate()
    unit, year = access_schedule(actor, pk), asked.year or day.year
    names = actor.may(Can.SEE_MEETING, unit.path)
    quarters = themes.plan_of(unit, year, day)
    return {
        "unit": unit.pk,
        "year": year,
        "themes": [
            {
                "month": str(theme.month),
                "title": theme.title,
                "aim": theme.aim,
                "unit": theme.unit_id,
                "presenter": theme.presenter.full_name if theme.presenter and names else "",
                "cells": [cell.pk for cell in theme.cells.all()],
            }
            for quarter in quarters
            for theme in quarter.themes
        ],
        "held": {str(each.number): each.held for each in quarters} if unit.is_cell else None,
    }
