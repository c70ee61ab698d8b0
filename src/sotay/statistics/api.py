"""Counts of members and forms of statistics, for programs. Mounted at /api/v1/statistics.

Numbers are those the pages show: whoever sees no names gets null for a number that is hidden, also where it
could be found by subtracting (`queries.counts_of`, `queries.shown_form`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path as InPath
from ninja import Schema

from sotay.kernel.api import Day, Page, Paging, Problem, Query, Reading, Scope, actor_of, page, says
from sotay.kernel.periods import as_day
from sotay.statistics import checking, queries, tables
from sotay.statistics.access import (
    access_counts,
    access_forms,
    access_return,
    can_read,
    fills_in,
    readable_by,
)
from sotay.statistics.asked import read_period
from sotay.statistics.counting import MEMBERS
from sotay.statistics.forms import DayForm
from sotay.statistics.models import FormCall, FormReturn
from sotay.statistics.official import BY_HAND, FormTemplate
from sotay.statistics.queries import Number, Received, ShownForm
from sotay.statistics.rules import Breakdown
from sotay.statistics.tables import Table
from sotay.statistics.words import title_of
from sotay.units.access import access_unit

router = Reading(Scope.STATISTICS, "Members counted by what is known of them, and official forms; no names.")

UNIT_NUMBERS = [each.population for each in tables.BY_UNIT]
ONE = {"value": 24, "about": False}
PERIOD = r"^(19|20)[0-9]{2}-(Q[1-4]|H[12]|Y)$"


class NumberOut(Schema):
    """A number as you may see it."""

    value: int | None = says("Null where it is hidden from you.", 412)
    about: bool = says("Whether it is rounded for you.", False)


class ColumnNumberOut(NumberOut):
    """A number of a line."""

    column: str = says("What it counts, in the reader's language.", "Đảng viên")


class CountLineOut(Schema):
    """A line of a table."""

    words: str = says("What it is about, in the reader's language.", "Nữ")
    numbers: list[ColumnNumberOut] = says("In the order of the columns.", [])


class CountTableOut(Schema):
    """Members, leaders or cells counted by one thing."""

    key: str = says("Its name.", "by-sex")
    title: str = says("What it counts by.", "Giới tính")
    lines: list[CountLineOut] = says("In the order of the page.", [])


class UnitCountOut(Schema):
    """A unit directly below."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    members: NumberOut = says("Members.", ONE)
    admitted_in_year: NumberOut = says("Admitted since the year began.", ONE)
    exempt: NumberOut = says("Exempt from work and Party activities.", ONE)


