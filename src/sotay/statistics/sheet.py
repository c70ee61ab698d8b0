"""A form as a sheet: protected, with its fingerprint in the footer and as a property.

The protection keeps a hand from slipping; it has no password and is no security. What shows that a sheet was
altered is the fingerprint (`checking`). Sheets are papers and always Vietnamese.
"""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter import Workbook

from sotay.kernel.periods import as_day
from sotay.kernel.workbook import A4
from sotay.statistics import fingerprint
from sotay.statistics.queries import ShownForm
from sotay.statistics.words import kept_words

HEAD = 4
"""The row of the headings: number and title, unit, period, an empty row, then they."""
FIRST = 2
"""The column of the first number: before it stand the line's number and its words."""
HIDDEN, ABOUT = "đã che", "khoảng "
FINGERPRINT, FORM_ID = "sotay-fingerprint", "sotay-form"
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(form: ShownForm) -> bytes:
    target = io.BytesIO()
    book = Workbook(target, _SAFE)
    book.set_custom_property(FORM_ID, str(form.row.pk))
    if form.names and form.row.fingerprint:
        book.set_custom_property(FINGERPRINT, form.row.fingerprint)
    sheet = book.add_worksheet(form.template.number.replace("/", "-"))
    _head(sheet, form, _formats(book))
    line = _rows(sheet, form, _formats(book))
    _foot(sheet, form, _formats(book), line + 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.freeze_panes(HEAD + 1, FIRST)
    sheet.repeat_rows(HEAD)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    if len(form.template.columns) > FIRST:
        sheet.set_landscape()
    # The space ends the size of the letters: the mark begins with a digit.
    mark = fingerprint.spoken(form.row.fingerprint)[:71] if form.names and form.row.fingerprint else ""
    sheet.set_footer(f"&L{form.template.number}, {form.row.unit.code}, {form.row.period}&C&8 {mark}&R&P/&N")
    book.close()
    return target.getvalue()


def _formats(book: Workbook) -> dict[str, Any]:
    body = {"border": 1, "valign": "top", "locked": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 13, "text_wrap": False}),
        "plain": book.add_format({}),
        "head": book.add_format({**body, "bold": True, "text_wrap": True, "align": "center"}),
        "words": book.add_format({**body, "text_wrap": True}),
        "inner": book.add_format({**body, "text_wrap": True, "indent": 1}),
        "group": book.add_format({**body, "bold": True, "text_wrap": True}),
        "number": book.add_format({**body, "num_format": "#,##0"}),
        "hidden": book.add_format({**body, "align": "right", "italic": True}),
        "sign": book.add_format({"bold": True, "align": "center"}),
    }


def _head(sheet: Any, form: ShownForm, formats: dict[str, Any]) -> None:
    row = form.row
    draft = "BẢN NHÁP – " if row.is_draft else ""
    sheet.write_string(0, 0, f"{draft}{form.template.number}: {form.template.title.vi}", formats["title"])
    sheet.write_string(1, 0, row.unit.name, formats["plain"])
    said = f"Kỳ: {kept_words(row.of)}. Số liệu đến ngày {as_day(row.as_of)}."
    if row.is_correction:
        said += f" Bản sửa lần {row.version - 1}: {row.reason}"
    sheet.write_string(2, 0, said, formats["plain"])
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 52)
    sheet.set_column(FIRST, FIRST + len(form.template.columns) - 1, 16)
    sheet.write_string(HEAD, 0, "TT", formats["head"])
    sheet.write_string(HEAD, 1, "Nội dung", formats["head"])
    for at, column in enumerate(form.template.columns):
        sheet.write_string(HEAD, FIRST + at, column.words.vi, formats["head"])


def _rows(sheet: Any, form: ShownForm, formats: dict[str, Any]) -> int:
    line = HEAD
    for line, shown in enumerate(form.rows, start=HEAD + 1):
        look = "group" if shown.row.heading else "inner" if shown.row.level else "words"
        sheet.write_number(line, 0, line - HEAD, formats["number"])
        sheet.write_string(line, 1, shown.row.words.vi, formats[look])
        for at, cell in enumerate(shown.cells, start=FIRST):
            if cell.number is None or cell.missing:
                sheet.write_string(line, at, "", formats["words"])
            elif cell.number.value is None:
                sheet.write_string(line, at, HIDDEN, formats["hidden"])
            elif cell.number.about:
                sheet.write_string(line, at, f"{ABOUT}{cell.number.value}", formats["hidden"])
            else:
                sheet.write_number(line, at, cell.number.value, formats["number"])
    return line


def _foot(sheet: Any, form: ShownForm, formats: dict[str, Any], line: int) -> None:
    row = form.row
    last = FIRST + len(form.template.columns) - 1
    sheet.write_string(line, 1, "Người lập biểu", formats["sign"])
    sheet.write_string(line, last, "Duyệt biểu", formats["sign"])
    sheet.write_string(line + 3, 1, row.prepared_by, formats["sign"])
    sheet.write_string(line + 3, last, row.approved_by, formats["sign"])
    said = "Bản nháp, chưa duyệt: không có mã kiểm tra."
    if not form.names:
        said = "Bản xem đã che hoặc làm tròn số nhỏ: không có mã kiểm tra."
    elif row.fingerprint:
        said = f"Mã kiểm tra: {fingerprint.spoken(row.fingerprint)}"
    sheet.write_string(line + 5, 0, said, formats["plain"])
    sheet.write_string(
        line + 6, 0, f"{form.template.version} · {row.period} · {row.unit.code}", formats["plain"]
    )
