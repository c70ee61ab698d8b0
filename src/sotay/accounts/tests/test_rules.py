from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.accounts import rules


@given(st.randoms())
def test_a_code_is_read_whatever_the_case_and_the_spacing(random):
    code = rules.new_code()
    typed = "".join(random.choice([c, c.lower(), f" {c}", f"{c}-", f"{c}."]) for c in code)
    assert rules.read_code(typed) == code


def test_a_code_as_printed_is_read_back():
    code = rules.new_code()
    assert rules.read_code(rules.printed_code(code)) == code


@pytest.mark.parametrize(
    "typed", ["", "CFHJK", "CFHJKMNPRTX", "CFHJK MNPR0", "٣٤٦٧٩٣٤٦٧٩", "ÀFHJKMNPRT", "0" * 10, "x" * 9]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert rules.read_code(typed) == ""


def test_full_width_signs_of_some_keyboards_are_read():
    assert rules.read_code("ＣＦＨＪＫ３４６７９") == "CFHJK34679"


def test_no_sign_of_a_code_looks_like_another_or_is_eaten_by_a_vietnamese_keyboard():
    assert not set(rules.CODE_ALPHABET) & set("0OQ1IL2Z5S8BUVAEYDW")
    assert len(set(rules.CODE_ALPHABET)) == 16


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Thu ", "thu"),
        ("THU", "thu"),
        ("01 000 001", "01000001"),
        ("01.000.001", "01000001"),
        ("０１０００００１", "01000001"),
        ("van-a.2", "van-a.2"),
        ("", ""),
    ],
)
def test_one_name_however_it_is_typed(typed, name):
    assert rules.login_name(typed) == name


@pytest.mark.parametrize(
    ("full_name", "username"),
    [("Nguyễn Văn Đức", "ducnv"), ("Y Moan Ênuôl", "enuolym"), ("Ý", "dvy"), ("李明", "dv")],
)
def test_usernames_come_from_the_name(full_name, username):
    assert rules.username_for(full_name) == username
    assert rules.is_username(username)


def test_a_taken_name_gets_a_number_that_does_not_count_the_others():
    assert rules.free_name("ducnv", taken=()) == "ducnv"
    drawn = {rules.free_name("ducnv", taken={"ducnv"}) for _time in range(50)}
    assert len(drawn) > 10
    all_of_two = {"ducnv", *(f"ducnv{n}" for n in range(10, 100))}
    assert rules.free_name("ducnv", taken=all_of_two)[5:].isdecimal()
    assert rules.is_username(rules.free_name("a" * 40, taken={"a" * 40}))


def test_a_username_is_never_a_card_number():
    assert not rules.is_username("01000001")
    assert not rules.is_username("1thu")


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            ("Chrome", "Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605.1.15 Version/17.5 Safari/604.1",
            ("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            ("Edge", "Windows"),
        ),
        ("curl/8", ("", "")),
    ],
)
def test_devices_are_named_as_people_know_them(agent, device):
    assert rules.device_of(agent) == device
