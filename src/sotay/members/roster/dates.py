"""Dates as workbooks keep them and rosters write them. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sotay.kernel import parse
from sotay.kernel.periods import YEARS, PartialDate
from sotay.members.roster.cells import TimeOfDay, Value, text, words
from sotay.members.roster.problems import BadCell, Problem

DAY_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's calendar, right for every day after February 1900."""
DAY_ZERO_1904 = date(1904, 1, 1)
"""Day 0 of workbooks that began on an old Macintosh."""
SERIALS = range(YEARS.stop, 73_051)
"""Whole numbers read as Excel's day count; smaller ones are a year typed alone."""
_YEAR_AS_DATE = range(1900, 2036)
"""A year typed into a cell formatted as a date turns into a day of 1905, of 1909 in the other calendar. No
person on a roster was born then."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Between how many years before today a date with a two-digit year must lie."""

    youngest: int
    oldest: int


BIRTH = Ages(18, 110)
SINCE = Ages(0, 90)

_PROBLEM_OF: dict[parse.Code, Problem] = {
    "invalid": Problem.DATE_UNREADABLE,
    "impossible": Problem.DATE_IMPOSSIBLE,
    "ambiguous": Problem.DATE_AMBIGUOUS,
    "too_old": Problem.DATE_TOO_OLD,
    "too_new": Problem.DATE_IN_FUTURE,
    "zero": Problem.DATE_ZERO,
}


def day(value: Value, today: date, ages: Ages = SINCE, day_zero: date = DAY_ZERO) -> PartialDate | None:
    """A date, a month or a year in any of the ways rosters write them; never after today.

    Day comes before month, as people write in Viet Nam: 05/13/1990 is refused, not turned round.
    """
    try:
        found = _day(value, today, ages, day_zero)
    except parse.ParseError as wrong:
        raise BadCell(_PROBLEM_OF[wrong.code], text(value)) from None
    if found is not None and found.earliest > today:
        raise BadCell(Problem.DATE_IN_FUTURE, text(value))
    return found


def _day(value: Value, today: date, ages: Ages, day_zero: date) -> PartialDate | None:
    if isinstance(value, TimeOfDay):
        raise parse.ParseError("zero")
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _from_date(value, day_zero)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return _from_number(value, day_zero)
    found = words(value)
    if found is None:
        return None
    if found.isdecimal() and found.isascii() and len(found) <= 5 and int(found) in SERIALS:  # noqa: PLR2004
        return _from_number(int(found), day_zero)
    return parse.partial_day(_seven_figures(found), _century(today, ages))


def _from_date(value: date, day_zero: date) -> PartialDate:
    days = (value - day_zero).days
    if days in _YEAR_AS_DATE:
        return PartialDate(days)
    if (days <= 1 and day_zero == DAY_ZERO) or days == 0:
        raise parse.ParseError("zero")
    return parse.in_calendar(value.year, value.month, value.day)


def _from_number(value: float, day_zero: date) -> PartialDate:
    number = int(value) if math.isfinite(value) else -1
    if value == 0:
        raise parse.ParseError("zero")
    if number != value and number not in SERIALS:
        raise parse.ParseError
    if number in YEARS:
        return PartialDate(number)
    if number in SERIALS:
        return PartialDate.of(day_zero + timedelta(days=number))
    if number > SERIALS.stop:
        return parse.figures_in_a_row(f"{number:08d}")
    raise parse.ParseError


def _seven_figures(said: str) -> str:
    """A day before the tenth, without separators and without its zero."""
    return said.zfill(8) if said.isdecimal() and len(said) == 7 else said  # noqa: PLR2004


def _century(today: date, ages: Ages) -> Callable[[int], int]:
    """The only year of a span that ends in two figures; ambiguous when there is none or more."""

    def of(two: int) -> int:
        span = range(today.year - ages.oldest, today.year - ages.youngest + 1)
        years = [year for year in span if year % 100 == two]
        if len(years) != 1:
            raise parse.ParseError("ambiguous")
        return years[0]

    return of
