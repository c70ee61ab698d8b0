"""What one cell of a roster means. Pure: a value as the workbook holds it in, a typed value out.

Every function takes the raw value (text, number, date) and answers None for an empty cell. A value
that means nothing raises BadCell.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sotay.kernel.periods import PartialDate
from sotay.kernel.text import fold, person_name, tidy
from sotay.members.roster.trouble import BadCell, Trouble

Value = str | float | int | bool | date | datetime | None

EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's calendar, right for every day after February 1900."""
YEARS = range(1900, 2101)
SERIALS = range(YEARS.stop, 73_051)
"""Whole numbers read as Excel's day count; smaller ones are a year typed alone."""
_YEAR_AS_DATE = range(1900, 2036)
"""A year typed into a cell formatted as a date turns into a day of 1905. Nobody on a roster was born then."""

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


# --- names ---------------------------------------------------------------------------------------

_ORDINAL = re.compile(r"^\d{1,4}\s*[.)\-/]\s*")
_TITLE = re.compile(r"^(?:đ/c|đc|đồng chí)[\s.:]+", re.IGNORECASE)


def name(value: Value) -> str | None:
    """A person's name: no ordinal or title before it, CAPITALS turned to title case."""
    found = words(value)
    if found is None:
        return None
    found = person_name(_TITLE.sub("", _ORDINAL.sub("", found)).strip(" .,;:"))
    if not found or any(char.isdigit() for char in found):
        raise BadCell(Trouble.NAME_UNREADABLE, text(value))
    return found


# --- dates ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ages:
    """Between how many years before today a date with a two-digit year must lie."""

    youngest: int
    oldest: int


BIRTH = Ages(18, 110)
SINCE = Ages(0, 90)

_DATE_WORDS = re.compile(r"\b(?:ngay|thang|nam|sinh|luc|n|t)\b\.?|\bt(?=\d)")
_CLOCK = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?$")
_UNKNOWN_PART = re.compile(r"^(?:(?:[.\-_?x…]{1,4}|00?)\s*[/\-.]\s*){1,2}(?=\d{4}$)")


def day(value: Value, today: date, ages: Ages = SINCE) -> PartialDate | None:
    """A date, a month or a year in any of the ways rosters write them; never after today.

    Day comes before month, as people write in Viet Nam: 05/13/1990 is refused, not turned round.
    """
    found = _day(value, today, ages)
    if found is not None and found.earliest > today:
        raise BadCell(Trouble.DATE_IN_FUTURE, text(value))
    return found


def _day(value: Value, today: date, ages: Ages) -> PartialDate | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _from_date(value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _from_number(value)
    found = words(value)
    return None if found is None else _from_text(found, today, ages)


def _from_date(value: date) -> PartialDate:
    serial = (value - EXCEL_EPOCH).days
    if serial in _YEAR_AS_DATE:
        return PartialDate(serial)
    return _checked(value.year, value.month, value.day, text(value))


def _from_number(value: float) -> PartialDate:
    said = text(value)
    number = int(value) if math.isfinite(value) else -1
    if number != value and number not in SERIALS:
        raise BadCell(Trouble.DATE_UNREADABLE, said)
    if number in YEARS:
        return PartialDate(number)
    if number in SERIALS:
        return PartialDate.of(EXCEL_EPOCH + timedelta(days=number))
    return _from_run(f"{number:08d}", said) if number > SERIALS.stop else _unreadable(said)


_ORDERS = {"y": (0,), "ny": (1, 0), "yn": (0, 1), "nny": (2, 1, 0), "ynn": (0, 1, 2)}
"""Where year, month and day stand in a date: y is a group of four figures, n one of one or two."""


def _from_text(said: str, today: date, ages: Ages) -> PartialDate:
    folded = _UNKNOWN_PART.sub("", _CLOCK.sub("", fold(said)))
    bare = _DATE_WORDS.sub(" ", folded)
    parts = re.findall(r"\d+", bare)
    if re.search(r"[^\d\s/.\-,:]", bare) or not parts:
        return _unreadable(said)
    shape = "".join("y" if len(part) == 4 else "n" if len(part) < 3 else "?" for part in parts)  # noqa: PLR2004
    numbers = [int(part) for part in parts]
    if shape in _ORDERS:
        year, *rest = (numbers[place] for place in _ORDERS[shape])
        month, dom = (*rest, None, None)[:2]
        return _checked(year, month, dom, said)
    if shape == "nnn" and len(parts[2]) == 2:  # noqa: PLR2004 - a year of two figures
        return _checked(_century(numbers[2], today, ages, said), numbers[1], numbers[0], said)
    if shape == "?":
        return _from_digits(parts[0], said)
    raise BadCell(Trouble.DATE_AMBIGUOUS, said)


def _from_digits(digits: str, said: str) -> PartialDate:
    """A single run of figures: Excel's day count, or a date without anything between its parts."""
    if int(digits) in SERIALS:
        return _from_number(int(digits))
    return _from_run(digits.zfill(8), said) if len(digits) in (7, 8) else _unreadable(said)


def _from_run(digits: str, said: str) -> PartialDate:
    """Eight digits in a row: ddmmyyyy, or yyyymmdd when only that can be a date."""
    if int(digits[4:]) in YEARS:
        return _checked(int(digits[4:]), int(digits[2:4]), int(digits[:2]), said)
    if int(digits[:4]) in YEARS:
        return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]), said)
    return _unreadable(said)


