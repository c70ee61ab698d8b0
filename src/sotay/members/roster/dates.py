"""Dates as rosters write them. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sotay.kernel.periods import YEARS, PartialDate
from sotay.kernel.text import fold
from sotay.members.roster.cells import Value, text, words
from sotay.members.roster.problems import BadCell, Problem

EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's calendar, right for every day after February 1900."""
SERIALS = range(YEARS.stop, 73_051)
"""Whole numbers read as Excel's day count; smaller ones are a year typed alone."""
_YEAR_AS_DATE = range(1900, 2036)
"""A year typed into a cell formatted as a date turns into a day of 1905. Nobody on a roster was born then."""


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
        raise BadCell(Problem.DATE_IN_FUTURE, text(value))
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
        raise BadCell(Problem.DATE_UNREADABLE, said)
    if number in YEARS:
        return PartialDate(number)
    if number in SERIALS:
        return PartialDate.of(EXCEL_EPOCH + timedelta(days=number))
    return _from_run(f"{number:08d}", said) if number > SERIALS.stop else _unreadable(said)


_ORDERS = {"y": (0,), "ny": (1, 0), "yn": (0, 1), "nny": (2, 1, 0), "ynn": (0, 1, 2)}
"""CellSource year, month and day stand in a date: y is a group of four figures, n one of one or two."""


_MOST_FIGURES = 8
"""In one run. Of thousands Python makes no number."""


def _from_text(said: str, today: date, ages: Ages) -> PartialDate:
    folded = _UNKNOWN_PART.sub("", _CLOCK.sub("", fold(said)))
    bare = _DATE_WORDS.sub(" ", folded)
    parts = re.findall(r"\d+", bare)
    if re.search(r"[^\d\s/.\-,:]", bare) or not parts or max(map(len, parts)) > _MOST_FIGURES:
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
    raise BadCell(Problem.DATE_AMBIGUOUS, said)


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
        raise BadCell(Problem.DATE_AMBIGUOUS, said)
    return fits[0]


def _checked(year: int, month: int | None, dom: int | None, said: str) -> PartialDate:
    """The date, when the calendar has it. 00 for the day, or for day and month, means not known."""
    if year not in YEARS:
        raise BadCell(Problem.DATE_TOO_OLD if year < YEARS.start else Problem.DATE_IN_FUTURE, said)
    if month == 0 and dom:
        raise BadCell(Problem.DATE_IMPOSSIBLE, said)
    try:
        return PartialDate(year, month or None, (dom or None) if month else None)
    except ValueError:
        raise BadCell(Problem.DATE_IMPOSSIBLE, said) from None


def _unreadable(said: str) -> PartialDate:
    raise BadCell(Problem.DATE_UNREADABLE, said)
