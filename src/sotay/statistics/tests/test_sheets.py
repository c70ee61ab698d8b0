"""Sheets: what they hold, that three programs read them, and that an alteration is named."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from conftest import make_member
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from sotay.statistics import actions, fingerprint
from sotay.statistics.tests.conftest import NAMES, a_form, women

CHECK = "/statistics/check/"


@pytest.fixture
def row(house, thu, an, binh):
    row = a_form(house.ward, binh, "hn-1c")
    return actions.approve(row=row, by=binh.actor, **NAMES)


def sheet_of(person, row) -> bytes:
    return person.get(reverse("statistics:sheet", args=[row.pk])).content


def sent(person, content: bytes, name: str = "bieu.xlsx"):
    return person.post(CHECK, {"file": SimpleUploadedFile(name, content)})


def altered(content: bytes, cell: str, value: object) -> bytes:
    book, file = load_workbook(BytesIO(content)), BytesIO()
    book.active.protection.sheet = False
    book.active[cell] = value
    book.save(file)
    return file.getvalue()


def test_the_sheet_is_protected_and_carries_its_fingerprint(binh, row):
    content = sheet_of(binh, row)
    book = load_workbook(BytesIO(content))
    sheet = book.active
    assert sheet.protection.sheet
    assert row.fingerprint in {each.value for each in book.custom_doc_props.props}
    words = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value]
    assert f"Mã kiểm tra: {fingerprint.spoken(row.fingerprint)}" in words
    assert {"Người lập biểu", "Duyệt biểu", "Trần Văn Bình", "Hoàng Văn Bách"} <= set(words)
    assert fingerprint.spoken(row.fingerprint)[:71] in sheet.oddFooter.center.text


def test_calamine_and_openpyxl_read_the_same_numbers(binh, row):
    content = sheet_of(binh, row)
    one = [
        line[2] for line in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    ]
    other = [cell.value for cell in load_workbook(BytesIO(content)).active["C"]]
    assert [each for each in one if isinstance(each, float)] == [
        each for each in other if isinstance(each, int | float)
    ]


def test_a_sheet_as_it_was_is_unaltered(binh, row):
    answer = sent(binh, sheet_of(binh, row))
    assert (answer.status_code, answer.context["result"].is_unaltered) == (200, True)
    assert "Unaltered" in answer.content.decode()


def test_an_altered_number_is_named_with_both_values(binh, row):
    answer = sent(binh, altered(sheet_of(binh, row), "C7", 12))
    (each,) = answer.context["result"].altered
    assert (each.where, each.says, each.recorded) == ("C7", "12", "2")
    assert "Dưới 3 đảng viên" in answer.content.decode()


@pytest.mark.parametrize(
    ("cell", "value"), [("B7", "Dưới 5 đảng viên"), ("C5", "Số"), ("C6", "=1+1"), ("C8", None)]
)
def test_altered_words_and_formulas_are_named_too(binh, row, cell, value):
    result = sent(binh, altered(sheet_of(binh, row), cell, value)).context["result"]
    assert [each.where for each in result.altered] == [cell]


def test_another_fingerprint_in_the_file_is_told(binh, row):
    content = sheet_of(binh, row)
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for entry in before.infolist():
            part = before.read(entry)
            after.writestr(
                entry,
                part.replace(row.fingerprint.encode(), b"0" * 64) if "custom" in entry.filename else part,
            )
    result = sent(binh, file.getvalue()).context["result"]
    assert (result.printed_wrong, result.is_unaltered) == (True, False)


def test_a_sheet_of_another_unit_looks_like_none(house, binh, dung, tinh, row):
    content = sheet_of(binh, row)
    nothing = BytesIO()
    book = load_workbook(BytesIO(content))
    book.custom_doc_props.props.clear()
    book.save(nothing)
    told = {
        str(sent(person, file).context["form"].errors["file"][0])
        for person, file in ((dung, content), (tinh, content), (binh, nothing.getvalue()))
    }
    assert len(told) == 1
    assert "names no form you may see" in told.pop()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Xin chao", "not an Excel workbook"),
        (b"PK\x03\x04broken", "not an Excel workbook"),
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "not an Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(house, binh, content, sentence):
    answer = sent(binh, content)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_file_too_large_is_refused_with_a_sentence(house, binh):
    answer = sent(binh, b"PK\x03\x04" + b"0" * (21 * 1024 * 1024))
    assert (answer.status_code, "larger than 20 MB" in answer.content.decode()) == (422, True)


def test_a_workbook_that_swells_is_refused(house, binh):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * (60 * 1024 * 1024))
    answer = sent(binh, file.getvalue())
    assert (answer.status_code, "too much in this workbook" in answer.content.decode()) == (422, True)


def test_numbers_changed_in_the_database_are_told(house, binh, row):
    row.numbers["total.number"] = 99
    row.save()
    assert "not those that were approved" in binh.get(row.get_absolute_url()).content.decode()


def test_the_sheet_of_a_draft_has_no_fingerprint(house, thu, binh):
    row = a_form(house.ward, binh, "hn-1d")
    result = sent(binh, sheet_of(binh, row)).context["result"]
    assert result.draft


def test_without_names_no_fingerprint_is_shown(house, thu, an, binh, tinh):
    """All numbers but a few small ones could be tried until it fits."""
    women(house.cell, 4)
    make_member(house.cell, "Lê Văn Một", sex="male")
    row = a_form(house.ward, binh, "hn-2")
    actions.enter(row=row, by=binh.actor, numbers={"came_outside.total": 1}, basis="counted")
    row.refresh_from_db()
    actions.approve(row=row, by=binh.actor, **NAMES)
    actions.send(row=row, by=binh.actor)
    row.refresh_from_db()
    page = tinh.get(row.get_absolute_url()).content.decode()
    content = sheet_of(tinh, row)
    cells = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    words = {cell for line in cells for cell in line}
    assert fingerprint.spoken(row.fingerprint) not in page
    assert row.fingerprint.encode() not in b"".join(
        zipfile.ZipFile(BytesIO(content)).read(name) for name in zipfile.ZipFile(BytesIO(content)).namelist()
    )
    assert "đã che" in words
    result = sent(tinh, sheet_of(binh, row)).context["result"]
    assert (result.altered, result.not_compared > 0) == ([], True)