def _century(two: int, today: date, ages: Ages, said: str) -> int:
    """The only year ending in `two` that lies in the span; BadCell when none does."""
    fits = [y for y in (1900 + two, 2000 + two) if ages.youngest <= today.year - y <= ages.oldest]
    if len(fits) != 1:
        raise BadCell(Trouble.DATE_AMBIGUOUS, said)
    return fits[0]


def _checked(year: int, month: int | None, dom: int | None, said: str) -> PartialDate:
    """The date, when the calendar has it. 00 for the day, or for day and month, means not known."""
    if year not in YEARS:
        raise BadCell(Trouble.DATE_TOO_OLD if year < YEARS.start else Trouble.DATE_IN_FUTURE, said)
    if month == 0 and dom:
        raise BadCell(Trouble.DATE_IMPOSSIBLE, said)
    try:
        return PartialDate(year, month or None, (dom or None) if month else None)
    except ValueError:
        raise BadCell(Trouble.DATE_IMPOSSIBLE, said) from None


def _unreadable(said: str) -> PartialDate:
    raise BadCell(Trouble.DATE_UNREADABLE, said)


# --- sex -----------------------------------------------------------------------------------------

_SEXES = {"nam": "male", "male": "male", "m": "male", "nu": "female", "female": "female", "f": "female"}


def sex(value: Value) -> str | None:
    """'male' or 'female'."""
    found = words(value)
    if found is None:
        return None
    folded = fold(found).strip(" .")
    if folded not in _SEXES:
        raise BadCell(Trouble.SEX_UNKNOWN, found)
    return _SEXES[folded]


# --- numbers that identify -----------------------------------------------------------------------

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
        raise BadCell(Trouble.CITIZEN_MALFORMED, found)
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
        raise BadCell(Trouble.CARD_MALFORMED, found)
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
    raise BadCell(Trouble.PHONE_UNREADABLE, found)


def email(value: Value) -> str | None:
    found = words(value)
    if found is None:
        return None
    if not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}", found):
        raise BadCell(Trouble.EMAIL_UNREADABLE, found)
    return found.lower()


# --- posts, kinds of cell, notes -------------------------------------------------------------------

