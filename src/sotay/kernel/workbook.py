"""Tables as an Excel workbook. Everything typed is written as text, so that nothing runs as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter import Workbook

_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEAD = 2
"""The row of the headings: the title, an empty row (or a line about the table), then they."""
A4 = 9


class Share(float):
    """A share of one, shown in per cent."""


Cell = str | int | float | None
"""What stands in a cell of a table; None leaves it empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. `columns` are headings with their widths; `after` stands below it; the first `frozen` columns
    stay in view."""

    name: str
    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]
    after: Iterable[Sequence[Cell]] = field(default=())
    about: str = ""
    frozen: int = 1


def workbook(*sheets: Sheet) -> bytes:
    """The workbook's bytes. Printed lying, one page wide, with the headings on each."""
    target = io.BytesIO()
    book = Workbook(target, _SAFE)
    formats = _formats(book)
    for each in sheets:
        _add(book.add_worksheet(each.name), each, formats)
    book.close()
    return target.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    body = {"border": 1, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}),
        "text": book.add_format({**body, "text_wrap": True}),
        "whole": book.add_format({**body, "num_format": "#,##0"}),
        "tenths": book.add_format({**body, "num_format": "#,##0.0"}),
        "share": book.add_format({**body, "num_format": "0.0%"}),
        "after": book.add_format({"bold": True, "num_format": "#,##0.##"}),
        "after share": book.add_format({"bold": True, "num_format": "0.0%"}),
    }


def _add(sheet: Any, table: Sheet, formats: dict[str, Any]) -> None:
    sheet.write_string(0, 0, table.title, formats["title"])
    if table.about:
        sheet.write_string(1, 0, table.about)
    for column, (words, width) in enumerate(table.columns):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD, column, words, formats["head"])
    line = HEAD
    for values in table.rows:
        line += 1
        for column, value in enumerate(values):
            _write(sheet, line, column, value, formats[_kind(value)])
    for values in table.after:
        line += 1
        for column, value in enumerate(values):
            _write(sheet, line, column, value, formats["after share" if _kind(value) == "share" else "after"])
    sheet.freeze_panes(HEAD + 1, table.frozen)
    sheet.repeat_rows(HEAD)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _kind(value: Cell) -> str:
    match value:
        case str() | None:
            return "text"
        case Share():
            return "share"
        case int():
            return "whole"
    return "tenths"


def _write(sheet: Any, line: int, column: int, value: Cell, look: Any) -> None:
    if value is None:
        sheet.write_blank(line, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(line, column, value, look)
    else:
        sheet.write_number(line, column, value, look)
