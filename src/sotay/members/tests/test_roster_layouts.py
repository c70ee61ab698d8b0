"""Each way wards lay out their rosters, from the file to the people in it."""

from __future__ import annotations

import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from sotay.members.roster import read, workbook
from sotay.members.roster.facts import Reading
from sotay.members.roster.person import read_all
from sotay.members.roster.problems import UnreadableFile
from sotay.members.roster.read import CellSource
from sotay.members.tests.books import HEADER, ods, row, xlsx

TODAY = date(2026, 11, 23)
SAMPLE = Path(__file__).resolve().parents[2] / "demo" / "data" / "roster-ward.xlsx"


@pytest.fixture
def people(tmp_path):
    """Write a workbook and answer the readings of its rows."""

    def of(content: bytes) -> list[Reading]:
        file = tmp_path / "roster"
        file.write_bytes(content)
        return read_all(read.people(workbook.sheets(workbook.read(file))), TODAY)

    return of


def names(readings):
    return [reading.facts.full_name for reading in readings]


def cells(readings):
    return [reading.line.cell_name for reading in readings]


def test_the_sample_ward():
    readings = read_all(read.people(workbook.sheets(workbook.read(SAMPLE))), TODAY)
    assert len(readings) == 266
    assert len(set(cells(readings))) == 11
    assert not [finding for reading in readings for finding in reading.refusals + reading.warnings]
    assert readings[0].line.row == 8


@pytest.mark.parametrize("make", [xlsx, ods])
def test_titles_above_and_totals_and_signatures_below(people, make):
    found = people(
        make(
            {
                "Danh sách": [
                    ["ĐẢNG BỘ TỈNH SÔNG MÃ"],
                    ["ĐẢNG ỦY PHƯỜNG BÌNH MINH", "", "", "ĐẢNG CỘNG SẢN VIỆT NAM"],
                    [],
                    ["DANH SÁCH ĐẢNG VIÊN"],
                    ["(Tính đến ngày 31/10/2026)"],
                    [],
                    HEADER,
                    list(range(1, 13)),
                    row("Lê Văn Một", card="05000001"),
                    [],
                    row("Tống Thị Hai", stt=2, card="05000002", born=date(1971, 2, 3)),
                    row("Công Văn Ba", stt=3, card="05000003", born=1972),
                    [],
                    ["", "Tổng cộng", "", "", "", "", 3],
                    ["Danh sách có 03 đồng chí./."],
                    [],
                    ["", "", "", "", "", "", "", "Bình Minh, ngày 5 tháng 11 năm 2026"],
                    ["", "NGƯỜI LẬP BIỂU", "", "", "", "", "", "T/M ĐẢNG ỦY"],
                    ["", "(Ký, ghi rõ họ tên)", "", "", "", "", "", "BÍ THƯ"],
                    [],
                    ["", "Nguyễn Thị Lập", "", "", "", "", "", "", "", "Trần Văn Ký"],
                    ["", "Lê Thị Xem", "", "Trần Văn Duyệt"],
                ]
            }
        )
    )
    assert names(found) == ["Lê Văn Một", "Tống Thị Hai", "Công Văn Ba"]
    assert [reading.line.row for reading in found] == [9, 11, 12]
    assert [str(reading.facts.born_on) for reading in found] == ["1970-05-15", "1971-02-03", "1972"]


def test_one_sheet_a_cell_named_by_the_sheet_or_by_its_title(people):
    rows = [["STT", "Họ tên", "Năm sinh", "Số TĐV"], [1, "Lê Văn Một", 1960, 5000001]]
    more = [["CHI BỘ THÔN ĐÔNG"], ["DANH SÁCH ĐẢNG VIÊN NĂM 2026"], *rows]
    found = people(xlsx({"Hòa Bình": rows, "Sheet2": more}))
    assert cells(found) == ["Hòa Bình", "Chi bộ THÔN ĐÔNG"]
    assert [reading.line.cell_from for reading in found] == [CellSource.SHEET, CellSource.TITLE]
    assert [reading.facts.member_card_no for reading in found] == ["05000001", "05000001"]


def test_groups_of_cells_in_one_sheet(people):
    found = people(
        xlsx(
            {
                "DS": [
                    ["STT", "Họ và tên", "Ngày sinh", "Số thẻ"],
                    ["I", "Chi bộ tổ dân phố Hòa Bình", "", 2],
                    [1, "Lê Văn Một", "1/2/1960", "05000001"],
                    [2, "Lê Văn Hai", "1/2/1961", "05000002"],
                    ["", "Cộng: 2 đồng chí"],
                    ["II. Chi bộ tổ dân phố Nam Sơn (1 đ/c)"],
                    [1, "Lê Văn Ba", "1/2/1962", "05000003"],
                    ["3", "CB số 5"],
                    [1, "Lê Văn Tư", "1/2/1963", "05000004"],
                ]
            }
        )
    )
    assert names(found) == ["Lê Văn Một", "Lê Văn Hai", "Lê Văn Ba", "Lê Văn Tư"]
    assert cells(found) == [
        "Chi bộ tổ dân phố Hòa Bình",
        "Chi bộ tổ dân phố Hòa Bình",
        "Chi bộ tổ dân phố Nam Sơn",
        "Chi bộ số 5",
    ]


def test_a_group_right_below_the_header_is_not_part_of_it(people):
    header, member = ["STT", "Họ và tên", "Ngày sinh"], [1, "Lê Văn Một", 1960]
    for group in (["I. Chi bộ thôn Đông"], ["I", "Chi bộ thôn Đông"]):
        found = people(xlsx({"DS": [header, group, member], "2": [group, header, member]}))
        assert cells(found) == ["Chi bộ thôn Đông"] * 2


