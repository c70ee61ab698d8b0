"""The rows to correct as a workbook that can be uploaded again: the refused ones, and those with a cell to
complete.

It has the sheets and columns of the original, a last column with the reasons, and the cells they are about
in red
where the row was refused, in yellow where the person went in without them. Every text is written as text,
so that nothing in it runs as a formula.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import Self

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sotay.members.roster import naming, sentences
from sotay.members.roster.cells import Uncalculated, Value
from sotay.members.roster.entries import Entry, Plan, RowStatus
from sotay.members.roster.header import Column, Header
from sotay.members.roster.read import CellSource
from sotay.members.roster.spellings import Field

_NARROW, _MIDDLE, _REASON = 6, 18, 70
_WIDE = frozenset({Field.NAME, Field.FAMILY, Field.CELL, Field.ADDRESS, Field.NOTE})


@dataclass(frozen=True, slots=True)
class _Formats:
    """The formats of a workbook: text, and days, each plain and wrong."""

    head: Format
    group: Format
    reason: Format
    plain: Format
    day: Format
    wrong: Format
    wrong_day: Format
    missing: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> Self:
        top, red = {"valign": "top"}, {"bg_color": "#F9D0CC", "bold": True}
        yellow = {"bg_color": "#FBE9B7", "bold": True}
        day = {"num_format": "dd/mm/yyyy"}
        return cls(
            head=book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}),
            group=book.add_format({"bold": True}),
            reason=book.add_format({**top, "text_wrap": True, "font_color": "#7D0D18"}),
            plain=book.add_format(top),
            day=book.add_format({**top, **day}),
            wrong=book.add_format({**top, **red}),
            wrong_day=book.add_format({**top, **red, **day}),
            missing=book.add_format({**top, **yellow}),
        )


def workbook(plan: Plan) -> bytes:
    """The workbook of a plan's rows to correct."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    formats = _Formats.of(book)
    rows = to_correct(plan)
    for name, entries in groupby(rows, key=lambda entry: entry.reading.line.sheet):
        _write(book.add_worksheet(_sheet_name(name, book.sheetnames)), list(entries), formats)
    if not rows:
        book.add_worksheet()
    book.close()
    return out.getvalue()


def to_correct(plan: Plan) -> list[Entry]:
    """The refused rows, and those whose person goes in without some cell, in the order of the file."""
    return [entry for entry in plan.entries if entry.status is RowStatus.REFUSED or entry.reading.to_complete]


_LONGEST_SHEET_NAME = 31  # in Excel


def _sheet_name(name: str, taken: Iterable[str]) -> str:
    """The name as Excel allows it: OpenDocument allows longer ones, other signs, and Tờ beside tờ."""
    fit = re.sub(r"[\[\]:*?/\\]", "-", name)[:_LONGEST_SHEET_NAME].strip("'") or "1"
    used, number, found = {each.lower() for each in taken}, 1, fit
    while found.lower() in used:
        number += 1
        found = f"{fit[: _LONGEST_SHEET_NAME - 4]} {number}"
    return found


def _write(sheet: Worksheet, entries: Sequence[Entry], formats: _Formats) -> None:
    row, header, cell_name = 0, None, ""
    for entry in entries:
        line = entry.reading.line
        if line.header is not header:
            header = line.header
            _write_header(sheet, row, header, formats)
            row, cell_name = row + 1, ""
        group = _group(entry)
        if group and group != cell_name:
            sheet.write_string(row, 0, group, formats.group)
            row, cell_name = row + 1, group
        _write_row(sheet, row, entry, formats)
        row += 1
    sheet.freeze_panes(1, 0)


def _write_header(sheet: Worksheet, row: int, header: Header, formats: _Formats) -> None:
    for column in header.columns:
        sheet.set_column(column.index, column.index, _width(column))
        sheet.write_string(row, column.index, _title(column, header.columns), formats.head)
    last = _reason_column(header)
    sheet.set_column(last, last, _REASON)
    sheet.write_string(row, last, _("Reason"), formats.head)


def _title(column: Column, columns: Iterable[Column]) -> str:
    """The column's title; none for a given name under the title of the family name, as it was."""
    shared = any(other.index < column.index and other.title == column.title for other in columns)
    return "" if column.field is Field.GIVEN and shared else column.title


def _width(column: Column) -> int:
    if column.field is Field.ORDINAL:
        return _NARROW
    return _MIDDLE + 10 if column.field in _WIDE else _MIDDLE


def _reason_column(header: Header) -> int:
    return max(column.index for column in header.columns) + 1


def _group(entry: Entry) -> str:
    """The cell of a row whose list, not whose columns, says it: written as a row above, and read so again."""
    line = entry.reading.line
    if line.cell_from in (CellSource.COLUMN, CellSource.NOWHERE):
        return ""
    if line.cell_from is CellSource.SHEET and entry.cell is None and naming.is_generic(line.sheet):
        return ""
    return entry.cell.name if entry.cell else naming.proper(line.cell_name)


def _write_row(sheet: Worksheet, row: int, entry: Entry, formats: _Formats) -> None:
    line = entry.reading.line
    refused = {finding.column for finding in entry.reading.refusals}
    missing = {finding.column for finding in entry.reading.to_complete}
    for column in line.header.columns:
        value = line.values[column.index] if column.index < len(line.values) else ""
        plain, day = formats.plain, formats.day
        if column.title in refused:
            plain, day = formats.wrong, formats.wrong_day
        elif column.title in missing:
            plain = day = formats.missing
        _write_cell(sheet, row, column.index, value, plain, day)
    sheet.write_string(row, _reason_column(line.header), sentences.reason(entry), formats.reason)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Value, plain: Format, day: Format) -> None:
    """A value as what it is. Text is written as text: an `=` in it stays a letter."""
    if value is None or value == "" or isinstance(value, Uncalculated):
        sheet.write_blank(row, column, None, plain)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, plain)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, float | int) and math.isfinite(value):
        sheet.write_number(row, column, value, plain)
    else:
        sheet.write_string(row, column, str(value), plain)
