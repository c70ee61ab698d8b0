"""Model cells and other schemes, for programs. Mounted at /api/v1/schemes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from sotay.kernel.actor import Actor
from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.schemes import access, counts, queries
from sotay.schemes.models import Registration, Scheme
from sotay.units.access import access_cell

router = Reading(Scope.SCHEMES, "Schemes that were called, and what cells registered for.")


class SchemeYearOut(Schema):
    """A year of a scheme that was called."""

    id: UUID = says("Id of the year.", "018f0000-0000-7000-8000-00000000000e")
    year: int = says("The year.", 2026)
    register_by: date = says("By when cells register.", "2026-02-28")
    decide_by: date = says("By when it is decided.", "2026-12-31")
    valid_until: date = says("How long recognition holds.", "2027-12-31")


class SchemeOut(Schema):
    """A scheme."""

    id: UUID = says("Id of the scheme.", "018f0000-0000-7000-8000-00000000000d")
    name: str = says("Its name.", "Chi bộ bốn tốt")
    status: str = says("draft, called or closed.", "called")
    basis: str = says("The paper it was issued by.", "HD 12-HD/BTCTU ngày 14/4/2023")
    unit: UUID = says("Id of the unit that issued it.", "018f0000-0000-7000-8000-000000000004")
    year_from: int = says("Its first year.", 2025)
    year_until: int = says("Its last year.", 2030)
    cell_types: list[str] = says("Kinds of cell it is for; none: every kind.", [])


class CriterionOut(Schema):
    """What a cell must reach."""

    number: int = says("Its number.", 1)
    text: str = says("What is asked.", "Tỷ lệ đảng viên dự sinh hoạt")
    asked: str = says("What the program computes of it and how much is needed; may be empty.", "từ 90%")


class SchemeDetailOut(SchemeOut):
    """A scheme with what it asks and the years that were called."""

    text: str = says("Its words; may be empty.", "")
    criteria: list[CriterionOut] = says("What it asks.", [])
    years: list[SchemeYearOut] = says("Years that were called, newest first.", [])


class RegistrationOut(Schema):
    """A cell's registration for a year of a scheme."""

    id: UUID = says("Id of the registration.", "018f0000-0000-7000-8000-00000000000f")
    scheme: UUID = says("Id of the scheme.", "018f0000-0000-7000-8000-00000000000d")
    scheme_name: str = says("Its name.", "Chi bộ bốn tốt")
    year: int = says("The year.", 2026)
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    cell_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    status: str = says("How it stands, as far as you may know it.", "accepted")
    adopted_on: date | None = says("The day of the cell's resolution.", "2026-02-03")
    sent_at: datetime | None = says("When it was sent.", "2026-02-04T02:00:00Z")
    recognised: bool | None = says("The decision, for who may know it.", None)


class MilestoneOut(Schema):
    """A step of the roadmap."""

    position: int = says("Its place.", 1)
    text: str = says("What is to be reached.", "Xây nhà văn hóa")
    due_on: date = says("By when.", "2026-06-30")
    done_on: date | None = says("When it was reached.", None)
    report: str = says("What was said of it; may be empty.", "")


class RegistrationDetailOut(RegistrationOut):
    """A registration with its roadmap."""

    aim: str = says("What the cell wants.", "Đạt chi bộ bốn tốt")
    milestones: list[MilestoneOut] = says("The roadmap.", [])


class SchemeSumsOut(Schema):
    """Cells counted in a year of a scheme."""

    name: str = says("The kind of cell, or the unit.", "Đảng bộ phường Bình Minh")
    unit: UUID | None = says("Id of the unit; null of a kind of cell.", None)
    cells: int = says("Cells in use.", 60)
    registered: int = says("Of them registered.", 30)
    implementing: int = says("Of them implementing it.", 25)
    recognised: int = says("Of them recognised.", 10)
    refused: int = says("Of them not recognised.", 2)


