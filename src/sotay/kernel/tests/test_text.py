"""Vietnamese text as people type it, search it and sort it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sotay.kernel.parse import person_name
from sotay.kernel.text import person_sort_key, search_key, sort_key, tidy

VIETNAMESE = some.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạẽéộữỷĐƯỨ ", max_size=30)
FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def in_order(*texts: str) -> None:
    assert sorted(set(texts), key=sort_key) == list(texts)


@pytest.mark.parametrize(
    ("typed", "name"), [("duc", "Đức"), ("nguyen thi huong", "Nguyễn Thị Hường"), ("UT", "Út")]
)
def test_what_is_typed_without_marks_finds_the_name(typed, name):
    assert search_key(typed) in search_key(name)


@given(VIETNAMESE)
def test_folding_again_changes_nothing_and_the_unicode_form_does_not_matter(text):
    assert search_key(search_key(text)) == search_key(text)
    assert {search_key(unicodedata.normalize(form, text)) for form in FORMS} == {search_key(text)}
    assert search_key(text.upper()) == search_key(text)


@given(VIETNAMESE)
def test_the_sort_key_is_digits_and_does_not_depend_on_form_or_case(text):
    key = sort_key(text)
    assert key.isdigit()
    assert {sort_key(unicodedata.normalize(form, text)) for form in FORMS} == {key}
    assert sort_key(text.upper()) == key


def test_letters_sort_as_in_a_vietnamese_dictionary():
    in_order("an", "ăn", "ân", "ba", "da", "đa", "e", "ê", "o", "ô", "ơ", "u", "ư")


def test_tones_decide_only_between_words_of_the_same_letters():
    in_order("ma", "mà", "mả", "mã", "má", "mạ")
    in_order("hoá", "hoan", "hoàn")


def test_a_shorter_word_stands_before_a_longer_one_that_begins_with_it():
    in_order("Hoa", "Hoa Lan", "Hoan")


def test_numbered_cells_sort_by_their_number():
    in_order("Bình Minh 1", "Bình Minh 2", "Bình Minh 10", "Bình Minh A")
    in_order("Tổ (cũ)", "Tổ 09", "Tổ 10A", "Tổ 10B", "Tổ 110", "Tổ 1000", "Tổ 12345", "Tổ An")


@given(some.integers(0, 10**9), some.integers(0, 10**9))
def test_numbers_sort_by_their_value(one, other):
    assert (sort_key(f"khu {one} mới") < sort_key(f"khu {other} mới")) == (one < other)


def test_people_sort_by_given_name_then_family_name():
    people = ["Trần Văn Ánh", "Nguyễn Thị Ánh", "Lê Văn Bình", "Đỗ Minh Đức", "Bùi Đình Dũng"]
    assert sorted(people, key=person_sort_key) == [
        "Nguyễn Thị Ánh",
        "Trần Văn Ánh",
        "Lê Văn Bình",
        "Bùi Đình Dũng",
        "Đỗ Minh Đức",
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NGUYỄN  VĂN ĐỨC", "Nguyễn Văn Đức"),
        (unicodedata.normalize("NFD", "ĐỖ THỊ HƯỜNG"), "Đỗ Thị Hường"),
        ("Y Phôn Niê", "Y Phôn Niê"),
        ("Lê McDonald", "Lê McDonald"),
    ],
)
def test_a_name_is_written_as_on_a_card(written, name):
    assert person_name(written) == name


@given(some.text(max_size=40))
def test_tidy_text_is_composed_and_has_single_spaces(text):
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert "  " not in tidied
    assert tidied == tidied.strip()
