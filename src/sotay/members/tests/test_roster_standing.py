"""How a list says that somebody stands, in a column, behind the name, in a title or by crosses; or left."""

from __future__ import annotations

from datetime import date

import pytest

from sotay.members.roster import header, phrases, read
from sotay.members.roster.person import read_all
from sotay.members.roster.problems import Problem
from sotay.members.roster.read import Sheet
from sotay.members.roster.spellings import Field

TODAY = date(2026, 11, 29)
HEADER = ["STT", "Họ và tên", "Ngày sinh", "Ngày vào Đảng"]


def person(number: int, name: str, *more: object) -> list[object]:
    return [number, name, f"{number:02d}/02/1960", "01/06/1990", *more]


def readings(*rows, name="Danh sách"):
    return read_all(read.people([Sheet(name, rows)]), TODAY)


def told(reading):
    """Whether the row says its person left, its base, its other standings, and what is to be looked at."""
    kinds = {meaning.kind for meaning in reading.facts.meanings}
    return bool(reading.facts.left), reading.facts.base, kinds, [one.problem for one in reading.warnings]


@pytest.mark.parametrize(
    ("said", "kinds", "rest"),
    [
        ("Đang sinh hoạt", set(), ""),
        ("Đang sinh hoạt Đảng", set(), ""),
        ("Bình thường", set(), ""),
        ("Đảng viên chính thức", {"full"}, ""),
        ("Đảng viên dự bị", {"probationary"}, ""),
        ("Miễn sinh hoạt Đảng", {"exempt"}, ""),
        ("Đình chỉ sinh hoạt", {"suspended"}, ""),
        ("Sinh hoạt tạm thời nơi khác", {"away"}, ""),
        ("Đến sinh hoạt tạm thời", {"here"}, ""),
        ("Từ trần", {"left"}, ""),
        ("Mất", {"left"}, ""),
        ("Rời khỏi Đảng", {"left"}, ""),
        ("Ra khỏi Đảng", {"left"}, ""),
        ("Xóa tên", {"left"}, ""),
        ("Khai trừ", {"left"}, ""),
        ("Chuyển đi", {"left"}, ""),
        ("Đã chuyển sinh hoạt", {"left"}, ""),
        ("Chuyển sinh hoạt đảng chính thức sang xã khác", {"left"}, ""),
        ("Không còn sinh hoạt", {"left"}, ""),
        ("Chờ chuyển sinh hoạt", set(), "Chờ chuyển sinh hoạt"),
        ("Gián đoạn sinh hoạt", set(), "Gián đoạn sinh hoạt"),
        ("Đang làm thủ tục chuyển đi", set(), "Đang làm thủ tục chuyển đi"),
    ],
)
def test_words_of_a_status(said, kinds, rest):
    spoken = phrases.status(said)
    assert ({meaning.kind for meaning in spoken.meanings}, spoken.rest) == (kinds, rest)


@pytest.mark.parametrize(
    "said",
    [
        "Bố hy sinh 1972",
        "Vợ đã mất",
        "Chuyển đến từ chi bộ thôn Đông",
        "Đã chuyển chính thức",
        "Chưa chuyển đi",
        "Thương binh, con liệt sĩ",
    ],
)
def test_a_note_about_something_else_says_nothing_of_leaving(said):
    spoken = phrases.note(said)
    assert (spoken.meanings, spoken.rest) == ((), said)


def test_a_column_of_standings():
    rows = [[*HEADER, "Trạng thái"], person(1, "Lê Một", "Đang sinh hoạt"), person(2, "Lê Hai", "Gián đoạn")]
    one, two = readings(*rows, person(3, "Lê Ba", "Từ trần"))[:2]
    assert told(one) == (False, "full", set(), [])
    assert told(two) == (False, "full", set(), [Problem.STATUS_UNKNOWN])
    assert two.facts.note == "Gián đoạn"


