"""Reports of figures, for programs. Mounted at /api/v1/reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema

from sotay.kernel.actor import Actor, Can
from sotay.kernel.api import Page, Paging, Problem, Query, Reading, Scope, actor_of, page, says
from sotay.kernel.refusal import Refusal
from sotay.report_builder import queries
from sotay.report_builder.access import access_report, readable_by, unit_for
from sotay.report_builder.definitions import Value
from sotay.report_builder.forms import ReportForm
from sotay.report_builder.models import SavedReport
from sotay.units.access import access_unit
from sotay.units.models import Unit

router = Reading(Scope.FIGURES, "Tables of figures, as the report builder makes them.")


class ColumnOut(Schema):
    """A column: a figure, or a share of one in another."""

    name: str = says("Its name in the catalogue.", "held")
    words: str = says("What it is called.", "Buổi sinh hoạt đã tổ chức")
    is_share: bool = says("Whether its values are shares from 0 to 1.", False)


class LineOut(Schema):
    """A line. A value is null where nothing was kept, or a share has no whole."""

    name: str = says("The unit, type or month.", "Chi bộ tổ dân phố 5")
    values: list[float | None] = says("Its values in the order of the columns.", [5])


class TableOut(Schema):
    """A report as it is today."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    first: str = says("Its first month.", "2026-07")
    last: str = says("Its last month.", "2026-11")
    columns: list[ColumnOut] = says("What is counted.", [])
    lines: list[LineOut] = says("A line a unit, type or month.", [])
    total: list[float | None] = says("All lines together; shares are of the sums.", [55])
    notes: list[str] = says("What to know when reading it.", [])


class TableAsked(Schema):
    """The same as stands in the address of a report."""

    unit: UUID = says("Id of a unit whose figures you may see.", "018f0000-0000-7000-8000-000000000004")
    period: str = says("A month, quarter, half-year, year or two months.", "2026-07..2026-11", max_length=40)
    by: str = says("A line for each unit, type or month.", "unit", max_length=10)
    figures: str = says("Names of the catalogue with commas between.", "held,present", "", max_length=2000)
    shares: str = says("Names of shares with commas between.", "attendance", "", max_length=2000)
    kind: str = says("Only meetings of this kind.", "regular", "", max_length=14)
    tree: str = says("today: units where they lie today.", "", "", max_length=10)


class SavedReportOut(Schema):
    """A report kept under a name: your own, or one shared with you."""

    id: UUID = says("Id of the report.", "018f0000-0000-7000-8000-00000000001c")
    name: str = says("Its name.", "Sinh hoạt chi bộ quý IV")
    unit: UUID = says("Id of the unit it was made for.", "018f0000-0000-7000-8000-000000000004")
    unit_name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    owner: str = says("Who keeps it.", "Trần Thị Bình")
    own: bool = says("Whether that is you.", True)
    query: str = says(
        "What it asks, as in the address of /reports/table, without the unit.",
        "period=last_quarter&by=unit&figures=held,present",
    )
    monthly_on: int | None = says("The day of the month from which it is ready every month.", 5)
    ready_on: date | None = says("When it was last ready.", "2026-12-05")
    saved_at: datetime = says("When it was saved.", "2026-11-01T03:00:00Z")


@router.get("", response=Page[SavedReportOut], summary="List saved reports")
def saved_reports(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Reports you keep and those shared with a role you hold, the newest first."""
    actor = actor_of(request)
    rows = SavedReport.objects.filter(readable_by(actor)).select_related("unit")
    return page(request, rows, paging, lambda found: [_saved(actor, row) for row in found])


@router.get("/{uuid:pk}", response=SavedReportOut, summary="One saved report")
def saved_report(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """What a saved report asks. That a program read it does not take it off its person's page of today."""
    actor = actor_of(request)
    return _saved(actor, access_report(actor, pk))


def _saved(actor: Actor, row: SavedReport) -> dict[str, Any]:
    columns = ("name", "query", "monthly_on", "ready_on", "saved_at")
    return {
        "id": row.pk,
        "unit": row.unit_id,
        "unit_name": row.unit.name,
        "owner": row.owner_name,
        "own": row.owner_id == actor.account_id,
        **{name: getattr(row, name) for name in columns},
    }


@router.get("/{uuid:pk}/table", response=TableOut, summary="Table of a saved report")
def saved_table(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Its figures as they are today: of its unit, or of your own unit below it."""
    actor = actor_of(request)
    report = access_report(actor, pk)
    unit = unit_for(actor, report)
    if unit is None:
        raise Problem(
            403,
            _("You no longer see figures of %(unit)s. The report is kept; it opens again when you may.")
            % {"unit": report.unit.name},
        )
    return _told(actor, unit, QueryDict(report.query))


@router.get("/table", response=TableOut, summary="A table of figures")
def table(request: HttpRequest, asked: Query[TableAsked]) -> dict[str, Any]:
    """Any figures of a unit over any period, by the units below it, by month or by type of cell.

    What is wrong with the question is told as on the page (422).
    """
    actor = actor_of(request)
    unit = access_unit(actor, asked.unit, Can.SEE_FIGURES)
    given: dict[str, Any] = asked.dict(exclude={"unit", "figures", "shares"})
    several = {name: getattr(asked, name).split(",") for name in ("figures", "shares")}
    return _told(actor, unit, given | several)


def _told(actor: Actor, unit: Unit, given: Mapping[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    form = ReportForm(given, actor=actor, unit=unit, today=today)
    if not form.is_valid() or form.span is None:
        raise Problem(422, " ".join(str(each) for errors in form.errors.values() for each in errors))
    try:
        found = queries.table_of(unit, form.definition, form.span, today, actor)
    except Refusal as refusal:
        raise Problem(422, refusal.sentence) from None
    columns = found.columns
    return {
        "unit": unit.pk,
        "first": str(found.span.first),
        "last": str(found.span.last),
        "columns": [
            {"name": each.name, "words": str(each.words), "is_share": each.is_share} for each in columns
        ],
        "lines": [
            {"name": line.name, "values": [_plain(each.of(line.counts)) for each in columns]}
            for line in found.lines
        ],
        "total": [_plain(each.of(found.total)) for each in columns],
        "notes": [str(note) for note in found.notes],
    }


def _plain(value: Value) -> float | None:
    return round(float(value), 6) if isinstance(value, Fraction) else value