class CountsOut(Schema):
    """What is counted of a unit as of a day."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    day: date = says("As of this day.", "2026-11-30")
    since: date = says("What happened is counted from this day, the first of its quarter.", "2026-10-01")
    hides: bool = says("Whether small numbers are hidden from you.", False)
    members: NumberOut = says("Members on the roll of its cells.", ONE)
    committee: NumberOut = says("Members of cell committees.", ONE)
    secretaries: NumberOut = says("Secretaries of cells.", ONE)
    groups: NumberOut | None = says("Party groups; null of a cell.", ONE)
    tables: list[CountTableOut] = says("Every table of the page.", [])
    units: list[UnitCountOut] = says("The units directly below; none of a cell.", [])


class CountsAsked(Schema):
    """As of which day."""

    day: Day | None = says(
        "Today or an earlier day; without names the quarter's end before it.", "2026-11-30", None
    )


class ReturnOut(Schema):
    """A form that a unit filled in for a period; a correction is a row with the next version."""

    id: UUID = says("Id of it.", "018f0000-0000-7000-8000-00000000001a")
    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    unit_name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    form: str = says("Id of the form.", "hn-1")
    wording: str = says("Which wording of it.", "hn-1@2026-03-16")
    period: str = says("A quarter, half-year or year.", "2026-Q4")
    version: int = says("1, and one more for each correction.", 1)
    status: str = says("draft, approved or sent.", "sent")
    as_of: date = says("Counted as of this day.", "2026-12-31")
    sent_at: datetime | None = says("When it was sent up.", "2027-01-05T03:00:00Z")


class FormCellOut(Schema):
    """A cell of a form that holds a number."""

    column: str = says("Key of its column.", "total")
    value: int | None = says("Null where it is hidden from you, or not entered yet.", 1475)
    about: bool = says("Whether it is rounded for you.", False)
    entered: bool = says("Whether a person enters it.", False)
    missing: bool = says("Whether it is not entered yet.", False)


class FormRowOut(Schema):
    """A line of a form."""

    key: str = says("Its key.", "members")
    words: str = says("Its words in Vietnamese.", "Tổng số đảng viên")
    cells: list[FormCellOut] = says("Its cells that hold a number.", [])


class ReturnDetailOut(ReturnOut):
    """A form with its numbers as you may see them."""

    number: str = says("Number of the form.", "Biểu 1")
    title: str = says("Its title in the reader's language.", "Đảng viên")
    basis: str = says("counted from the members below, or sent: added up from forms below.", "counted")
    reason: str = says("Why it was corrected; empty for the first version.", "")
    prepared_by: str = says("Who prepared it, as printed; may be empty.", "Trần Thị Bình")
    approved_by: str = says("Who approved it, as printed; may be empty.", "Lê Văn Chí")
    approved_at: datetime | None = says("When it was approved and locked.", "2027-01-04T03:00:00Z")
    fingerprint: str = says(
        "SHA-256 over form, period, unit and every number; empty for a draft and where numbers are hidden.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    proved: bool = says("Whether the numbers on record are still those that were approved.", True)
    hides: bool = says("Whether a number is hidden from you.", False)
    rows: list[FormRowOut] = says("Its lines.", [])


class AskedFormOut(Schema):
    """A form of the period, with the newest one of the unit itself that you may read."""

    form: str = says("Id of the form.", "hn-1")
    number: str = says("Its number.", "Biểu 1")
    title: str = says("Its title in the reader's language.", "Đảng viên")
    own: UUID | None = says("Id of the unit's own at /statistics/forms; null for none.", None)
    status: str = says("draft, approved or sent; empty for none.", "sent")


class SentFormsOut(Schema):
    """Which forms a unit directly below has sent."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    name: str = says("Its name.", "Đảng bộ phường Bình Minh")
    sent: dict[str, UUID] = says(
        "The newest that was sent, by form.", {"hn-1": "018f0000-0000-7000-8000-00000000001a"}
    )
    missing: list[str] = says("Forms it has not sent.", ["hn-1b"])


class CallOut(Schema):
    """Which forms are asked for, and by when."""

    unit: UUID = says("Who asks.", "018f0000-0000-7000-8000-000000000004")
    forms: list[str] = says("Ids of the forms.", ["hn-1", "hn-1b"])
    due_on: date = says("By this day.", "2027-01-10")


