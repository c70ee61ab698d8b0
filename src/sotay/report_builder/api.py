"""Reports of figures, for programs. Mounted at /api/v1/reports."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from sotay.kernel.actor import Can
from sotay.kernel.api import Problem, Query, Reading, Scope, actor_of, says
from sotay.kernel.refusal import Refusal
from sotay.report_builder import queries
from sotay.report_builder.definitions import Value
from sotay.report_builder.forms import ReportForm
from sotay.units.access import access_unit

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


@router.get("/table", response=TableOut, summary="A table of figures")
def table(request: HttpRequest, asked: Query[TableAsked]) -> dict[str, Any]:
    """Any figures of a unit over any period, by the units below it, by month or by type of cell.

    What is wrong with the question is told as on the page (422).
    """
    actor, today = actor_of(request), timezone.localdate()
    unit = access_unit(actor, asked.unit, Can.SEE_FIGURES)
    given: dict[str, Any] = asked.dict(exclude={"unit", "figures", "shares"})
    several = {name: getattr(asked, name).split(",") for name in ("figures", "shares")}
    form = ReportForm(given | several, actor=actor, unit=unit, today=today)
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
