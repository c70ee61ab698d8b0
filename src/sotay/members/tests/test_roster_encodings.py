"""Texts of before Unicode are converted when that is certain, and Unicode is never touched."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.members.roster import encodings
from sotay.members.roster.encodings import convert, is_garbled, surely

FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Quách", "Ưng"]
MIDDLES = ["Văn", "Thị", "Đức", "Hữu", "Ngọc", "Quốc", "Xuân", "Thuý", "Thúy", "Kim", "Bá", "Khoái", "Quyết"]
GIVEN = [
    "An",
    "Bình",
    "Hòa",
    "Hoà",
    "Tơ",
    "Tô",
    "Tuyết",
    "Thủy",
    "Thuỷ",
    "Ước",
    "Quỳnh",
    "Yến",
    "Ý",
    "Gấm",
    "Út",
]
names = st.tuples(*map(st.sampled_from, (FAMILIES, MIDDLES, GIVEN))).map(" ".join)

_TO_VNI = {new: old for old, new in reversed(encodings._VNI.items())}
_TO_TCVN3 = {chr(new): chr(old) for old, new in encodings._TCVN3.items()}


def to_vni(text: str) -> str:
    return "".join(_TO_VNI.get(char, char) for char in text)


def to_tcvn3(text: str) -> str:
    """Its fonts have no capitals with a tone: these are typed small, and shown large by another font."""
    return "".join(_TO_TCVN3.get(char) or _TO_TCVN3.get(char.lower(), char) for char in text)


def to_viqr(text: str) -> str:
    shapes = {mark: sign for sign, mark in encodings._VIQR_SHAPES.items() if sign != "*"}
    tones = {mark: sign for sign, mark in encodings._VIQR_MARKS.items()}
    apart = unicodedata.normalize("NFD", text.replace("đ", "dd").replace("Đ", "DD"))
    out = []
    for char in apart:
        if char in shapes and out and out[-1] in tones.values():
            out.insert(-1, shapes[char])  # a tone below comes before a roof when letters are taken apart
        else:
            out.append(shapes.get(char) or tones.get(char) or char)
    return "".join(out)


@given(names, st.sampled_from([("VNI", to_vni), ("TCVN3", to_tcvn3), ("VIQR", to_viqr)]))
def test_a_name_written_in_an_old_encoding_comes_back(name, how):
    encoding, write = how
    written = write(name)
    found, decoded = surely(written)
    if found:
        assert (found, decoded.casefold()) == (encoding, name.casefold())
    else:
        assert decoded == written  # what could be something else as well is left to its column


@given(names)
def test_unicode_is_never_taken_for_an_old_encoding(name):
    for text in (name, name.upper(), name.lower()):
        assert surely(text) == ("", text)
        assert not is_garbled(text)


@given(names)
def test_utf8_that_was_taken_for_latin_comes_back(name):
    written = name.encode().decode("cp1252", errors="replace")
    if "\ufffd" not in written and not name.isascii():
        assert surely(written) == ("UTF-8", name)


@pytest.mark.parametrize(
    "text",
    [
        "Kbuôr", "H'Hen Niê", "Ksor H’Bơ Khăp", "Hélène", "São Paulo", "dd/mm/yyyy", "a(b)", "A.", "UBND xã",
        "3+2", "Tổ 5 (A)", "Lua(A)", "an@b.vn", "Chi bộ «Sao Mai»", "Nguyen Van A (tuc Ba)", "§ 5", "Loan?",
        "C++", "x^2",
    ],
)  # fmt: skip
def test_what_is_no_vietnamese_of_an_old_encoding_stays(text):
    assert surely(text) == ("", text)


def test_a_doubtful_text_is_of_the_encoding_of_its_column():
    rows = [["Họ và tên", "Thôn"], ["Nguyeãn Vaên Tô", "Ñoaøi"], ["Thò", "Ñoâng"], ["Sô Haø", "Nam"]]
    assert convert(rows) == {"VNI": 5}
    assert [row[0] for row in rows] == ["Họ và tên", "Nguyễn Văn Tơ", "Thị", "Sơ Hà"]
    assert [row[1] for row in rows] == ["Thôn", "Đoài", "Đông", "Nam"]


def test_in_a_column_of_both_kinds_a_doubtful_text_stays():
    rows = [["Nguyeãn Vaên Baûy"], ["Trần Thị Hoa"], ["Lê Thị Đào"], ["Tô Hà"]]
    convert(rows)
    assert rows[-1] == ["Tô Hà"]


def test_a_header_alone_is_of_the_encoding_of_its_row():
    rows = [["Hä vµ tªn", "Chi bé"], ["Le An", "5"]]
    convert(rows)
    assert rows[0] == ["Họ và tên", "Chi bộ"]


@pytest.mark.parametrize("text", ["Nguyeãn", "V¨n ®", "Thoân Ñoaøi", "Th«n §oµi"])
def test_what_is_left_of_an_old_encoding_is_noticed(text):
    assert is_garbled(text)


def test_every_letter_of_every_table_is_one_letter_of_the_alphabet():
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    letters = {unicodedata.normalize("NFC", v + t) for v, t in itertools.product(vowels, tones)} | {"đ"}
    assert set(encodings._VNI.values()) >= letters - set("aăâeêioôơuưyđ") | {
        "đ",
        "ơ",
        "ư",
        "â",
        "ê",
        "ô",
        "ă",
    }
    assert set(_TO_TCVN3) >= letters - set("aeiouy")