def test_the_same_header_again_for_every_cell_or_every_page(people):
    header = ["TT", "Họ và tên đảng viên", "Ngày sinh", "Số thẻ"]
    found = people(
        xlsx(
            {
                "DS": [
                    ["CHI BỘ THÔN ĐÔNG"],
                    header,
                    [1, "Lê Văn Một", "1/2/1960", "05000001"],
                    header,
                    [2, "Lê Văn Hai", "1/2/1961", "05000002"],
                    [],
                    ["CHI BỘ THÔN ĐOÀI"],
                    header,
                    [1, "Lê Văn Ba", "1/2/1962", "05000003"],
                ]
            }
        )
    )
    assert names(found) == ["Lê Văn Một", "Lê Văn Hai", "Lê Văn Ba"]
    assert cells(found) == ["Chi bộ THÔN ĐÔNG", "Chi bộ THÔN ĐÔNG", "Chi bộ THÔN ĐOÀI"]


def test_a_header_of_two_rows_with_merged_cells(people):
    book = openpyxl.Workbook()
    sheet = book.active
    for values in (
        ["STT", "Họ và tên", "Năm sinh", None, "Ngày vào Đảng", None, "Số thẻ ĐV", "Chi bộ"],
        [None, None, "Nam", "Nữ", "Dự bị", "Chính thức", None, None],
        [1, "LÊ VĂN MỘT", 1960, None, "1.2.1990", "1.2.1991", 5000001, "Thôn Đông"],
        [2, "LÊ THỊ HAI", None, 1961, "03/02/2026", None, 5000002, "Thôn Đông"],
    ):
        sheet.append(values)
    for merged in ("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2", "H1:H2"):
        sheet.merge_cells(merged)
    out = BytesIO()
    book.save(out)
    one, two = people(out.getvalue())
    assert (one.facts.full_name, one.facts.sex, str(one.facts.born_on)) == ("Lê Văn Một", "male", "1960")
    assert (two.facts.full_name, two.facts.sex, str(two.facts.born_on)) == ("Lê Thị Hai", "female", "1961")
    assert (one.facts.base, two.facts.base) == ("full", "probationary")
    assert str(one.facts.full_on) == "1991-02-01"


def test_names_in_two_columns(people):
    header = ["STT", "Họ, tên đệm", "Tên", "Ngày sinh"]
    assert names(people(xlsx({"A": [header, [1, "Lê Văn", "Một", 1960]]}))) == ["Lê Văn Một"]
    header = ["STT", "Họ và tên", "", "Ngày sinh"]
    assert names(people(xlsx({"A": [header, [1, "Lê Văn", "Một", 1960]]}))) == ["Lê Văn Một"]


def test_a_lone_column_for_women(people):
    found = people(
        xlsx({"A": [["Họ và tên", "Ngày sinh", "Nữ"], ["Lê Thị Hai", 1960, "x"], ["Lê Ba", 1961, ""]]})
    )
    assert [reading.facts.sex for reading in found] == ["female", "male"]


def test_capitals_decomposed_unicode_and_lost_zeros(people):
    header = [
        unicodedata.normalize("NFD", title) for title in ("HỌ VÀ TÊN", "NGÀY SINH", "SĐT", "CCCD", "CHI BỘ")
    ]
    name = unicodedata.normalize("NFD", "NGUYỄN THỊ ƯỚC")
    (found,) = people(xlsx({"A": [header, [name, date(1990, 5, 15), 912345678, 38085001234, "Hòa Bình"]]}))
    assert found.facts.full_name == "Nguyễn Thị Ước"
    assert found.facts.phone == "0912345678"
    assert found.facts.citizen_id == "038085001234"


def test_without_a_column_of_full_status_only_the_newest_are_probationary(people):
    header = ["Họ và tên", "Ngày vào Đảng"]
    found = people(
        xlsx({"A": [header, ["Lê Văn Cũ", "1/1/1990"], ["Lê Văn Mới", "1/3/2026"], ["Lê Văn Không", ""]]})
    )
    assert [reading.facts.base for reading in found] == ["full", "probationary", "full"]


def test_a_hidden_sheet_is_left_alone(people):
    book = openpyxl.Workbook()
    book.active.append(["Họ và tên", "Ngày sinh"])
    book.active.append(["Lê Văn Một", 1960])
    hidden = book.create_sheet("cũ")
    hidden.append(["Họ và tên", "Ngày sinh"])
    hidden.append(["Lê Văn Cũ", 1930])
    hidden.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    assert names(people(out.getvalue())) == ["Lê Văn Một"]


def test_a_list_on_a_hidden_sheet_alone_is_said_to_be_hidden(people):
    book = openpyxl.Workbook()
    hidden = book.create_sheet("cũ")
    hidden.append(["Họ và tên", "Ngày sinh"])
    hidden.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    with pytest.raises(UnreadableFile) as wrong:
        people(out.getvalue())
    assert wrong.value.why is UnreadableFile.Why.HIDDEN


def test_a_sheet_without_people_beside_one_with(people):
    found = people(
        xlsx({"Bìa": [["Sổ đảng viên"]], "DS": [["Họ và tên", "Ngày sinh"], ["Lê Văn Một", 1960]]})
    )
    assert names(found) == ["Lê Văn Một"]


def test_a_workbook_without_a_roster_says_so(people):
    with pytest.raises(UnreadableFile) as wrong:
        people(xlsx({"Thu chi": [["Khoản", "Số tiền"], ["Điện", 200000]]}))
    assert wrong.value.why is UnreadableFile.Why.NO_HEADER