class PeriodFormsOut(Schema):
    """The forms of a unit's period."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    period: str = says("The period.", "2026-Q4")
    forms: list[AskedFormOut] = says("Forms there are for it.", [])
    call: CallOut | None = says("What the unit asks of those below; null for nothing.", None)
    called_upon: CallOut | None = says(
        "What a unit above asks of it, for who fills in its forms; else null.", None
    )
    received: list[SentFormsOut] = says("The units below that fill in forms, who lacks most first.", [])


class PeriodAsked(Schema):
    """Of which unit and period."""

    pk: UUID = says("A unit above cells.", "018f0000-0000-7000-8000-000000000004")
    period: str = says("A quarter, half-year or year: 2026-Q4, 2026-H2, 2026-Y.", "2026-Q4", pattern=PERIOD)


class ReturnFilter(Schema):
    """Which forms."""

    unit: UUID | None = says("Only of this unit.", None, None)
    period: str = says("Only of this period.", "2026-Q4", "", pattern=f"^$|{PERIOD}")
    form: str = says("Only this form.", "hn-1", "", max_length=20)
    status: Literal["", "draft", "approved", "sent"] = says("Only with this status.", "sent", "")


@router.get("/{uuid:pk}", response=CountsOut, summary="Members of a unit counted")
def counts(request: HttpRequest, pk: UUID, asked: Query[CountsAsked]) -> dict[str, Any]:
    """Members, leaders and cells of a unit as of a day by every table of the page, and the units below."""
    actor = actor_of(request)
    unit = access_counts(actor, pk)
    day = asked.day or timezone.localdate()
    form = DayForm({"day": as_day(day)})
    if not form.is_valid():
        raise Problem(422, " ".join(str(each) for each in form.errors["day"]))
    found = tables.counts_of(actor, unit, day)
    return {
        "unit": unit.pk,
        "day": found.frame.day,
        "since": found.frame.since,
        "hides": not found.sight.names,
        "members": _number(found.number(MEMBERS)),
        "committee": _number(found.number(Breakdown("committee"))),
        "secretaries": _number(found.number(Breakdown("secretaries"))),
        "groups": None if unit.is_cell else _number(found.number(Breakdown("groups"))),
        "tables": [_table(table) for table in tables.every(found)],
        "units": [
            {
                "unit": line.unit.pk,
                "name": line.unit.name,
                **dict(zip(UNIT_NUMBERS, map(_number, line.numbers), strict=True)),
            }
            for line in tables.by_unit(found)
        ],
    }


def _number(number: Number) -> dict[str, Any]:
    return {"value": number.value, "about": number.about}


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": str(table.title),
        "lines": [
            {
                "words": str(line.words),
                "numbers": [{"column": str(column), **_number(number)} for column, number in line.named],
            }
            for line in table.lines
        ],
    }


@router.get("/forms", response=Page[ReturnOut], summary="List forms of statistics")
def returns(request: HttpRequest, paging: Query[Paging], asked: Query[ReturnFilter]) -> dict[str, Any]:
    """Forms your own office fills in and those that were sent, the newest first."""
    actor = actor_of(request)
    rows = FormReturn.objects.filter(readable_by(actor)).select_related("unit")
    if asked.unit:
        rows = rows.filter(unit=access_unit(actor, asked.unit))
    chosen = {"period": asked.period, "form": asked.form, "status": asked.status}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    return page(request, rows, paging, _lines)


def _lines(rows: Iterable[FormReturn]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


def _line(row: FormReturn) -> dict[str, Any]:
    columns = ("form", "period", "version", "status", "as_of", "sent_at")
    return {
        "id": row.pk,
        "unit": row.unit_id,
        "unit_name": row.unit.name,
        "wording": row.template,
        **{name: getattr(row, name) for name in columns},
    }


@router.get("/forms/{uuid:pk}", response=ReturnDetailOut, summary="One form of statistics")
def one_return(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One form with its numbers. The fingerprint is told only with all numbers, as on the page."""
    actor = actor_of(request)
    row = access_return(actor, pk)
    shown = queries.shown_form(actor, row)
    columns = ("basis", "reason", "prepared_by", "approved_by", "approved_at")
    return {
        **_line(row),
        "number": shown.template.number,
        "title": title_of(shown.template),
        "fingerprint": row.fingerprint if shown.names else "",
        "proved": not row.fingerprint or checking.proved(row),
        "hides": shown.hides,
        "rows": list(_rows(shown)),
        **{name: getattr(row, name) for name in columns},
    }


def _rows(shown: ShownForm) -> Iterable[dict[str, Any]]:
    for line in shown.rows:
        cells = zip(shown.template.columns, line.cells, strict=True)
        yield {
            "key": line.row.key,
            "words": line.row.words.vi,
            "cells": [
                {
                    "column": column.key,
                    **_number(Number(None) if cell.missing else cell.number),
                    "entered": cell.kind == BY_HAND,
                    "missing": cell.missing,
                }
                for column, cell in cells
                if cell.number is not None
            ],
        }


@router.get("/{uuid:pk}/forms/{period}", response=PeriodFormsOut, summary="Who has sent which form")
def period_forms(request: HttpRequest, asked: InPath[PeriodAsked]) -> dict[str, Any]:
    """The forms of a period: the unit's own, what was asked for, and who below has sent theirs."""
    actor = actor_of(request)
    unit = access_forms(actor, asked.pk)
    period = read_period(asked.period)
    templates = queries.templates_for(period)
    own = queries.returns_of(unit, period)
    return {
        "unit": unit.pk,
        "period": asked.period,
        "forms": [
            {
                "form": each.id,
                "number": each.number,
                "title": title_of(each),
                **_own(next((row for row in own.get(each.id, []) if can_read(actor, row)), None)),
            }
            for each in templates
        ],
        "call": _call(queries.call_of(unit, period)),
        "called_upon": _call(queries.call_upon(unit, period)) if fills_in(actor, unit) else None,
        "received": [_received(line, templates) for line in queries.received(unit, period, templates)],
    }


def _own(row: FormReturn | None) -> dict[str, Any]:
    return {"own": row.pk if row else None, "status": row.status if row else ""}


def _call(call: FormCall | None) -> dict[str, Any] | None:
    return {"unit": call.unit_id, "forms": call.forms, "due_on": call.due_on} if call else None


def _received(line: Received, templates: Sequence[FormTemplate]) -> dict[str, Any]:
    forms = dict(zip((each.id for each in templates), line.forms, strict=True))
    return {
        "unit": line.unit.pk,
        "name": line.unit.name,
        "sent": {name: row.pk for name, row in forms.items() if row},
        "missing": [name for name, row in forms.items() if row is None],
    }
