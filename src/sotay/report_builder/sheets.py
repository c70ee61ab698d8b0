"""A report as a table of a spreadsheet, in the reader's language."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sotay.kernel import tables
from sotay.kernel.http import XLSX
from sotay.kernel.workbook import Cell, Share, Sheet, workbook
from sotay.report_builder import words
from sotay.report_builder.definitions import Value
from sotay.report_builder.queries import ReportTable

CSV = "text/csv; charset=utf-8"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
MEDIA_TYPES = {"xlsx": XLSX, "ods": ODS, "csv": CSV}
NAME_WIDTH, NUMBER_WIDTH = 40, 14


def file_of(table: ReportTable, title: str, ending: str) -> bytes:
    """The report as a file of that ending."""
    sheet = sheet_of(table, title)
    match ending:
        case "xlsx":
            return workbook(sheet)
        case "ods":
            return tables.ods(sheet)
    return tables.csv_file(sheet, comma=(get_language() or "vi").startswith("vi"))


def sheet_of(table: ReportTable, title: str) -> Sheet:
    columns = [(words.head_of(table.definition), NAME_WIDTH)]
    columns += [(_heading(column.words, column.is_share), NUMBER_WIDTH) for column in table.columns]
    rows: list[list[Cell]] = [
        [line.name, *(cell(column.of(line.counts)) for column in table.columns)] for line in table.lines
    ]
    total: list[Cell] = [_("Together"), *(cell(column.of(table.total)) for column in table.columns)]
    about = f"{table.unit.name}; {words.about(table.definition, table.span)}"
    return Sheet(_("Report"), title, columns, rows, [total], about=about)


def cell(value: Value) -> Cell:
    """A share as one that is shown in per cent."""
    return Share(value) if isinstance(value, Fraction) else value


def _heading(said: object, is_share: bool) -> str:
    return f"{said} (%)" if is_share else str(said)