@pytest.mark.parametrize(
    ("name", "full_name", "left", "base", "warnings"),
    [
        ("Lê Một (dự bị)", "Lê Một", False, "probationary", []),
        ("Lê Một - đã từ trần", "Lê Một", True, "full", []),
        ("Lê Một (A)", "Lê Một (A)", False, "full", [Problem.NAME_ADDITION]),
        ("LÊ MỘT (TỨC BA)", "Lê Một (tức Ba)", False, "full", [Problem.NAME_ADDITION]),
        ("Lê Một - cán bộ xã", "Lê Một", False, "full", [Problem.NAME_ADDITION]),
    ],
)
def test_remarks_behind_a_name(name, full_name, left, base, warnings):
    (one,) = readings(HEADER, person(1, name))
    assert one.facts.full_name == full_name
    assert told(one) == (left, base, {"probationary"} if base == "probationary" else set(), warnings)


@pytest.mark.parametrize("sheet", ["Từ trần", "Đã chuyển đi", "DS từ trần 2025", "Đảng viên ra khỏi Đảng"])
def test_a_sheet_of_people_who_left(sheet):
    (one,) = readings(HEADER, person(1, "Lê Một"), name=sheet)
    assert one.facts.left == (Problem.LIST_OF_LEFT, None, sheet)


@pytest.mark.parametrize(
    ("title", "left", "base"),
    [
        ("DANH SÁCH ĐẢNG VIÊN TỪ TRẦN NĂM 2025", True, "full"),
        ("DANH SÁCH ĐẢNG VIÊN ĐÃ CHUYỂN ĐI", True, "full"),
        ("DANH SÁCH ĐẢNG VIÊN DỰ BỊ", False, "probationary"),
        ("DANH SÁCH ĐẢNG VIÊN CHI BỘ THÔN ĐOÀI (2 đồng chí miễn sinh hoạt)", False, "full"),
        ("DANH SÁCH ĐẢNG VIÊN", False, "full"),
    ],
)
def test_the_title_of_a_list_says_how_all_stand(title, left, base):
    (one,) = readings([title], [], HEADER, person(1, "Lê Một"))
    assert (bool(one.facts.left), one.facts.base) == (left, base)
    assert [w.problem for w in one.warnings] == ([Problem.STATUS_OF_LIST] if base == "probationary" else [])


def test_sections_of_a_list_say_how_those_below_stand():
    found = readings(
        HEADER,
        ["A. Đảng viên chính thức"],
        person(1, "Lê Một"),
        ["B", "Đảng viên dự bị"],
        person(2, "Lê Hai"),
        ["C. Đảng viên được miễn sinh hoạt"],
        person(3, "Lê Ba"),
        ["D. Đảng viên đã chuyển đi"],
        person(4, "Lê Tư"),
    )
    assert [reading.facts.full_name for reading in found] == ["Lê Một", "Lê Hai", "Lê Ba", "Lê Tư"]
    assert [told(reading)[:3] for reading in found] == [
        (False, "full", {"full"}),
        (False, "probationary", {"probationary"}),
        (False, "full", {"exempt"}),
        (True, "full", set()),
    ]


def test_a_day_of_leaving_says_that_somebody_left():
    (one, two) = readings(
        [*HEADER, "Ngày chuyển đi"], person(1, "Lê Một", "01/02/2026"), person(2, "Lê Hai", "")
    )
    assert (told(one)[0], told(two)[0]) == (True, False)


def test_crosses_under_full_and_probationary():
    head = [*HEADER, "Đảng viên chính thức", "Đảng viên dự bị"]
    one, two = readings(head, person(1, "Lê Một", "x", ""), person(2, "Lê Hai", "", "x"))
    assert (one.facts.base, two.facts.base) == ("full", "probationary")


@pytest.mark.parametrize(
    "title",
    [
        "SĐT người thân",
        "Họ tên vợ/chồng",
        "Ngày sinh của con",
        "Người thân / Số điện thoại",
        "Họ và tên người giới thiệu",
        "Chi bộ nơi cư trú",
        "Số CMND cũ",
    ],
)
def test_columns_about_somebody_or_something_else(title):
    assert header.meaning(title) is Field.IGNORED


def test_titles_of_our_own_list_in_english():
    titles = {
        "Full name": Field.NAME, "Sex": Field.SEX, "Date of admission": Field.ADMITTED,
        "Telephone": Field.PHONE, "Date of full status": Field.FULL, "Cell": Field.CELL,
        "Standing": Field.STATUS, "Role": Field.POST,
    }  # fmt: skip
    assert {title: header.meaning(title) for title in titles} == titles
