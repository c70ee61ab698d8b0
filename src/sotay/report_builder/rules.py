"""The time a report is about. Pure.

A period is written as a word that stays in an address: 'last_month', '2026-12', '2026-q4', '2026-h2', '2026',
'2026-01..2026-11'. Words move with the day; the others stay what they are. Statistics write '2026-Q4'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sotay.kernel.periods import YEARS, Month

HALF = 6
YEAR = 12
MOST_MONTHS = 120
"""Months a report may span: two terms."""

BY_THEMSELVES = ("month", "quarter", "half", "year", "term")
RELATIVE = tuple(f"{which}_{part}" for part in BY_THEMSELVES for which in ("this", "last"))
"""Periods that move with the day. Those of a term begin where the unit's term began."""


class PeriodError(ValueError):
    """A period that cannot be meant. `code` says why: unknown, backwards, too_long, no_term."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Span:
    """From the first day of one month to the last day of another."""

    first: Month
    last: Month

    @property
    def months(self) -> list[Month]:
        return [self.first.plus(number) for number in range(len(self))]

    def __len__(self) -> int:
        return _index(self.last) - _index(self.first) + 1

    def covers(self, month: Month) -> bool:
        return self.first <= month <= self.last


def span(word: str, today: date, terms: Sequence[date] = ()) -> Span:
    """The months a period means on a day. `terms` are the days on which the unit's terms began.

    Raises PeriodError.
    """
    found = _relative(word, today, terms) if word in RELATIVE else _fixed(word)
    if found.first.year not in YEARS or found.last.year not in YEARS:
        raise PeriodError("unknown")
    if found.first > found.last:
        raise PeriodError("backwards")
    if len(found) > MOST_MONTHS:
        raise PeriodError("too_long")
    return found


def needs_terms(word: str) -> bool:
    return word.endswith("_term")


def moves(word: str) -> bool:
    """Whether the period is another one next month."""
    return word in RELATIVE


def _relative(word: str, today: date, terms: Sequence[date]) -> Span:
    which, part = word.split("_")
    month, back = Month.of(today), which == "last"
    if part == "term":
        return _term(month, terms, back=back)
    length = {"month": 1, "quarter": 3, "half": HALF, "year": YEAR}[part]
    first = month.plus(-((month.number - 1) % length)).plus(-length if back else 0)
    return Span(first, first.plus(length - 1))


def _term(month: Month, terms: Sequence[date], *, back: bool) -> Span:
    """The term that is running, up to this month; or the whole one before it."""
    begun = sorted({Month.of(day) for day in terms if Month.of(day) <= month})
    if len(begun) <= back:
        raise PeriodError("no_term")
    if back:
        return Span(begun[-2], begun[-1].plus(-1))
    return Span(begun[-1], month)


_MONTH = r"(\d{4})-(\d{2})"


def _fixed(word: str) -> Span:
    try:
        if match := re.fullmatch(rf"{_MONTH}(?:\.\.{_MONTH})?", word, re.ASCII):
            first = Month(int(match[1]), int(match[2]))
            return Span(first, Month(int(match[3]), int(match[4])) if match[3] else first)
        if match := re.fullmatch(r"(\d{4})(?:-(q[1-4]|h[12]))?", word.lower(), re.ASCII):
            return _part_of(int(match[1]), match[2] or "")
    except ValueError:
        pass
    raise PeriodError("unknown")


def _part_of(year: int, part: str) -> Span:
    length = {"q": 3, "h": HALF}.get(part[:1], YEAR)
    first = Month(year, 1).plus((int(part[1:] or 1) - 1) * length)
    return Span(first, first.plus(length - 1))


def _index(month: Month) -> int:
    return month.year * YEAR + month.number
