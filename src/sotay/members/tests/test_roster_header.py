"""Headers of rosters, in the spellings offices use."""

from __future__ import annotations

import pytest

from sotay.members.roster import header
from sotay.members.roster.spellings import Field

_ONE_ROW = [
    ("Họ và tên", Field.NAME),
    ("HỌ VÀ TÊN ĐẢNG VIÊN", Field.NAME),
    ("Ho ten", Field.NAME),
    ("Họ và tên (viết chữ in hoa)", Field.NAME),
    ("Họ, tên đệm", Field.FAMILY),
    ("Họ và chữ lót", Field.FAMILY),
    ("Tên", Field.GIVEN),
    ("Năm sinh", Field.BORN),
    ("Ngày, tháng, năm sinh", Field.BORN),
    ("Ngày tháng năm sinh", Field.BORN),
    ("NTNS", Field.BORN),
    ("Giới tính", Field.SEX),
    ("Nam", Field.MALE),
    ("Nữ", Field.FEMALE),
    ("Dân tộc", Field.ETHNICITY),
    ("DT", Field.ETHNICITY),
    ("ĐT", Field.PHONE),
    ("SĐT", Field.PHONE),
    ("Số điện thoại", Field.PHONE),
    ("Ngày vào Đảng", Field.ADMITTED),
    ("Ngày vào đảng (dự bị)", Field.ADMITTED),
    ("Ngày kết nạp", Field.ADMITTED),
    ("Chính thức", Field.FULL),
    ("Ngày vào Đảng chính thức", Field.FULL),
    ("Ngày vào Đảng (chính thức)", Field.FULL),
    ("Số thẻ", Field.CARD),
    ("Số TĐV", Field.CARD),
    ("Số thẻ Đảng viên", Field.CARD),
    ("CCCD/CMND", Field.CITIZEN),
    ("Số CCCD", Field.CITIZEN),
    ("Số định danh cá nhân", Field.CITIZEN),
    ("Ngày cấp CCCD", Field.IGNORED),
    ("Ngày cấp thẻ đảng viên", Field.IGNORED),
    ("Nơi cấp", Field.IGNORED),
    ("Nơi sinh", Field.IGNORED),
    ("Chức vụ", Field.POST),
    ("Chức vụ Đảng", Field.POST),
    ("Chức vụ chính quyền", Field.OCCUPATION),
    ("Chi bộ", Field.CELL),
    ("Sinh hoạt tại chi bộ", Field.CELL),
    ("Loại hình", Field.CELL_TYPE),
    ("Loại hình chi bộ", Field.CELL_TYPE),
    ("Ghi chú", Field.NOTE),
    ("Nơi ở", Field.ADDRESS),
    ("Nơi ở hiện nay", Field.ADDRESS),
    ("STT", Field.ORDINAL),
    ("TT", Field.ORDINAL),
    ("Số TT", Field.ORDINAL),
    ("T.T", Field.ORDINAL),
    ("N.sinh", Field.BORN),
    ("Ngày công nhận ĐVCT", Field.FULL),
    ("Tên đơn vị", Field.CELL),
    ("Tên đơn vị công tác", Field.OCCUPATION),
    ("Lý do", Field.IGNORED),
]


@pytest.mark.parametrize(("title", "field"), _ONE_ROW)
def test_a_header_is_understood(title, field):
    assert header.meaning(title) is field


def fields(*rows):
    found = header.find(list(rows))
    assert found is not None
    return {column.title: column.field for column in found.columns if column.field is not Field.IGNORED}


def test_years_of_birth_under_nam_and_nu():
    found = fields(
        ["TT", "Họ và tên", "Năm sinh", "", "Ngày vào Đảng", "", "Số thẻ"],
        ["", "", "Nam", "Nữ", "Dự bị", "Chính thức", ""],
        [1, "Nguyễn Văn An", 1960, "", "1/5/1990", "1/5/1991", "01000001"],
    )
    assert found == {
        "TT": Field.ORDINAL,
        "Họ và tên": Field.NAME,
        "Năm sinh / Nam": Field.MALE,
        "Năm sinh / Nữ": Field.FEMALE,
        "Ngày vào Đảng / Dự bị": Field.ADMITTED,
        "Ngày vào Đảng / Chính thức": Field.FULL,
        "Số thẻ": Field.CARD,
    }


def test_a_title_we_joined_is_understood_when_it_comes_back():
    assert header.meaning("Năm sinh / Nam") is Field.MALE
    assert header.meaning("Ngày vào Đảng / Chính thức") is Field.FULL
    assert header.meaning("Ngày cấp / CCCD") is Field.IGNORED


def test_ngay_thang_nam_over_sinh_and_vao_dang():
    found = fields(
        ["STT", "Họ tên", "Ngày tháng năm", "", "", "Ghi chú"],
        ["", "", "Sinh", "Vào Đảng", "Chính thức", ""],
        [1, "Nguyễn Văn An", "1/1/1960", "1/5/1990", "1/5/1991", ""],
    )
    assert found["Ngày tháng năm / Sinh"] is Field.BORN
    assert found["Ngày tháng năm / Vào Đảng"] is Field.ADMITTED
    assert found["Ngày tháng năm / Chính thức"] is Field.FULL


def test_names_in_the_lower_row_of_a_header():
    found = fields(
        ["", "", "Ngày vào Đảng", ""],
        ["STT", "Họ và tên", "Dự bị", "Chính thức"],
        [1, "Nguyễn Văn An", "1/5/1990", "1/5/1991"],
    )
    assert set(found.values()) == {Field.ORDINAL, Field.NAME, Field.ADMITTED, Field.FULL}


def test_a_title_line_is_not_the_upper_row_of_a_header():
    found = header.find([["Chi bộ thôn Đoài"], ["STT", "Họ và tên", "Ngày sinh"], [1, "Lê An", 1960]])
    assert found is not None
    assert found.top == 1


def test_a_name_column_merged_over_two():
    found = header.find([["STT", "Họ và tên", "", "Ngày sinh"], [1, "Nguyễn Văn", "An", 1960]])
    assert found is not None
    assert [column.field for column in found.columns] == [
        Field.ORDINAL,
        Field.NAME,
        Field.GIVEN,
        Field.BORN,
    ]


def test_the_first_person_is_not_a_second_header_row():
    found = header.find([["Họ và tên", "Giới tính", "Dân tộc"], ["Nguyễn Nam", "Nam", "Kinh"]])
    assert found is not None
    assert found.bottom == 0


@pytest.mark.parametrize(
    "rows",
    [
        [["Họ và tên", "Địa danh"], ["Lê An", "x"]],
        [["Ngày sinh", "Số thẻ"], ["1/1/1960", "01000001"]],
        [["Mặt hàng", "Đơn giá", "Số lượng"], ["Gạo", 20000, 3]],
        [],
    ],
)
def test_what_is_no_roster_has_no_header(rows):
    assert header.find(rows) is None


def test_rows_that_number_the_columns():
    assert header.is_numbering([1, 2, 3, 4])
    assert header.is_numbering(["(1)", "(2)", "(3)"])
    assert header.is_numbering(["A", "B", 1, 2])
    assert not header.is_numbering([1, "Nguyễn Văn An", 1960])
    assert not header.is_numbering([1960, 1990])
    assert not header.is_numbering(["1" * 5000, "2"])
