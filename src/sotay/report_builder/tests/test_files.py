"""A report as a file: the same numbers as on its page, as numbers."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from sotay.report_builder import composing
from sotay.report_builder.definitions import columns_by_name
from sotay.report_builder.tests.made import ask, keep, query, read, said
from sotay.units.models import Unit

pytestmark = pytest.mark.django_db

ASKED = {"figures": "base,present", "shares": "attendance"}
WANTED = [
    ["=1+1 Chi bộ Nam Sơn", 1000, 900, 0.9],
    ["Chi bộ tổ dân phố Hòa Bình", 2, 1, 0.5],
    ["Together", 1002, 901, 901 / 1002],
]


@pytest.fixture(autouse=True)
def _figures(house):
    with time_machine.travel("2026-11-30T03:00:00+00:00"):
        Unit.objects.filter(pk=house.neighbour.pk).update(name="=1+1 Chi bộ Nam Sơn", name_sort="")
        keep(house.cell, "2026-10", present=1, base=2)
        keep(house.neighbour, "2026-10", present=900, base=1000)
        yield


def file(person, house, ending, **asked):
    answer = read(person, f"/report-builder/table.{ending}?{query(house.ward, **{**ASKED, **asked})}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="so-lieu-2026-10-2026-10.{ending}"'
    return answer.content


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_calamine_reads_the_numbers(house, binh, ending):
    sheet = CalamineWorkbook.from_object(io.BytesIO(file(binh, house, ending))).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][0] == "Figures of Đảng bộ phường Bình Minh, 10/2026"
    assert rows[1][0] == "Đảng bộ phường Bình Minh; 10/2026; by unit; all kinds of meetings"
    assert rows[2] == [
        "Unit",
        "Members attendance is counted against",
        "Present",
        "Members present (%)",
    ]
    assert rows[3:] == [[row[0], *(pytest.approx(value) for value in row[1:])] for row in WANTED]


def test_openpyxl_reads_the_numbers(house, binh):
    sheet = load_workbook(io.BytesIO(file(binh, house, "xlsx"))).active
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows == [(row[0], *(pytest.approx(value) for value in row[1:])) for row in WANTED]
    assert {type(value) for row in rows for value in row[1:3]} == {int}
    assert sheet["A4"].data_type == "s", "what is typed is never a formula"
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$3:$3")


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_reads_the_numbers_where_there_is_one(house, binh, ending, tmp_path):
    """Where there is none, the two tests above have read the same file."""
    made = tmp_path / f"report.{ending}"
    made.write_bytes(file(binh, house, ending))
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    as_csv = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false"
    command = [office, home, "--headless", "--convert-to", as_csv, "--outdir", tmp_path, made]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    rows = list(csv.reader((tmp_path / "report.csv").open(encoding="utf-8"), delimiter=";"))
    numbers = [[float(each.replace(",", "")) for each in row[1:3]] for row in rows[3:]]
    assert [[row[0], *found] for row, found in zip(rows[3:], numbers, strict=True)] == [
        row[:3] for row in WANTED
    ]


def test_csv_is_for_excel_set_to_the_readers_language(house, binh):
    english = file(binh, house, "csv").decode("utf-8-sig").splitlines()
    assert english[1] == "'=1+1 Chi bộ Nam Sơn,1000,900,90"
    binh.cookies["lang"] = "vi"
    answer = binh.get(f"/report-builder/table.csv?{query(house.ward, **ASKED)}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [len(line.split(";")) for line in lines] == [4, 4, 4, 4]
    assert lines[-1] == "Cộng;1002;901;89,92"


def test_the_paper_is_an_annex_without_number_in_vietnamese_for_every_reader(house, binh):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file(binh, house, "pdf"))).pages)
    words = " ".join(text.split())
    for part in (
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "BIỂU SỐ LIỆU",
        "Số liệu Đảng bộ phường Bình Minh, 10/2026",
        "=1+1 Chi bộ Nam Sơn",
        "1.002",
        "89,9%",
        "NGƯỜI LẬP BIỂU",
    ):
        assert part in words
    assert "Số …" not in words


def test_a_wide_report_is_several_tables_on_paper(house, binh):
    many = [name for kind, name in columns_by_name() if not kind][:20]
    document = Document(io.BytesIO(file(binh, house, "docx", figures=",".join(many), shares="")))
    tables = [table for table in document.tables if table.rows[0].cells[0].text == "TT"]
    assert len(tables) == 4
    assert all(len(table.columns) <= composing.MOST_BESIDE + 2 for table in tables)
    assert all(table.rows[1].cells[1].text == "=1+1 Chi bộ Nam Sơn" for table in tables)


@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv", "pdf", "docx"])
def test_a_report_of_forty_columns_and_ten_years_is_made(house, binh, ending):
    many = [name for kind, name in columns_by_name() if not kind][:40]
    asked = {"period": "2017-01..2026-12", "by": "month", "figures": ",".join(many)}
    answer = binh.get(f"/report-builder/table.{ending}?{query(house.ward, **asked)}")
    assert answer.status_code == 200
    assert len(answer.content) > 1000


def test_files_are_for_who_may_see_the_page_and_of_known_kinds(house, binh, dung):
    address = f"/report-builder/table.xlsx?{query(house.ward, **ASKED)}"
    assert dung.get(address).status_code == 404
    for ending in ("exe", "html", "xls"):
        assert binh.get(address.replace("xlsx", ending)).status_code == 404


def test_the_page_leads_to_its_files(house, binh):
    page = ask(binh, house.ward, **ASKED)
    assert "Excel (XLSX)" in said(page)
    for ending in ("xlsx", "ods", "csv", "pdf", "docx"):
        assert f"/report-builder/table.{ending}?unit={house.ward.pk}&amp;period" in page.content.decode()
