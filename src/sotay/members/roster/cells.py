"""What one cell of a roster means. Pure: a value as the workbook holds it in, a typed value out.

Every function takes the raw value (text, number, date) and answers None for an empty cell. A value
that means nothing raises BadCell.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from sotay.kernel.text import fold, person_name, tidy
from sotay.members.roster.problems import BadCell, Problem

Value = str | float | int | bool | date | datetime | None

_NOISE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_BLANKS = {"", "-", "--", "---", ".", "..", "...", "…", "/", "//", "x x", "n/a", "#n/a", "null", "none", "?"}


def text(value: Value) -> str:
    """The cell as tidy text: whole numbers without a decimal part, no invisible characters."""
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
    return tidy(_NOISE.sub("", str(value))).lstrip("'’`").strip()


def words(value: Value) -> str | None:
    """Free text, None for an empty cell and for the dashes people fill empty cells with."""
    found = text(value)
    return None if fold(found) in _BLANKS else found


_ORDINAL = re.compile(r"^\d{1,4}\s*[.)\-/]\s*")
_TITLE = re.compile(r"^(?:đ/c|đc|đồng chí)[\s.:]+", re.IGNORECASE)


def name(value: Value) -> str | None:
    """A person's name: no ordinal or title before it, CAPITALS turned to title case."""
    found = words(value)
    if found is None:
        return None
    found = person_name(_TITLE.sub("", _ORDINAL.sub("", found)).strip(" .,;:"))
    if not found or any(char.isdigit() for char in found):
        raise BadCell(Problem.NAME_UNREADABLE, text(value))
    return found


_SEXES = {"nam": "male", "male": "male", "m": "male", "nu": "female", "female": "female", "f": "female"}


def sex(value: Value) -> str | None:
    """'male' or 'female'."""
    found = words(value)
    if found is None:
        return None
    folded = fold(found).strip(" .")
    if folded not in _SEXES:
        raise BadCell(Problem.SEX_UNKNOWN, found)
    return _SEXES[folded]


_CITIZEN_NEW, _CITIZEN_OLD = 12, 9


def citizen(value: Value) -> str | None:
    """A citizen ID of 12 digits, or an old identity card of 9.

    A number (not text) of 10 or 11 digits lost the zeros that the codes of provinces begin with,
    and one of 8 is an old card that lost one.
    """
    found = words(value)
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
    """
    found = words(value)
    if found is None:
        return None
    number = re.sub(r"[\s.\-/]", "", found).upper()
    if isinstance(value, float | int):
        number = number.zfill(width)
    if not _CARD.fullmatch(number) or not any(char.isdigit() for char in number):
        raise BadCell(Problem.CARD_MALFORMED, found)
    return number


_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{8,9}")
_MOBILE_LOST = re.compile(r"[35789]\d{8}")
_LANDLINE_LOST = re.compile(r"2\d{8,9}")


def phone(value: Value) -> str | None:
    """The first telephone number of the cell, with its leading zero, without spaces and dots.

    Source: the national numbering plan since 2018, mobiles 03 05 07 08 09 and ten digits, landlines 02.
    """
    found = words(value)
    if found is None:
        return None
    for piece in re.split(r"[;,/\n]| - |\bhoặc\b", found):
        digits = re.sub(r"[^\d+]", "", piece)
        digits = re.sub(r"^(?:\+|00)?84(?=0?[235789]\d{8,9}$)", "", digits)
        if _MOBILE_LOST.fullmatch(digits) or _LANDLINE_LOST.fullmatch(digits):
            digits = f"0{digits}"
        if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
            return digits
    raise BadCell(Problem.PHONE_UNREADABLE, found)


def email(value: Value) -> str | None:
    found = words(value)
    if found is None:
        return None
    if not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}", found):
        raise BadCell(Problem.EMAIL_UNREADABLE, found)
    return found.lower()
