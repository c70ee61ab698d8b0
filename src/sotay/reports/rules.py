"""What a meeting comes to in figures, and where a cell stands in its month. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sotay.kernel.periods import Month


class Standing(StrEnum):
    """Where a cell stands in a month, from what needs somebody most to what needs nobody."""

    LATE = "late"
    MISSED = "missed"
    NOT_SET_UP = "not_set_up"
    IN_SESSION = "in_session"
    CLOSED = "closed"
    SIGNED = "signed"
    PLANNED = "planned"
    REPORTED = "reported"
    NOT_DUE = "not_due"


_OF_STATUS = {
    "open": Standing.IN_SESSION,
    "closed": Standing.CLOSED,
    "signed": Standing.SIGNED,
    "reported": Standing.REPORTED,
}


def standing(status: str, planned_at: datetime | None, month: Month, now: datetime, today: date) -> Standing:
    """`status` is that of the cell's month, '' when it has none."""
    if status in _OF_STATUS:
        return _OF_STATUS[status]
    if status and planned_at and planned_at > now:
        return Standing.PLANNED
    if month.last < today:
        return Standing.MISSED
    if not status:
        return Standing.NOT_SET_UP if month.first <= today else Standing.NOT_DUE
    return Standing.LATE


@dataclass(slots=True)
class Sums:
    """Months added up. `cells` is how many cells there are, `rows` how many of them have a meeting, `late`
    how many of those have not begun though their hour has passed; `counts` are the figures of the catalog."""

    cells: int = 0
    rows: int = 0
    late: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def __getattr__(self, name: str) -> int:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.counts[name]

    def add(self, other: Sums) -> None:
        self.cells += other.cells
        self.rows += other.rows
        self.late += other.late
        self.counts.update(other.counts)

    @property
    def not_set_up(self) -> int:
        return max(0, self.cells - self.rows)

    @property
    def planned(self) -> int:
        return self.set_up - self.late

    @property
    def held(self) -> int:
        return self.closed + self.signed + self.reported

    @property
    def opened(self) -> int:
        return self.in_session + self.held

    @property
    def attendance(self) -> Fraction | None:
        return share(self.present, self.base)

    @property
    def speaking(self) -> Fraction | None:
        return share(self.spoke, self.in_hall)

    @property
    def reading(self) -> Fraction | None:
        return share(self.read_ahead, self.invited)

    @property
    def is_empty(self) -> bool:
        return self.rows == 0


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


@dataclass(frozen=True, slots=True)
class Level:
    """A band of attendance: 3 is the best, 0 the lowest; `words` are the regulation's."""

    rank: int
    low: Fraction
    words: Any

    @property
    def look(self) -> str:
        """The class pictures draw it in."""
        return f"g{self.rank}" if self.rank else "low"


BEST = 3


def levels(bands: Sequence[tuple[Fraction, Any]]) -> tuple[Level, ...]:
    """Levels of the regulation's bands, best first; more than four bands share the lowest rank."""
    ordered = sorted(bands, key=lambda band: band[0], reverse=True)
    return tuple(Level(max(0, BEST - place), low, words) for place, (low, words) in enumerate(ordered))


def level_of(rate: Fraction | None, known: Sequence[Level]) -> Level | None:
    if rate is None:
        return None
    return next((level for level in known if rate >= level.low), None)


NONE, UNKNOWN = "none", ""


def strip(
    months: Sequence[Month], rates: dict[Month, Fraction | None], known: Sequence[Level], today: date
) -> list[tuple[Month, Level | str]]:
    """For each month its level, NONE when no meeting was held, UNKNOWN when there is nothing to know.

    Nothing is known of months before the first one kept, nor of a month that is not over.
    """
    first = min(rates, default=None)
    found: list[tuple[Month, Level | str]] = []
    for month in months:
        level = level_of(rates.get(month), known)
        over = month.last < today and first is not None and month > first
        found.append((month, level or (NONE if over else UNKNOWN)))
    return found
