"""Workbooks for the tests of the roster import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from sotay.members.roster.read import Sheet

Rows = Sequence[Sequence[Any]]

HEADER = [
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "Số thẻ",
    "Chức vụ",
    "Chi bộ",
    "Điện thoại",
    "Số CCCD",
    "Ghi chú",
]
HOA_BINH, NAM_SON = "Chi bộ tổ dân phố Hòa Bình", "Chi bộ tổ dân phố Nam Sơn"


def row(name: str = "Đỗ Văn Minh", **more: Any) -> list[Any]:
    """A good row of HEADER; `more` names other values for its columns."""
    values = {
        "stt": 1,
        "name": name,
        "born": "15/05/1970",
        "sex": "Nam",
        "admitted": "01/06/1995",
        "full": "01/06/1996",
        "card": "05000001",
        "post": "",
        "cell": HOA_BINH,
        "phone": "",
        "citizen": "",
        "note": "",
    }
    unknown = more.keys() - values.keys()
    assert not unknown, unknown
    return list({**values, **more}.values())


def sheet(*rows: Sequence[Any]) -> list[Sheet]:
    """The same as `roster`, without the file."""
    return [Sheet("Danh sách", [HEADER, *rows])]


def roster(*rows: Sequence[Any]) -> bytes:
    """A workbook of one sheet with HEADER and these rows; the first is Excel's row 2."""
    return xlsx({"Danh sách": [HEADER, *rows]})


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    shows_days = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, shows_days)
                elif value not in ("", None):
                    sheet.write(number, column, value)
    book.close()
    return out.getvalue()


def ods(sheets: Mapping[str, Rows]) -> bytes:
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for values in rows:
            line = TableRow()
            for value in values:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    out = BytesIO()
    book.write(out)
    return out.getvalue()


def _ods_cell(value: Any) -> TableCell:
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, float | int):
        cell = TableCell(valuetype="float", value=str(value))
    elif value in ("", None):
        return TableCell()
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell
