"""Months, and dates of which only the year or the month is known."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering
from typing import Self

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")

YEARS = range(1900, 2101)
"""Years people can mean here. Beyond them a slip of the finger reaches the ends of the calendar, where
the day after a day does not exist."""

QUARTER = 3
"""Months of a quarter."""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month. Written and stored as YYYY-MM, shown as mm/yyyy."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:  # noqa: PLR2004 - months of a year
            raise ValueError(f"no such month: {self.number}")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From 'YYYY-MM'. Raises ValueError for anything else."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not match:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def day(self, number: int) -> date:
        """The given day, or the month's last when it is shorter."""
        return self.first + timedelta(days=min(number, self.last.day) - 1)

    def plus(self, months: int) -> Self:
        index = self.year * 12 + self.number - 1 + months
        return type(self)(index // 12, index % 12 + 1)

    @property
    def quarter(self) -> int:
        """Which quarter of the year it lies in, from 1."""
        return 1 + (self.number - 1) // QUARTER

    @property
    def quarter_first(self) -> Self:
        """The first month of its quarter."""
        return self.plus(-((self.number - 1) % QUARTER))

    @property
    def quarter_last(self) -> Self:
        return self.quarter_first.plus(QUARTER - 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def label(self) -> str:
        return f"{self.number:02d}/{self.year}"


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date, or only its month, or only its year: what old rosters know of a birthday.

    Stored as 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD', which sort as text in the order of time.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        try:
            date(self.year, self.month or 1, self.day or 1)  # raises ValueError for the 31st of February
        except OverflowError:  # a number beyond what any calendar counts with
            raise ValueError("no such day") from None

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the stored form. Raises ValueError for anything else."""
        match = _PARTIAL.match(text)
        if not match:
            raise ValueError(f"not a date: {text!r}")
        return cls(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def exact(self) -> date | None:
        return self.earliest if self.day else None

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other) if isinstance(other, PartialDate) else NotImplemented

    def __str__(self) -> str:
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)])

    def label(self) -> str:
        """dd/mm/yyyy, mm/yyyy or yyyy, as people write it."""
        return "/".join([*(f"{part:02d}" for part in (self.day, self.month) if part), f"{self.year:04d}"])


def age_on(born: PartialDate, day: date) -> int:
    """Whole years from birth to `day`; a bare year counts from its first day."""
    start = born.earliest
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def in_runs(months: Iterable[Month]) -> str:
    """Months in order as people name them, those in a row together: '01/2025–03/2025, 06/2025'."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1].plus(1) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join("–".join(dict.fromkeys((run[0].label(), run[-1].label()))) for run in runs)


def spoken_time(moment: datetime) -> str:
    """'19 giờ 30 phút', as Vietnamese papers write the time of day."""
    return f"{moment.hour} giờ {moment.minute:02d} phút"


def as_day(day: date) -> str:
    """'03/12/2026', in every language."""
    return f"{day:%d/%m/%Y}"
