"""What a meeting comes to in figures, and where a cell stands in its month. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sotay.kernel.periods import Month
from sotay.meetings.log.state import State


@dataclass(frozen=True, slots=True)
class Counted:
    """What a log counts besides attendance. Items are of the proceedings: those are begun one by one."""

    minutes_held: int = 0
    items: int = 0
    items_begun: int = 0
    tasks_given: int = 0
    tasks_heard: int = 0
    tasks_done: int = 0
    petitions_raised: int = 0
    petitions_above: int = 0


def counted(state: State) -> Counted:
    """Of a task heard several times in one meeting the last word counts; of petitions, those asked of a
    level above the cell are beyond what it can settle itself.
    """
    proceedings = [item for item in state.items if item.step == "conduct"]
    heard = {result.task: result.outcome for result in state.results if result.task}
    lasted = state.duration()
    return Counted(
        minutes_held=int(lasted / timedelta(minutes=1)) if lasted else 0,
        items=len(proceedings),
        items_begun=sum(item.begun_at is not None for item in proceedings),
        tasks_given=len(state.tasks),
        tasks_heard=len(heard),
        tasks_done=sum(outcome == "done" for outcome in heard.values()),
        petitions_raised=len(state.petitions),
        petitions_above=sum(asked.to_level != "cell" for asked in state.petitions),
    )


def sent_ahead(invited: date | None, papers: Iterable[date], opened: date, days: int) -> bool:
    """Whether members could read everything in time: the agenda reaches them with the invitation, and
    every paper put before them by the opening counts. Papers that came in the hall do not.

    Source: HD 42-HD/BTCTW, II.2.2: at least one day ahead (point "documents_ahead_days").
    """
    if invited is None:
        return False
    return max([invited, *papers]) <= opened - timedelta(days=days)


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


_OF_STATE = {
    "open": Standing.IN_SESSION,
    "closed": Standing.CLOSED,
    "signed": Standing.SIGNED,
    "reported": Standing.REPORTED,
}


def standing(state: str, planned_at: datetime | None, month: Month, now: datetime, today: date) -> Standing:
    """`state` is that of the cell's month, '' when it has none."""
    if state in _OF_STATE:
        return _OF_STATE[state]
    if state and planned_at and planned_at > now:
        return Standing.PLANNED
    if month.last < today:
        return Standing.MISSED
    if not state:
        return Standing.NOT_SET_UP if month.first <= today else Standing.NOT_DUE
    return Standing.LATE


@dataclass(slots=True)
class Sums:
    """Cell-months added up. `cells` is how many cells there are, whether or not they have a row."""

    cells: int = 0
    rows: int = 0
    set_up: int = 0
    late: int = 0
    open: int = 0
    closed: int = 0
    signed: int = 0
    reported: int = 0
    base: int = 0
    present: int = 0
    excused: int = 0
    unexcused: int = 0
    in_hall: int = 0
    spoke: int = 0
    tasks_given: int = 0
    tasks_heard: int = 0
    tasks_done: int = 0
    petitions_raised: int = 0
    petitions_above: int = 0
    opened: int = 0
    ahead: int = 0
    in_time: int = 0

    def add(self, other: Sums) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

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
    def attendance(self) -> Fraction | None:
        return share(self.present, self.base)

    @property
    def speaking(self) -> Fraction | None:
        return share(self.spoke, self.in_hall)

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
