"""Tables as CSV, OpenDocument and Excel: numbers are numbers, and what is typed is never a formula."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from sotay.kernel.tables import BOM, csv_file, ods
from sotay.kernel.workbook import Share, Sheet, workbook

DANGEROUS = ("=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1")
TABLE = Sheet(
    "Báo cáo",
    "Tiêu đề",
    [("Tổ chức", 40), ("Có mặt", 12), ("Tỷ lệ (%)", 12)],
    [["Chi bộ Một", 1234, Share(0.942)], ["=1+1", 0, None]],
    [["Cộng", 1234, Share(0.5)]],
    about="Tháng 11/2026",
)
WANTED = [
    ["Tiêu đề", "", ""],
    ["Tháng 11/2026", "", ""],
    ["Tổ chức", "Có mặt", "Tỷ lệ (%)"],
    ["Chi bộ Một", 1234, 0.942],
    ["=1+1", 0, ""],
    ["Cộng", 1234, 0.5],
]


def lines(content: bytes, delimiter: str) -> list[list[str]]:
    text = content.decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=delimiter))


@pytest.mark.parametrize("make", [workbook, ods])
def test_calamine_reads_numbers_as_numbers(make):
    sheet = CalamineWorkbook.from_object(io.BytesIO(make(TABLE))).get_sheet_by_index(0)
    assert sheet.to_python() == WANTED
    assert sheet.name == "Báo cáo"


def test_openpyxl_reads_numbers_and_finds_the_print_set_up():
    sheet = load_workbook(io.BytesIO(workbook(TABLE))).active
    rows = [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == WANTED
    assert sheet["A5"].data_type == "s", "not a formula"
    assert sheet["C4"].number_format == sheet["C6"].number_format == "0.0%"
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


def test_an_opendocument_table_has_its_headings_frozen_and_on_each_page():
    with zipfile.ZipFile(io.BytesIO(ods(TABLE))) as parts:
        content, settings = parts.read("content.xml").decode(), parts.read("settings.xml").decode()
        styles = parts.read("styles.xml").decode()
    assert "table:table-header-rows" in content
    assert 'office:value-type="percentage" office:value="0.942"' in content
    assert 'config:name="VerticalSplitPosition" config:type="int">3<' in settings
    assert 'style:print-orientation="landscape"' in styles
    assert "table:formula" not in content


def test_csv_is_written_as_excel_reads_it_in_either_language():
    vietnamese, english = csv_file(TABLE, comma=True), csv_file(TABLE, comma=False)
    assert lines(vietnamese, ";") == [
        ["Tổ chức", "Có mặt", "Tỷ lệ (%)"],
        ["Chi bộ Một", "1234", "94,2"],
        ["'=1+1", "0", ""],
        ["Cộng", "1234", "50"],
    ]
    assert lines(english, ",")[1] == ["Chi bộ Một", "1234", "94.2"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), st.booleans())
def test_no_text_is_a_formula_and_none_is_lost(text, comma):
    table = Sheet("A", "B", [("C", 9)], [[text]])
    read = lines(csv_file(table, comma=comma), ";" if comma else ",")[1:]
    found = read[0][0] if read and read[0] else ""
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert found.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_would_run_has_a_mark_before_it(text):
    table = Sheet("A", "B", [(text, 9)], [[text]])
    assert all(row[0] == f"'{text}" for row in lines(csv_file(table, comma=True), ";"))
