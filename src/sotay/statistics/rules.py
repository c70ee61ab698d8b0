"""Bands, periods, and what of a count may be shown to whom. Pure.

What is hidden from a reader without names, and why that is enough, stands in docs/statistics.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from sotay.kernel.periods import Month

UNKNOWN = "unknown"
"""The category of what a record does not say."""

# --- bands


@dataclass(frozen=True, slots=True)
class Band:
    """Whole numbers from `low` up to `high`, both included; None for no end."""

    low: int | None
    high: int | None

    @property
    def key(self) -> str:
        """'31-40', '-30', '61-': how a form names it."""
        return f"{'' if self.low is None else self.low}-{'' if self.high is None else self.high}"

    def holds(self, number: int) -> bool:
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)


def bands(starts: Sequence[int], *, below: bool = True) -> list[Band]:
    """Bands that begin at these numbers; with `below` also what lies before the first."""
    edges = sorted(set(starts))
    found = [Band(None, edges[0] - 1)] if below and edges[0] > 0 else []
    found += [Band(low, following - 1) for low, following in pairwise(edges)]
    return [*found, Band(edges[-1], None)]


# --- periods

_PERIOD = re.compile(r"(\d{4})-(?:Q([1-4])|H([12])|Y)")
QUARTER, HALF, YEAR = "quarter", "half", "year"
_MONTHS = {QUARTER: 3, HALF: 6, YEAR: 12}


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A quarter, a half-year or a year. Written '2026-Q1', '2026-H2', '2026-Y'."""

    year: int
    kind: str
    number: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Raises ValueError for anything else."""
        match = _PERIOD.fullmatch(text)
        if not match:
            raise ValueError(f"not a period: {text!r}")
        year, quarter, half = match.groups()
        if quarter:
            return cls(int(year), QUARTER, int(quarter))
        return cls(int(year), HALF, int(half)) if half else cls(int(year), YEAR)

    @classmethod
    def holding(cls, day: date, kind: str) -> Period:
        """The period of that kind a day lies in."""
        return cls(day.year, kind, 1 + (day.month - 1) // _MONTHS[kind])

    @property
    def first_month(self) -> Month:
        return Month(self.year, 1).plus((self.number - 1) * _MONTHS[self.kind])

    @property
    def last_month(self) -> Month:
        return self.first_month.plus(_MONTHS[self.kind] - 1)

    @property
    def first(self) -> date:
        return self.first_month.first

    @property
    def last(self) -> date:
        return self.last_month.last

    def before(self) -> Period:
        return self.holding(self.first - timedelta(days=1), self.kind)

    def following(self) -> Period:
        return self.holding(self.last + timedelta(days=1), self.kind)

    def __str__(self) -> str:
        mark = {QUARTER: f"Q{self.number}", HALF: f"H{self.number}", YEAR: "Y"}
        return f"{self.year:04d}-{mark[self.kind]}"


# --- what a reader without names is shown


@dataclass(frozen=True, order=True, slots=True)
class Breakdown:
    """A population counted by one thing said of it: `Breakdown("members", "sex")`. Without `by` it is counted
    as one number."""

    population: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Protected:
    """A breakdown that is hidden from a reader without names where it is small.

    It is shown only where everything it is `within` is shown too. `others` is the breakdown by the same thing
    of the population it is a part of: what is left of that one must not be small either.
    """

    breakdown: Breakdown
    within: tuple[Breakdown, ...] = ()
    others: Breakdown | None = None


Counts = Mapping[str, int]
"""The numbers of a breakdown, by category."""
OfUnit = Mapping[Breakdown, Counts]


def is_small(number: int, least: int) -> bool:
    """Whether so few people are meant that a reader could know who they are."""
    return 0 < number < least


def safe(counts: Counts, others: Counts | None, least: int) -> bool:
    """Whether no number of a breakdown, and nothing that is left of what it is a part of, is small."""
    if any(is_small(number, least) for number in counts.values()):
        return False
    if others is None:
        return True
    names = counts.keys() | others.keys()
    return not any(is_small(others.get(name, 0) - counts.get(name, 0), least) for name in names)


def shown(
    levels: Sequence[Iterable[OfUnit]], asked: Sequence[Protected], least: int
) -> list[frozenset[Breakdown]]:
    """What may be shown at each level, from the reader's own unit downwards.

    A level is a unit with all its sisters below one unit; the first holds the reader's own unit alone. A
    breakdown is shown for all units of a level or for none: where one unit would have to hide a number, its
    sisters' numbers and the sum above would tell it. And it is shown only where it is shown above: sums of
    what is shown below would tell what is hidden there.
    """
    found: list[frozenset[Breakdown]] = []
    for level in levels:
        units = list(level)
        above = found[-1] if found else None
        here: set[Breakdown] = set()
        for each in asked:  # in an order in which what one is within comes before it
            if above is not None and each.breakdown not in above:
                continue
            if not here.issuperset(each.within):
                continue
            if all(_safe_in(unit, each, least) for unit in units):
                here.add(each.breakdown)
        found.append(frozenset(here))
    return found


def _safe_in(unit: OfUnit, each: Protected, least: int) -> bool:
    others = unit.get(each.others, {}) if each.others else None
    return safe(unit.get(each.breakdown, {}), others, least)


def explained(changes: Iterable[int], came: int) -> bool:
    """Whether what is known of the totals of units before and after tells who came to which of them.

    `changes` are those of the units' totals, `came` how many came to them all together: when no more came
    than the totals grew, each unit's own number is known.
    """
    return came <= sum(max(0, change) for change in changes)


def rounded(number: int, to: int, draw: int) -> int:
    """To the multiple below or above, by `draw`: any whole number its reader does not know.

    Up as often as the number lies near the multiple above, so that many of them add up to what they are; a
    multiple stays what it is. Nobody is made of somebody.
    """
    return to if 0 < number < to else (number + draw % to) // to * to


def could_be(number: int, shown: int, to: int) -> bool:
    """Whether a number may be shown as that multiple."""
    return abs(number - shown) < to and bool(number) == bool(shown)


def quarter_over(day: date) -> date:
    """The last day of the newest quarter that is over on a day, or ends with it."""
    quarter = Period.holding(day, QUARTER)
    return day if day == quarter.last else quarter.before().last


def in_order(asked: Iterable[Protected]) -> Iterator[Protected]:
    """The same, each after what it is within."""
    waiting = list(asked)
    done: set[Breakdown] = set()
    while waiting:
        ready = [each for each in waiting if done.issuperset(each.within)]
        if not ready:
            raise ValueError(f"within each other: {[each.breakdown for each in waiting]}")
        yield from ready
        done.update(each.breakdown for each in ready)
        waiting = [each for each in waiting if each.breakdown not in done]
