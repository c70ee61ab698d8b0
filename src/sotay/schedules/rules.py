"""When dates are registered and approved, and a month as weeks. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from sotay.kernel.periods import Month


@dataclass(frozen=True, slots=True)
class Deadlines:
    """By when cells register for a month, and by when the committee has decided: days of the month before."""

    register_by: date
    decide_by: date


def deadlines(month: Month, register_by_day: int, decide_by_day: int) -> Deadlines:
    before = month.plus(-1)
    return Deadlines(before.day(register_by_day), before.day(max(register_by_day, decide_by_day)))


def weeks(month: Month) -> list[list[date | None]]:
    """The month as weeks from Monday; None for days of its neighbours."""
    rows = calendar.Calendar().monthdatescalendar(month.year, month.number)
    return [[day if Month.of(day) == month else None for day in row] for row in rows]


def quarters_of(year: int) -> list[tuple[Month, Month]]:
    """The first and the last month of each."""
    firsts = [Month(year, number) for number in (1, 4, 7, 10)]
    return [(first, first.quarter_last) for first in firsts]
