"""Reading what people write, in one place for forms, the roster import and programs."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel import parse
from sotay.kernel.forms import PhoneField
from sotay.kernel.periods import Month, PartialDate


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("912345678", "0912345678"),
        ("+84 (0) 912-345-678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084912345678", "0912345678"),
        ("O912345678", "0912345678"),
        ("０９１２３４５６７８", "0912345678"),
        ("(0237) 3.812.345", "02373812345"),
        ("024 3812 3456", "02438123456"),
        ("1900 1234", "19001234"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_telephone_numbers(written, number):
    assert parse.phone(written) == number


@pytest.mark.parametrize(
    "written",
    ["0612345678", "12345", "091234567", "09123456789", "0112345678", "không có", "", "+", "1" * 5000],
)
def test_what_is_no_telephone_number(written):
    with pytest.raises(parse.ParseError):
        parse.phone(written)


def test_every_network_code_of_before_2018_has_its_new_one():
    """Source: decision 798/QĐ-BTTTT of 25 May 2018."""
    old = {
        "032 033 034 035 036 037 038 039": "0162 0163 0164 0165 0166 0167 0168 0169",
        "070 079 077 076 078": "0120 0121 0122 0126 0128",
        "083 084 085 081 082": "0123 0124 0125 0127 0129",
        "056 058 059": "0186 0188 0199",
    }
    pairs = [pair for new, was in old.items() for pair in zip(was.split(), new.split(), strict=True)]
    assert len(pairs) == 21
    for was, new in pairs:
        for written in (f"{was}2345685", f"{was[1:]}2345685", f"+84{was[1:]}2345685"):
            assert parse.phone(written) == f"{new}2345685"


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_a_number_once_read_is_read_as_itself(number):
    assert parse.phone(number) == number
    assert PhoneField().clean(number) == number


@given(st.text(max_size=25))
def test_the_form_and_the_import_judge_a_number_alike(text):
    try:
        number: str | None = parse.phone(text)
    except parse.ParseError:
        number = None
    field = PhoneField(required=False)
    if not text.strip():
        assert field.clean(text) == ""
    elif number is None:
        with pytest.raises(ValidationError):
            field.clean(text)
    else:
        assert field.clean(text) == number


@pytest.mark.parametrize(
    ("searched", "digits"),
    [
        ("0912.345.678", ["0912345678"]),
        ("0912 345", ["0912345"]),
        ("+84 912 345 678", ["0912345678"]),
        ("84912345678", ["0912345678"]),
        ("0169 2345 685", ["0392345685"]),
        ("Lan 0912 345", ["0912345"]),
        ("Lan", []),
    ],
)
def test_figures_of_a_search_are_what_is_stored(searched, digits):
    assert [found for _run, found in parse.phone_fragments(searched)] == digits


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3/12/2026", "2026-12-03"),
        ("03.12.2026", "2026-12-03"),
        ("03122026", "2026-12-03"),
        ("2026-12-03", "2026-12-03"),
        ("ngày 3 tháng 12 năm 2026", "2026-12-03"),
        ("13/05/1960 12:00:00 SA", "1960-05-13"),
        ("13/05/1960 1:30 CH", "1960-05-13"),
        ("12/2026", "2026-12"),
        ("tháng 12/2026", "2026-12"),
        ("122026", "2026-12"),
        ("00/05/1960", "1960-05"),
        ("--/--/1960", "1960"),
        ("1960", "1960"),
    ],
)
def test_days_months_and_years(written, meant):
    assert str(parse.partial_day(written)) == meant


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/1990", "impossible"),
        ("05/13/1990", "impossible"),
        ("13/5/60", "ambiguous"),
        ("12/5", "ambiguous"),
        ("hôm qua", "invalid"),
        ("1/1/1789", "too_old"),
        ("1/1/2789", "too_new"),
        ("00/00/0000", "zero"),
        ("0", "zero"),
        ("00:00:00", "zero"),
        ("٣/٥/1990", "invalid"),
    ],
)
def test_what_is_no_date_says_why(written, code):
    with pytest.raises(parse.ParseError) as wrong:
        parse.partial_day(written)
    assert wrong.value.code == code


def test_a_day_is_whole_and_a_month_has_no_day():
    assert parse.day("3/12/2026") == date(2026, 12, 3)
    assert parse.month("12/2026") == Month(2026, 12)
    for read, written in ((parse.day, "12/2026"), (parse.month, "3/12/2026"), (parse.month, "2026")):
        with pytest.raises(parse.ParseError):
            read(written)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_its_label(day):
    assert parse.partial_day(PartialDate.of(day).label()) == PartialDate.of(day)


@pytest.mark.parametrize(
    ("written", "number"), [("12", 12), ("1.250", 1250), ("1 250", 1250), ("12,0", 12), ("１２", 12)]
)
def test_whole_numbers(written, number):
    assert parse.number(written) == number


@pytest.mark.parametrize("written", ["", "1,5", "12.34", "1.2345", "một", "1e3", "9" * 40])
def test_what_is_no_whole_number(written):
    with pytest.raises(parse.ParseError):
        parse.number(written)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("K'DẼ", "K'Dẽ"),
        ("KSOR H’BƠ KHĂP", "Ksor H’Bơ Khăp"),
        ("MAI-A", "Mai-A"),
        ("nguyễn văn thử", "Nguyễn Văn Thử"),
        ("Bà Đỗ Thị Bông", "Đỗ Thị Bông"),
        ("Ông Nguyễn Văn A", "Nguyễn Văn A"),
        ("Ông Ích Khiêm", "Ông Ích Khiêm"),
        ("12. Đ/c Phạm Văn Tý", "Phạm Văn Tý"),
        ("Ðinh Văn Ɖức", "Đinh Văn Đức"),
        ("Nguyễn Vаn Аn", "Nguyễn Van An"),  # Cyrillic а and А
        ("Lê McDonald", "Lê McDonald"),
    ],
)
def test_names_of_people(written, name):
    assert parse.person_name(written) == name
    assert parse.person_name(unicodedata.normalize("NFD", written)) == name


@given(st.text(max_size=40))
def test_a_name_once_read_is_read_as_itself(text):
    try:
        name = parse.person_name(text)
    except parse.ParseError:
        return
    assert parse.person_name(name) == name