_POSTS = {
    "secretary": ("bi thu", "bt", "bi thu chi bo", "bi thu cb", "btcb", "bt chi bo", "b thu"),
    "deputy_secretary": (
        "pho bi thu", "p bi thu", "pbt", "pho bt", "p bt", "pho bi thu chi bo", "pbt chi bo", "pbtcb",
        "pho bi thu cb", "p bi thu chi bo",
    ),
    "committee_member": (
        "chi uy vien", "cuv", "chi uy", "uy vien", "uv", "uy vien chi uy", "uv chi uy", "cap uy vien",
        "uy vien bch", "uv bch", "uy vien ban chap hanh", "uy vien bch chi bo", "uv bch chi bo", "c uy vien",
    ),
}  # fmt: skip
_POST_OF = {spelling: role for role, spellings in _POSTS.items() for spelling in spellings}
_NO_POST = {"dang vien", "dv", "khong", "dang vien thuong"}
_PIECES = re.compile(r"[,;+\n]|\s-\s|\s/\s|(?<=\w\w)/(?=\w\w)|\skiêm\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Post:
    """What a 'Chức vụ' cell says: a role in the cell ('' for none), and the other posts in words."""

    role: str = ""
    other: str = ""


def post(value: Value) -> Post:
    """The role a person holds in the cell, told from posts held elsewhere (Bí thư Đoàn, Hiệu trưởng)."""
    role, others = "", []
    for piece in _PIECES.split(words(value) or ""):
        folded = re.sub(r"[.\s]+", " ", fold(piece)).strip()
        if folded in _POST_OF:
            role = role or _POST_OF[folded]
        elif folded and folded not in _NO_POST:
            others.append(tidy(piece))
    return Post(role, ", ".join(others))


_CELL_TYPES = (
    ("state_enterprise", r"doanh nghiep nha nuoc|dnnn"),
    ("private_enterprise", r"doanh nghiep|cong ty|tu nhan|hop tac xa|htx|fdi|von dau tu nuoc ngoai"),
    ("armed_forces", r"luc luong vu trang|llvt|cong an|quan su|quan doi|bien phong|bo doi"),
    ("students", r"sinh vien|hoc sinh|hoc vien"),
    (
        "residential",
        r"to dan pho|tdp|thon|xom|ap|khom|khu pho|khu dan cu|kdc|khoi|to dan cu|dia ban dan cu|dan cu"
        r"|buon|phum|soc|nong thon|ban",
    ),
    (
        "office",
        r"co quan|hanh chinh|su nghiep|truong|tram y te|benh vien|van phong|uy ban|ubnd|hdnd|mat tran|vien"
        r"|trung tam|khoi dang|phong",
    ),
)  # fmt: skip


def cell_type(said: str) -> str:
    """The kind of cell a 'Loại hình' cell, or a cell's own name, speaks of; '' when none is meant.

    The order matters: 'Trường Tiểu học thôn Đoài' is an office although it names a village, so a word at the
    beginning wins over one further on.
    """
    folded = re.sub(r"^(?:dang bo|chi bo|cb)\s+", "", fold(said))
    best: tuple[int, str] | None = None
    for kind, pattern in _CELL_TYPES:
        match = re.search(rf"\b(?:{pattern})\b", folded)
        if match and (best is None or match.start() < best[0]):
            best = match.start(), kind
    return best[1] if best else ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A standing a note speaks of. `until` is the last day it holds, as the note says it."""

    kind: str
    until: date | None = None
    elsewhere: str = ""


_MEANINGS = (
    (
        "left",
        r"tu tran|da mat|qua doi|hy sinh|xoa ten|khai tru|ra khoi dang|chuyen (?:sinh hoat dang )?di\b",
    ),
    ("exempt", r"mien (?:cong tac|sinh hoat|sh|ct)|duoc mien|^mien$|mien ct"),
    ("suspended", r"dinh chi"),
    ("here", r"(?:sinh hoat|sh|shd) tam thoi (?:tai day|den tu|o day)|tam thoi chuyen den"),
    ("away", r"(?:sinh hoat|sh|shd|chuyen)(?: dang| sinh hoat)? tam thoi|tam thoi chuyen di|shtt"),
    ("probationary", r"\bdu bi\b|\bdvdb\b|\bdb\b"),
)
_UNTIL = re.compile(
    r"(?:đến|den|hết|het)\s*(?:ngày|ngay|hết|het)?\s*(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})", re.I
)
_NOTE_PIECES = re.compile(r"[;\n]|,\s+(?=\D)|\.\s+(?=\D)")


def note(value: Value) -> tuple[tuple[Meaning, ...], str]:
    """The standings a note speaks of, and what remains of it as plain words."""
    meanings: list[Meaning] = []
    rest: list[str] = []
    for piece in _NOTE_PIECES.split(words(value) or ""):
        folded = fold(piece)
        kind = next((kind for kind, pattern in _MEANINGS if re.search(pattern, folded)), None)
        if kind is None:
            rest.append(tidy(piece).strip(" ."))
        elif kind not in {m.kind for m in meanings}:
            meanings.append(Meaning(kind, _until(piece), _elsewhere(piece) if kind == "away" else ""))
    return tuple(meanings), "; ".join(piece for piece in rest if piece)


def _until(piece: str) -> date | None:
    match = _UNTIL.search(piece)
    if not match:
        return None
    dom, month, year = (int(part) for part in re.split(r"\s*[/.\-]\s*", match[1]))
    try:
        return date(year, month, dom)
    except ValueError:
        raise BadCell(Trouble.DATE_IMPOSSIBLE, match[1]) from None


def _elsewhere(piece: str) -> str:
    """The place named after 'tại' or 'ở' in a note about temporary activity."""
    match = re.search(r"\b(?:tại|ở)\s+(.+?)(?=\s+(?:đến|từ|hết)\b|$)", piece, re.IGNORECASE)
    return tidy(match[1]).strip(" .") if match else ""
