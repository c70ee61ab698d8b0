"""What one cell of a roster means. Pure: a value as the workbook holds it in, a typed value out.

Every function takes the raw value (text, number, date) and answers None for an empty cell. A value
that means nothing raises BadCell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sotay.kernel import parse
from sotay.kernel.text import search_key
from sotay.members.roster import encodings
from sotay.members.roster.problems import BadCell, Problem

Value = str | float | int | bool | date | datetime | None


class TimeOfDay(str):
    """A time without a day, as workbooks read a zero or a fraction in a cell that shows dates."""

    __slots__ = ()


class Uncalculated(str):
    """A formula whose value the workbook does not hold."""

    __slots__ = ()


UNCALCULATED = Uncalculated("=?")

_BLANKS = {"", "-", "--", "---", ".", "..", "...", "…", "/", "//", "x x", "n/a", "#n/a", "null", "none", "?"}
_NONE_YET = {"chua co", "chua cap", "khong co", "khong", "chua", "dang cho cap", "chua duoc cap", "dang lam"}
"""What people write where a number is missing."""


_LEADING = ("'", "’", "`")
"""What says in Excel that a number is text."""


def text(value: Value) -> str:
    """The cell as tidy text: whole numbers without a decimal part, no invisible characters."""
    if type(value) is str:
        found = parse.clean(value)
        return found.lstrip("'’`").strip() if found[:1] in _LEADING else found
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def words(value: Value) -> str | None:
    """Free text, None for an empty cell and for the dashes people fill empty cells with."""
    found = text(value)
    return None if search_key(found) in _BLANKS else found


def _number(value: Value) -> str | None:
    """The same for a number, which people also say they have none of."""
    found = words(value)
    return None if found is None or search_key(found).strip(" .") in _NONE_YET else found


# --- names -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Remark:
    """What stands behind a name, in brackets or after a dash."""

    text: str
    in_brackets: bool


@dataclass(frozen=True, slots=True)
class Name:
    full_name: str
    remarks: tuple[Remark, ...] = ()


_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]?\s*")
_AFTER_DASH = re.compile(r"\s+[-–—]+\s*(?P<dash>\S.*)$|\s*[;,]\s*(?P<comma>\S.*)$")


def name(value: Value) -> Name | None:
    """A person's name: no ordinal or title before it, CAPITALS turned to title case, remarks apart."""
    found = words(value)
    if found is None:
        return None
    remarks = [Remark(said.strip(), in_brackets=True) for said in _BRACKETS.findall(found) if said.strip()]
    bare = _BRACKETS.sub(" ", found).strip()
    if behind := _AFTER_DASH.search(bare):
        remarks.append(Remark(behind["dash"] or behind["comma"], in_brackets=False))
        bare = bare[: behind.start()]
    try:
        full_name = parse.person_name(bare)
    except parse.ParseError:
        raise BadCell(Problem.NAME_UNREADABLE, found) from None
    if encodings.is_garbled(full_name):
        raise BadCell(Problem.NAME_GARBLED, found)
    return Name(full_name, tuple(remarks))


_SEXES = {
    "male": ("nam", "nam gioi", "trai", "ong", "male", "m", "man"),
    "female": ("nu", "nu gioi", "gai", "ba", "female", "f", "woman"),
}
_SEX_OF = {word: sex for sex, words in _SEXES.items() for word in words}


def sex(value: Value) -> str | None:
    """'male' or 'female'."""
    found = words(value)
    if found is None:
        return None
    folded = search_key(found).strip(" .")
    if folded not in _SEX_OF:
        raise BadCell(Problem.SEX_UNKNOWN, found)
    return _SEX_OF[folded]


# --- numbers ---------------------------------------------------------------------------------------------

_CITIZEN_NEW, _CITIZEN_OLD = 12, 9
_LETTER_O = re.compile(r"(?<=\d)[OoÔô]+(?=\d|$)|^[Oo]+(?=\d)")


def citizen(value: Value) -> str | None:
    """A citizen ID of 12 digits, or an old identity card of 9.

    A number (not text) of 10 or 11 digits lost the zeros that the codes of provinces begin with,
    and one of 8 is an old card that lost one.
    """
    found = _number(value)
    if found is None:
        return None
    numeric = isinstance(value, float | int)
    digits = re.sub(r"[\s.\-']", "", found)
    if numeric and len(digits) in (10, 11):
        digits = digits.zfill(_CITIZEN_NEW)
    elif numeric and len(digits) == _CITIZEN_OLD - 1:
        digits = digits.zfill(_CITIZEN_OLD)
    if not digits.isdecimal() or len(digits) not in (_CITIZEN_NEW, _CITIZEN_OLD) or not digits.isascii():
        raise BadCell(Problem.CITIZEN_MALFORMED, found)
    return digits


_CARD = re.compile(r"[0-9A-ZĐ]{4,20}")


def card(value: Value, width: int = 0) -> str | None:
    """A member-card number: digits (old cards have letters too) without spaces and dots.

    A number that is shorter than `width`, how long the other cards of the file are, lost its zeros.
    The letter O between digits is a zero.
    """
    found = _number(value)
    if found is None:
        return None
    number = re.sub(r"[\s.\-/]", "", found).upper()
    zeros = _LETTER_O.sub(lambda letters: "0" * len(letters[0]), number)
    number = zeros if zeros.isdecimal() else number
    if isinstance(value, float | int):
        number = number.zfill(width)
    if not _CARD.fullmatch(number) or not any(char.isdigit() for char in number):
        raise BadCell(Problem.CARD_MALFORMED, found)
    return number


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, and what stands beside it in words: whose it is, perhaps."""

    number: str
    remark: str = ""
    renumbered: bool = False
    """It was a mobile number of before 2018."""


_SEVERAL_PHONES = re.compile(r"[;,/\n]| - |\bhoặc\b|\bvà\b")
_PHONE = re.compile(r"\+?\(?[\dOo][\dOo\s.\-()/+]*\d")


_PHONE_WORDS = {"dd", "dt", "sdt", "dtdd", "tel", "phone", "mobile", "zalo", "viettel", "di dong"}


def phone(value: Value) -> Phone | None:
    """The first telephone number of the cell."""
    found = _number(value)
    if found is None:
        return None
    for piece in (found, *_SEVERAL_PHONES.split(found)):
        match = _PHONE.search(piece)
        if not match:
            continue
        try:
            number = parse.phone(match[0])
        except parse.ParseError:
            continue
        remark = (piece[: match.start()] + piece[match.end() :]).strip(" :.,;()-")
        has_words = re.search(r"[^\W\d_]{2}", remark) and search_key(remark) not in _PHONE_WORDS
        is_old = not re.sub(r"\D", "", match[0]).endswith(number[1:])
        return Phone(number, remark if has_words else "", is_old)
    raise BadCell(Problem.PHONE_UNREADABLE, found)


def email(value: Value) -> str | None:
    found = _number(value)
    if found is None:
        return None
    if not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}", found):
        raise BadCell(Problem.EMAIL_UNREADABLE, found)
    return found.lower()
