"""What files say besides values: hidden rows and columns, merged cells, formulas, calendars; and CSV
files."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from sotay.members.roster import read, workbook
from sotay.members.roster.cells import UNCALCULATED
from sotay.members.roster.person import read_all
from sotay.members.tests.books import HEADER, row

TRIALS = Path(__file__).parent / "trials"


@pytest.fixture
def sheets(tmp_path):
    def of(content: bytes):
        file = tmp_path / "roster"
        file.write_bytes(content)
        return workbook.sheets(workbook.read(file))

    return of


def people(sheets, chosen=None):
    return read_all(read.people(sheets, chosen), date(2026, 11, 29))


def saved(book) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_hidden_rows_and_columns_of_a_new_workbook(sheets):
    book = openpyxl.Workbook()
    for values in (HEADER, row("Lê Một"), row("Lê Hai", card="05000002")):
        book.active.append(values)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    (sheet,) = sheets(saved(book))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {3})
    assert [reading.line.is_hidden for reading in people([sheet])] == [False, True]


def test_hidden_rows_and_columns_of_an_old_workbook(sheets):
    """The bits that say so are set in the records of the sheet: ROW (0x0208) and COLINFO (0x007D)."""
    content = bytearray((TRIALS / "r28-attendance-dates-in-header.xls").read_bytes())
    at = content.index(b"\x08\x02\x10\x00\x0a\x00")  # row 10, counted from 0
    content[at + 4 + 12] |= 0x20
    (sheet,) = sheets(bytes(content))
    assert 10 in sheet.hidden_rows
    assert [reading.facts.full_name for reading in people([sheet]) if reading.line.is_hidden] == [
        "Phạm Văn Danh"
    ]


def test_what_an_open_document_hides_and_merges(sheets):
    book = OpenDocumentSpreadsheet()
    table = Table(name="DS")
    table.addElement(TableColumn(numbercolumnsrepeated="2"))
    table.addElement(TableColumn(visibility="collapse"))
    lines = [
        ["Họ và tên", "Năm sinh", "Dân tộc", "Chi bộ"],
        ["Lê Một", "1960", "Kinh", "Thôn Đông"],
        ["Lê Hai", "1961", "Tày"],
    ]
    for number, values in enumerate(lines):
        line = TableRow(visibility="filter") if number == 2 else TableRow()
        for column, value in enumerate(values):
            spans = (
                {"numberrowsspanned": "2", "numbercolumnsspanned": "1"} if (number, column) == (1, 3) else {}
            )
            cell = TableCell(valuetype="string", **spans)
            cell.addElement(P(text=value))
            line.addElement(cell)
        if number == 2:
            line.addElement(CoveredTableCell())
        table.addElement(line)
    book.spreadsheet.addElement(table)
    out = BytesIO()
    book.write(out)
    (sheet,) = sheets(out.getvalue())
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {2})
    assert [reading.line.cell_name for reading in people([sheet])] == ["Thôn Đông", "Thôn Đông"]


def test_a_formula_that_shows_what_it_last_was_counts(sheets):
    book = xlsxwriter.Workbook(out := BytesIO(), {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Họ và tên", "Năm sinh", "Giới tính"])
    page.write_row(1, 0, ["Lê Một", 1960])
    page.write_formula(1, 2, '="N"&"am"', None, "Nam")
    book.close()
    ((first,),) = [people(sheets(out.getvalue()))]
    assert first.facts.sex == "male"


def test_a_formula_a_program_wrote_and_nobody_calculated(sheets):
    """Such programs write 0 for its value and ask Excel to calculate; others write none."""
    book = xlsxwriter.Workbook(out := BytesIO(), {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Họ và tên", "Năm sinh", "Giới tính"])
    page.write_row(1, 0, ["Lê Một", 1960])
    page.write_formula(1, 2, '="N"&"am"')
    book.close()
    (sheet,) = sheets(out.getvalue())
    assert sheet.rows[1][2] is UNCALCULATED
    (first,) = people([sheet])
    assert [one.column for one in first.to_complete] == ["Giới tính"]


def test_an_empty_text_a_formula_made_is_empty(sheets):
    book = xlsxwriter.Workbook(out := BytesIO(), {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Họ và tên", "Năm sinh", "Giới tính"])
    page.write_row(1, 0, ["Lê Một", 1960])
    page.write_formula(1, 2, '=""', None, "")
    book.close()
    content = BytesIO()
    with zipfile.ZipFile(BytesIO(out.getvalue())) as old, zipfile.ZipFile(content, "w") as new:
        for entry in old.infolist():
            inside = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                inside = inside.replace(b'<c r="C2"><f>""</f><v>0</v>', b'<c r="C2" t="str"><f>""</f><v></v>')
                inside = inside.replace(b'<c r="C2"><f>""</f><v></v>', b'<c r="C2" t="str"><f>""</f><v></v>')
            new.writestr(entry, inside)
    (first,) = people(sheets(content.getvalue()))
    assert (first.facts.sex, first.to_complete) == (None, [])


def test_somebody_chooses_the_other_column(sheets):
    (sheet,) = sheets((TRIALS / "r21-many-headers.xlsx").read_bytes())
    (first,) = people([sheet], {"address": "7:Hộ khẩu thường trú"})
    assert first.facts.address == "Xã Cũ, huyện Xưa"
    (first,) = people([sheet], {"address": "99:Không có cột này"})
    assert first.facts.address == "Số 9 phố Mới"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_in_every_encoding_and_with_every_separator(sheets, encoding, separator):
    lines = [["Họ và tên", "Ngày sinh", "Điện thoại"], ['"Lê, Một; Hai"', "01/02/1960", "912345678"]]
    content = "\r\n".join(separator.join(line) for line in lines)
    if encoding == "utf-16-be":
        content = "\ufeff" + content
    (first,) = people(sheets(content.encode(encoding)))
    assert str(first.facts.born_on) == "1960-02-01"
    assert first.facts.phone == "0912345678"
    assert first.facts.full_name == "Lê"  # what stands behind a comma is a remark


def test_csv_that_says_its_separator(sheets):
    (first,) = people(sheets("sep=;\nHọ và tên;Năm sinh\nLê Một;1960\n".encode()))
    assert str(first.facts.born_on) == "1960"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Hä vµ tªn,N¨m sinh,Chi bé\nNguyÔn V¨n Thö,1960,Th«n §oµi\n", "cp1252"),
        (
            "Ho\u0323 va\u0300 tên,Năm sinh,Chi bô\u0323\nNguyê\u0303n Văn Thư\u0309,1960,Thôn Đoa\u0300i\n",
            "cp1258",
        ),
    ],
)
def test_csv_of_before_unicode(sheets, text, encoding):
    (first,) = people(sheets(text.encode(encoding)))
    assert first.facts.full_name == "Nguyễn Văn Thử"
    assert first.line.cell_name == "Thôn Đoài"


def test_zeros_a_program_lost_in_csv_come_back(sheets):
    (first,) = people(sheets("Họ và tên,CCCD,Số thẻ\nLê Một,38085001234,1007001\n".encode()))
    assert (first.facts.citizen_id, first.facts.member_card_no) == ("038085001234", "01007001")
