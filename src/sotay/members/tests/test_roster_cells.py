"""What one cell of a roster means."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import PartialDate
from sotay.members.roster import cells, dates, phrases
from sotay.members.roster.dates import BIRTH, DAY_ZERO
from sotay.members.roster.phrases import Meaning, Post, Spoken
from sotay.members.roster.problems import BadCell, Problem

TODAY = date(2026, 11, 23)
MAY_1990 = PartialDate(1990, 5, 15)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (date(1990, 5, 15), "1990-05-15"),
        (datetime(1990, 5, 15, 7, 30), "1990-05-15"),  # noqa: DTZ001 - workbooks know no zones
        (33008.0, "1990-05-15"),
        (33008, "1990-05-15"),
        (33008.25, "1990-05-15"),
        ("33008", "1990-05-15"),
        ("15/05/1990", "1990-05-15"),
        ("15/5/1990", "1990-05-15"),
        ("15.5.1990", "1990-05-15"),
        ("15. 5. 1990", "1990-05-15"),
        ("15-05-1990", "1990-05-15"),
        ("15 / 05 / 1990", "1990-05-15"),
        ("'15/05/1990", "1990-05-15"),
        ("1990-05-15", "1990-05-15"),
        ("1990-05-15 00:00:00", "1990-05-15"),
        ("1990-05-15T00:00:00", "1990-05-15"),
        ("ngày 15 tháng 5 năm 1990", "1990-05-15"),
        ("Ngày 15 tháng 05 năm 1990", "1990-05-15"),
        ("15051990", "1990-05-15"),
        (15051990.0, "1990-05-15"),
        (5051990.0, "1990-05-05"),
        ("19900515", "1990-05-15"),
        ("15/05/90", "1990-05-15"),
        ("tháng 5/1990", "1990-05"),
        ("T5/1990", "1990-05"),
        ("5/1990", "1990-05"),
        ("05.1990", "1990-05"),
        ("00/05/1990", "1990-05"),
        ("../05/1990", "1990-05"),
        (1990, "1990"),
        (1990.0, "1990"),
        ("1990", "1990"),
        ("năm 1990", "1990"),
        ("00/00/1990", "1990"),
        ("../../1990", "1990"),
        ("--/--/1990", "1990"),
        (date(1905, 6, 12), "1990"),  # the year 1990 typed into a cell that shows dates
    ],
)
def test_dates_in_every_way_rosters_write_them(said, meant):
    assert str(dates.day(said, TODAY)) == meant


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("31/02/1990", Problem.DATE_IMPOSSIBLE),
        ("31/4/1990", Problem.DATE_IMPOSSIBLE),
        ("05/13/1990", Problem.DATE_IMPOSSIBLE),
        ("15/00/1990", Problem.DATE_IMPOSSIBLE),
        ("29/02/1990", Problem.DATE_IMPOSSIBLE),
        ("31021990", Problem.DATE_IMPOSSIBLE),
        ("03/02/1980-03/02/1981", Problem.DATE_AMBIGUOUS),
        ("1985-1986", Problem.DATE_AMBIGUOUS),
        ("12/5", Problem.DATE_AMBIGUOUS),
        ("85", Problem.DATE_AMBIGUOUS),
        ("hai lăm tháng ba", Problem.DATE_UNREADABLE),
        ("15/5/199O", Problem.DATE_UNREADABLE),
        ("1" * 5000, Problem.DATE_UNREADABLE),
        (f"1/1/{'2' * 5000}", Problem.DATE_UNREADABLE),
        (12.5, Problem.DATE_UNREADABLE),
        (85, Problem.DATE_UNREADABLE),
        (float("nan"), Problem.DATE_UNREADABLE),
        (float("inf"), Problem.DATE_UNREADABLE),
        ("15/05/1789", Problem.DATE_TOO_OLD),
        ("24/11/2026", Problem.DATE_IN_FUTURE),
        (date(2027, 1, 1), Problem.DATE_IN_FUTURE),
        ("01/01/9999", Problem.DATE_IN_FUTURE),
        (2027, Problem.DATE_IN_FUTURE),
    ],
)
def test_dates_that_mean_nothing_say_why(said, problem):
    with pytest.raises(BadCell) as bad:
        dates.day(said, TODAY)
    assert bad.value.problem is problem


@pytest.mark.parametrize("said", ["", None, "   ", "-", "…", "--", "\u00a0"])
def test_an_empty_cell_is_nothing(said):
    assert dates.day(said, TODAY) is None
    assert cells.name(said) is None
    assert cells.phone(said) is None
    assert cells.citizen(said) is None
    assert cells.card(said) is None
    assert cells.sex(said) is None


def test_a_year_of_two_figures_goes_where_a_member_can_be_born():
    assert str(dates.day("01/02/45", TODAY, BIRTH)) == "1945-02-01"
    assert str(dates.day("01/02/05", TODAY, BIRTH)) == "2005-02-01"
    assert str(dates.day("01/02/05", TODAY)) == "2005-02-01"
    with pytest.raises(BadCell):
        dates.day("01/02/12", TODAY, BIRTH)  # 14 or 114 years old


days = st.dates(date(1910, 1, 1), TODAY)


@given(
    days,
    st.sampled_from(["{0.day:02d}/{0.month:02d}/{0.year}", "{0.day}.{0.month}.{0.year}", "{0:%Y-%m-%d}"]),
)
def test_every_day_is_read_back_from_text(day, how):
    assert dates.day(how.format(day), TODAY) == PartialDate.of(day)


@given(days)
def test_every_day_is_read_back_from_excels_number(day):
    assert dates.day(float((day - DAY_ZERO).days), TODAY) == PartialDate.of(day)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_says_why_not(said):
    try:
        found = dates.day(said, TODAY)
    except BadCell:
        return
    assert found is None or found.earliest <= TODAY


@given(st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.integers(), st.booleans()))
def test_any_number_is_a_date_or_says_why_not(said):
    try:
        found = dates.day(said, TODAY)
    except BadCell:
        return
    assert found is None or found.earliest <= TODAY


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("0912345678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("(0912) 345-678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("+84(0)912345678", "0912345678"),
        ("912345678", "0912345678"),
        (912345678.0, "0912345678"),
        (912345678, "0912345678"),
        ("0912345678 / 0987654321", "0912345678"),
        ("0912345678; 0987654321", "0912345678"),
        ("02373851234", "02373851234"),
        (2373851234.0, "02373851234"),
    ],
)
def test_telephone_numbers_come_back_whole(said, meant):
    assert cells.phone(said).number == meant


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.sampled_from([" ", ".", "-", ""]))
def test_a_mobile_number_survives_any_grouping_and_excel(number, gap):
    assert cells.phone(gap.join([number[:4], number[4:7], number[7:]])).number == number
    assert cells.phone(float(number)).number == number
    assert cells.phone(f"+84{number[1:]}").number == number


@pytest.mark.parametrize(
    "said", ["12345", "gọi con trai", "0112345678", "0612345678", "091234567", "09123456789"]
)
def test_what_is_no_telephone_number_is_said_so(said):
    with pytest.raises(BadCell):
        cells.phone(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("038085001234", "038085001234"),
        ("038 085 001 234", "038085001234"),
        (38085001234.0, "038085001234"),
        (1085001234.0, "001085001234"),
        ("171234567", "171234567"),
        (11234567.0, "011234567"),
        (190937865797.0, "190937865797"),
    ],
)
def test_citizen_ids_get_back_their_zeros(said, meant):
    assert cells.citizen(said) == meant


@pytest.mark.parametrize("said", ["38085001234", "abc", "0380850012345", 123.0, "٣٨٠٨٥٠٠١٢٣٤٥"])
def test_a_citizen_id_of_the_wrong_length_is_refused(said):
    with pytest.raises(BadCell):
        cells.citizen(said)


def test_card_numbers_get_back_the_width_of_the_others():
    assert cells.card(1007001.0, 8) == "01007001"
    assert cells.card("01007001", 8) == "01007001"
    assert cells.card("01.007.001") == "01007001"
    assert cells.card("38 AV 004567") == "38AV004567"
    with pytest.raises(BadCell):
        cells.card("thẻ cũ")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("NGUYỄN VĂN ĐỨC", "Nguyễn Văn Đức"),
        ("  Nguyễn   Văn Đức ", "Nguyễn Văn Đức"),
        (unicodedata.normalize("NFD", "Nguyễn Văn Đức"), "Nguyễn Văn Đức"),
        ("12. Nguyễn Văn Đức", "Nguyễn Văn Đức"),
        ("Đ/c Nguyễn Văn Đức", "Nguyễn Văn Đức"),
        ("Đồng chí: Nguyễn Văn Đức", "Nguyễn Văn Đức"),
        ("Nguyễn\u200b Văn Đức", "Nguyễn Văn Đức"),
        ("Ông Ích Khiêm", "Ông Ích Khiêm"),
        ("H'Hen Niê", "H'Hen Niê"),
    ],
)
def test_names_are_tidied(said, meant):
    assert cells.name(said) == cells.Name(meant)


def test_sexes():
    assert [cells.sex(said) for said in ("Nam", "NỮ", "nu", "F")] == ["male", "female", "female", "female"]
    with pytest.raises(BadCell):
        cells.sex("Nan")


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ("Bí thư", Post("secretary")),
        ("BÍ THƯ CHI BỘ", Post("secretary")),
        ("Phó Bí thư", Post("deputy_secretary")),
        ("P. Bí thư", Post("deputy_secretary")),
        ("PBT", Post("deputy_secretary")),
        ("Chi ủy viên", Post("committee_member")),
        ("Chi uỷ viên", Post("committee_member")),
        ("CUV", Post("committee_member")),
        ("Bí thư, Tổ trưởng dân phố", Post("secretary", "Tổ trưởng dân phố")),
        ("Bí thư Đoàn", Post("", "Bí thư Đoàn")),
        ("Bí thư Đảng ủy", Post("", "Bí thư Đảng ủy")),
        ("Hiệu trưởng", Post("", "Hiệu trưởng")),
        ("Đảng viên", Post()),
        ("", Post()),
    ],
)
def test_posts_in_the_cell_are_told_from_others(said, post):
    assert phrases.post(said) == post


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Tổ dân phố", "residential"),
        ("Chi bộ thôn Đoài", "residential"),
        ("Đơn vị sự nghiệp", "office"),
        ("Lực lượng vũ trang", "armed_forces"),
        ("Chi bộ Công an phường", "armed_forces"),
        ("Doanh nghiệp nhà nước", "state_enterprise"),
        ("Doanh nghiệp tư nhân", "private_enterprise"),
        ("Chi bộ Trường Tiểu học thôn Đoài", "office"),
        ("Chi bộ Trạm Y tế", "office"),
        ("Sinh viên", "students"),
        ("", ""),
        ("Chi bộ Hòa Bình", ""),
    ],
)
def test_kinds_of_cell(said, kind):
    assert phrases.cell_type(said) == kind


@pytest.mark.parametrize(
    ("said", "meanings", "rest"),
    [
        ("Miễn công tác và sinh hoạt đảng", [Meaning("exempt")], ""),
        ("Miễn SH", [Meaning("exempt")], ""),
        ("Sinh hoạt tạm thời nơi khác đến 30/06/2027", [Meaning("away", date(2027, 6, 30))], ""),
        (
            "SHTT tại Chi bộ khu phố 3 đến ngày 1/7/2027",
            [Meaning("away", date(2027, 7, 1), "Chi bộ khu phố 3")],
            "",
        ),
        ("Đình chỉ sinh hoạt", [Meaning("suspended")], ""),
        ("ĐV dự bị", [Meaning("probationary")], ""),
        ("Miễn sinh hoạt; con liệt sĩ", [Meaning("exempt")], "con liệt sĩ"),
        ("Thương binh 2/4", [], "Thương binh 2/4"),
        ("Đã chuyển đi", [Meaning("left")], ""),
        ("Chuyển đến từ chi bộ thôn Đông", [], "Chuyển đến từ chi bộ thôn Đông"),
        ("", [], ""),
    ],
)
def test_notes_become_standings(said, meanings, rest):
    assert phrases.note(said) == Spoken(tuple(meanings), rest)


def test_a_serial_number_before_the_first_day_is_a_year():
    assert dates.day((date(1905, 3, 14) - DAY_ZERO).days, TODAY) == PartialDate(1900)
    assert DAY_ZERO + timedelta(days=33008) == MAY_1990.exact