class SchemeCountsOut(Schema):
    """The counts of a unit in a year of a scheme."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    year: UUID | None = says("Id of the year; null where none was called.", None)
    scheme_name: str = says("The scheme; empty where none was called.", "Chi bộ bốn tốt")
    total: SchemeSumsOut | None = says("All together; null where none was called.", None)
    kinds: list[SchemeSumsOut] = says("By kind of cell.", [])
    units: list[SchemeSumsOut] = says("By the cells or units directly below.", [])


class CountsAsked(Schema):
    """Which year."""

    year: UUID | None = says("Id of a year of a scheme; the newest when nothing is said.", None, None)


class RegistrationFilter(Schema):
    """Which registrations."""

    cell: UUID | None = says("Only of this cell.", None, None)
    year: int | None = says("Only of this year.", 2026, None, ge=1900, le=2100)


def _scheme(row: Scheme) -> dict[str, Any]:
    columns = ("name", "status", "basis", "year_from", "year_until", "cell_types")
    return {"id": row.pk, "unit": row.unit_id, **{name: getattr(row, name) for name in columns}}


def _schemes(rows: Iterable[Scheme]) -> list[dict[str, Any]]:
    return [_scheme(row) for row in rows]


def _registration(actor: Actor, row: Registration, day: date) -> dict[str, Any]:
    return {
        "id": row.pk,
        "scheme": row.year.scheme_id,
        "scheme_name": row.year.scheme.name,
        "year": row.year.year,
        "cell": row.cell_id,
        "cell_name": row.cell.name,
        "status": access.status_for(actor, row, day).value,
        "adopted_on": row.adopted_on,
        "sent_at": row.sent_at,
        "recognised": row.recognised if access.sees_decision(actor, row) else None,
    }


@router.get("", response=Page[SchemeOut], summary="List schemes")
def schemes(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Schemes you may open, the newest first."""
    rows = Scheme.objects.filter(access.readable_schemes_q(actor_of(request)))
    return page(request, rows, paging, _schemes)


@router.get("/registrations", response=Page[RegistrationOut], summary="List registrations")
def registrations(
    request: HttpRequest, paging: Query[Paging], asked: Query[RegistrationFilter]
) -> dict[str, Any]:
    """Registrations of cells you may open, the newest first."""
    actor, day = actor_of(request), timezone.localdate()
    rows = Registration.objects.filter(access.readable_q(actor)).select_related("cell", "year__scheme")
    if asked.cell:
        rows = rows.filter(cell=access_cell(actor, asked.cell))
    if asked.year:
        rows = rows.filter(year__year=asked.year)
    return page(request, rows, paging, lambda found: [_registration(actor, row, day) for row in found])


@router.get("/registrations/{uuid:pk}", response=RegistrationDetailOut, summary="One registration")
def registration(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One registration with its roadmap. Names of responsible members are on the page alone."""
    actor = actor_of(request)
    row = access.access_registration(actor, pk)
    columns = ("position", "text", "due_on", "done_on", "report")
    return {
        **_registration(actor, row, timezone.localdate()),
        "aim": row.aim,
        "milestones": [{name: getattr(e, name) for name in columns} for e in queries.milestones_of(row)],
    }


@router.get("/counts/{uuid:pk}", response=SchemeCountsOut, summary="Schemes counted below a unit")
def counts_of(request: HttpRequest, pk: UUID, asked: Query[CountsAsked]) -> dict[str, Any]:
    """How many cells below a unit register, implement and are recognised, by kind of cell and by unit."""
    actor = actor_of(request)
    unit = access.access_counted(actor, pk)
    year = counts.asked_year(actor, unit, asked.year)
    found = counts.report_of(unit, year) if year else None
    return {
        "unit": unit.pk,
        "year": year.pk if year else None,
        "scheme_name": year.scheme.name if year else "",
        "total": _sums(counts.Line(unit.name, found.total, unit)) if found else None,
        "kinds": [_sums(line) for line in found.kinds] if found else [],
        "units": [_sums(line) for line in found.units] if found else [],
    }


def _sums(line: counts.Line) -> dict[str, Any]:
    return {"name": line.name, "unit": line.unit.pk if line.unit else None, **asdict(line.sums)}


@router.get("/{uuid:pk}", response=SchemeDetailOut, summary="One scheme")
def scheme(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One scheme with its criteria and years."""
    row = access.access_scheme(actor_of(request), pk)
    years = row.years.filter(called_at__isnull=False).order_by("-year")
    return {
        **_scheme(row),
        "text": row.text,
        "criteria": [{"number": e.number, "text": e.text, "asked": e.asked} for e in row.criteria.all()],
        "years": list(years.values("id", "year", "register_by", "decide_by", "valid_until")),
    }
