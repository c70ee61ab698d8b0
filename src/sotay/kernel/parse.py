"""Reading what people write: telephone numbers, days, months, times, numbers and names of people.

One definition of each, for forms, the roster import and programs. Every function takes text and answers
the value, or raises `ParseError` with a code; who asked says it in words. Pure: no Django.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Final, Literal, NoReturn

from sotay.kernel.periods import YEARS, Month, PartialDate
from sotay.kernel.text import tidy

Code = Literal["invalid", "impossible", "ambiguous", "too_old", "too_new", "zero"]
"""Not such a thing at all; not in the calendar; more than one thing; a year before or after those people can
mean; only zeros, which is how a workbook shows an empty date."""


class ParseError(ValueError):
    """The text does not say what was asked for."""

    def __init__(self, code: Code = "invalid") -> None:
        super().__init__(code)
        self.code: Final = code


# --- text ------------------------------------------------------------------------------------------------

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HAS_FULL_WIDTH = re.compile(r"[\u3000\uff01-\uff5e]")
_CYRILLIC = str.maketrans("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_HAS_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def clean(text: str) -> str:
    """Tidy text with the letters it looks as if it had: no full-width forms, no Cyrillic A among
    Latin letters."""
    if text.isascii():
        return tidy(text)
    found = tidy(text.translate(_FULL_WIDTH) if _HAS_FULL_WIDTH.search(text) else text)
    if _HAS_CYRILLIC.search(found) and _LATIN_LETTER.search(found):
        return found.translate(_CYRILLIC)
    return found


# --- telephone numbers -------------------------------------------------------------------------------------

_REGION = "VN"
_OLD_MOBILE = re.compile(r"(?:\+?84|0)?(1\d\d)(\d{7})")
_NEW_OF_OLD = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
"""Network codes of mobile numbers of eleven digits and what they became on 15 September 2018; the last seven
digits stayed. Source: plan attached to decision 798/QĐ-BTTTT of 25 May 2018, old codes out of use since
14 November 2018."""
_MOBILE = re.compile(r"0[35789]\d{8}")
"""Every mobile number of the national plan, also of ranges the library does not know to be in use yet."""
_SEPARATORS = re.compile(r"[\s.\-()/]+")
_LETTER_O = re.compile(r"(?<![^\W\d_])[Oo](?=[\d\s.\-])|(?<=\d)[Oo](?![^\W\d_])")


def phone(text: str) -> str:
    """A telephone number with the digits one dials in Viet Nam, without spaces: '0912345678'.

    Numbers that lost the 0 in front (as in Excel) get it back, +84 and 84 become 0, and mobile numbers of
    before 2018 become those of today. A number of another country stays as '+' and digits.
    """
    import phonenumbers  # noqa: PLC0415 - its tables are large, and most programs read no number

    digits = _SEPARATORS.sub("", _LETTER_O.sub("0", clean(text)))
    if not re.fullmatch(r"\+?\d{4,20}", digits, re.ASCII):
        raise ParseError
    digits = renumbered(re.sub(r"^00(?=\d{8})", "+", digits))
    try:
        number = phonenumbers.parse(digits, _REGION)
    except phonenumbers.NumberParseException:
        raise ParseError from None
    dialled = re.sub(r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    if not phonenumbers.is_valid_number(number) and not _MOBILE.fullmatch(dialled):
        raise ParseError
    if number.country_code != phonenumbers.country_code_for_region(_REGION):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return dialled


def renumbered(digits: str) -> str:
    """A mobile number of before 2018 with the network code it has today; every other number as it is."""
    match = _OLD_MOBILE.fullmatch(digits)
    code = _NEW_OF_OLD.get(match[1]) if match else None
    return f"0{code}{match[2]}" if match and code else digits


_FIGURES_TOGETHER = re.compile(r"\+?\(?\d[\d\s.\-()/]*\d")


def phone_fragments(text: str) -> list[tuple[str, str]]:
    """Each run of figures in what somebody searches for, and the digits to look for in stored numbers.

    >>> phone_fragments("Lan +84 912.345")
    [('+84 912.345', '0912345')]
    """
    runs = _FIGURES_TOGETHER.findall(clean(text))
    return [(run, _dialled(_SEPARATORS.sub("", run))) for run in runs]


def _dialled(digits: str) -> str:
    return renumbered(re.sub(r"^(?:(?:\+84|0084)0?|84(?=\d{9}$))", "0", digits))


# --- days, months, times -----------------------------------------------------------------------------------

_DATE_WORDS = re.compile(r"\b(?:ngày|ngay|tháng|thang|năm|nam|sinh|lúc|luc|n|t)\b\.?|\bt(?=\d)")
_CLOCK_AFTER = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:z|sa|ch|am|pm)?$")
_UNKNOWN_PART = re.compile(r"^(?:(?:[.\-_?x…]{1,4}|00?)\s*[/\-.]\s*){1,2}(?=\d{4}$)")
_ONLY_ZEROS = re.compile(r"[0\s/.\-,:]*0[0\s/.\-,:]*")
_OTHER_SIGN = re.compile(r"[^0-9\s/.\-,:]")
_ORDERS = {"y": (0,), "ny": (1, 0), "yn": (0, 1), "nny": (2, 1, 0), "ynn": (0, 1, 2)}
"""Where year, month and day stand in a date: y is a group of four figures, n one of one or two."""
_MOST_FIGURES = 8
"""In one run. Of thousands Python makes no number."""
_YEAR_FIGURES, _MONTH_FIGURES = 4, 6


def partial_day(text: str, century: Callable[[int], int] | None = None) -> PartialDate:
    """A day, a month or a year in the ways people write them, the day before the month: 05/13/1990 is no day.

    `century` makes a year of its last two figures; without it such a year is ambiguous.
    """
    lowered = _CLOCK_AFTER.sub("", clean(text).casefold())
    if _ONLY_ZEROS.fullmatch(lowered):
        raise ParseError("zero")
    bare = _DATE_WORDS.sub(" ", _UNKNOWN_PART.sub("", lowered))
    parts = re.findall(r"[0-9]+", bare)
    if _OTHER_SIGN.search(bare) or not parts or max(map(len, parts)) > _MOST_FIGURES:
        raise ParseError
    shape = "".join("y" if len(part) == _YEAR_FIGURES else "n" if len(part) <= 2 else "?" for part in parts)  # noqa: PLR2004
    numbers = [int(part) for part in parts]
    if shape in _ORDERS:
        year, *rest = (numbers[place] for place in _ORDERS[shape])
        month, dom = (*rest, None, None)[:2]
        return in_calendar(year, month, dom)
    if shape == "nnn" and len(parts[2]) == 2 and century:  # noqa: PLR2004 - a year of two figures
        return in_calendar(century(numbers[2]), numbers[1], numbers[0])
    if shape == "?":
        return figures_in_a_row(parts[0])
    raise ParseError("ambiguous")


def figures_in_a_row(digits: str) -> PartialDate:
    """ddmmyyyy, or yyyymmdd when only that can be a date; mmyyyy."""
    if len(digits) == _MONTH_FIGURES:
        return in_calendar(int(digits[2:]), int(digits[:2]), None)
    if len(digits) != _MOST_FIGURES:
        raise ParseError
    if int(digits[4:]) in YEARS or int(digits[:4]) not in YEARS:
        return in_calendar(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    return in_calendar(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def in_calendar(year: int, month: int | None, dom: int | None) -> PartialDate:
    """The date, when the calendar has it. 0 for the day, or for day and month, means not known."""
    if year not in YEARS:
        raise ParseError("too_old" if year < YEARS.start else "too_new")
    if month == 0 and dom:
        raise ParseError("impossible")
    try:
        return PartialDate(year, month or None, (dom or None) if month else None)
    except ValueError:
        raise ParseError("impossible") from None


def day(text: str) -> date:
    """A whole day: 3/12/2026, 03.12.2026, 03122026, 2026-12-03, 'ngày 3 tháng 12 năm 2026'."""
    return partial_day(text).exact or _not_such_a_thing()


def month(text: str) -> Month:
    """A month: 12/2026, 122026, 2026-12, 'tháng 12 năm 2026'."""
    found = partial_day(text)
    if found.month is None or found.day is not None:
        raise ParseError
    return Month(found.year, found.month)


def clock(text: str) -> time:
    """A time of day: 19:30, 19h30, 19 giờ 30, 1930, 19."""
    match = re.fullmatch(r"(\d{1,2})\s*(?:[:.h]|giờ)?\s*(\d{2})?(?::\d{2})?", clean(text).lower())
    try:
        return time(int(match[1]), int(match[2] or 0)) if match else _not_such_a_thing()
    except ValueError:
        raise ParseError from None


# --- numbers -----------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?(?:\d{1,12}|\d{1,3}(?:[.,\s]\d{3}){1,3})(?:[.,]0{1,2})?", re.ASCII)


def number(text: str) -> int:
    """A whole number, also with its thousands set apart: 1250, 1.250, 1 250, 12,0."""
    found = clean(text)
    if not _NUMBER.fullmatch(found):
        raise ParseError
    return int(re.sub(r"[.,\s]", "", re.sub(r"[.,]0{1,2}$", "", found)))


# --- names of people ---------------------------------------------------------------------------------

_ORDINAL = re.compile(r"^\d{1,4}\s*[.)\-/]\s*")
_ADDRESSED = re.compile(
    r"^(?:(?:đ/c|đc|đồng chí|ông/bà|bà|cụ|ths|ts|pgs|gs|bs)[\s.:]+|ông\s*[.:]\s*)", re.IGNORECASE
)
_FAMILIES = (
    "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|đoàn|trịnh|trương|lâm|mai|"
    "đào|cao|hà|tạ|thái|châu|tô|lương|lưu|quách|vương|chu|triệu|tống|kiều|phùng|từ|la|vi|lò|quàng|hứa|nông"
)
_OLD_MAN = re.compile(rf"^ông\s+(?=(?:{_FAMILIES})\s)", re.IGNORECASE)
"""'Ông' before a family name is how one speaks of a man; before anything else it is a family name itself."""
_LOWER_IN_BRACKETS = frozenset({"tức", "tên", "còn", "bí", "cũ", "con", "vợ", "chồng", "gọi"})
_WORD = re.compile(r"[^\W\d_]+")


def person_name(text: str) -> str:
    """A name as written on a card: without a number or 'Đ/c' before it, CAPITALS turned to Title Case.

    A name that has both kinds of letters is kept as its owner writes it.
    """
    found = _ORDINAL.sub("", clean(text))
    while (bare := _OLD_MAN.sub("", _ADDRESSED.sub("", found))) != found:
        found = bare
    found = found.strip(" .,;:")
    if not _WORD.search(found) or any(char.isdigit() for char in found):
        raise ParseError
    return title_case(found) if found.isupper() or found.islower() else found


def title_case(name: str) -> str:
    """Each word with a capital, also after an apostrophe and a hyphen: H'Hen Niê, Mai-A.

    >>> title_case("H'HEN NIÊ"), title_case("MAI-A")
    ("H'Hen Niê", 'Mai-A')
    """
    words = name.split(" ")
    return " ".join(
        word.lower() if word.startswith("(") and word.strip("()").lower() in _LOWER_IN_BRACKETS
        else _WORD.sub(lambda letters: _capital(letters[0][0]) + letters[0][1:].lower(), word)
        for word in words
    )  # fmt: skip


def _capital(letter: str) -> str:
    """The capital of a letter, unless that is several: ß stays."""
    capital = letter.upper()
    return capital if len(capital) == 1 else letter


def _not_such_a_thing() -> NoReturn:
    raise ParseError
