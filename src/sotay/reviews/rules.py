"""What a review's points, votes and shares come to. Pure: numbers in, levels and reasons out.

Nothing here decides a level: points and votes lead to one, conditions say what speaks against it, and people
decide. Evidence (tasks, attendance, monthly levels) is never computed into points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from sotay.kernel.periods import Month
from sotay.regulations.values import (
    ReviewForm,
    ReviewLevel,
    Threshold,
)
from sotay.votes.rules import needed

Levels = Sequence[ReviewLevel]
"""From the best down."""

YEAR, QUARTER = "year", "quarter"

OPEN, SENT, DECIDED = "open", "sent", "decided"
MOVES = {"send": (OPEN, SENT), "recall": (SENT, OPEN), "decide": (SENT, DECIDED)}
"""How a cell's part of a round moves: the cell sends its list up, takes it back, the level above decides."""


def moved(status: str, move: str) -> str | None:
    """Where a move leads from a status; None when it is not open there."""
    before, after = MOVES[move]
    return after if status == before else None


def level_named(levels: Levels, key: str) -> ReviewLevel | None:
    return next((level for level in levels if level.key == key), None)


def level_for(points: int, levels: Levels) -> ReviewLevel:
    """The level that so many points reach."""
    return next(level for level in levels if points >= level.points)


def above_most(points: Mapping[str, int], form: ReviewForm) -> list[str]:
    """Keys of the criteria that were given more than they have, or less than nothing."""
    return [row.key for row in form.criteria if not 0 <= points.get(row.key, 0) <= row.max_points]


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A member's tasks of a period: `on_time` and `late` were done; `open_late` is past its day, not done.

    `open` has time left and counts for neither side.
    """

    on_time: int = 0
    late: int = 0
    open_late: int = 0
    open: int = 0

    @property
    def due(self) -> int:
        """Tasks that can be judged."""
        return self.on_time + self.late + self.open_late

    @property
    def done(self) -> int:
        return self.on_time + self.late


@dataclass(frozen=True, slots=True)
class Doubt:
    """A condition of a level that is not met, or that the records cannot show. `code` has its sentence in
    `doubts.py`; `found` and `asked` are what is compared: points, or shares of one."""

    code: str
    found: int | Fraction | None
    asked: int | Fraction


def doubts(level: ReviewLevel, points: int | None, tasks: TaskFacts, beyond: int | None) -> tuple[Doubt, ...]:
    """What speaks against a level. `beyond` is the percentage of work beyond what was asked, as people judge.

    Source: 366-QĐ/TW, Article 11 (DOMAIN 4): points, tasks on time, work beyond, late tasks.
    """
    told: list[Doubt] = []
    if points is None:
        told.append(Doubt("no_points", None, level.points))
    elif points < level.points:
        told.append(Doubt("points", points, level.points))
    told += _of_tasks(level, tasks)
    if level.beyond is not None:
        judged = None if beyond is None else Fraction(beyond, 100)
        if judged is None or judged < level.beyond:
            told.append(Doubt("beyond", judged, level.beyond))
    return tuple(told)


def _of_tasks(level: ReviewLevel, tasks: TaskFacts) -> list[Doubt]:
    if not tasks.due:
        asked = level.on_time or level.done
        return [Doubt("no_tasks", None, asked)] if asked else []
    on_time, done = Fraction(tasks.on_time, tasks.due), Fraction(tasks.done, tasks.due)
    late = Fraction(tasks.late + tasks.open_late, tasks.due)
    told = []
    if level.on_time is not None and on_time < level.on_time:
        told.append(Doubt("on_time", on_time, level.on_time))
    if level.done is not None and done < level.done:
        told.append(Doubt("done", done, level.done))
    if level.late_most is not None and late > level.late_most:
        told.append(Doubt("late", late, level.late_most))
    return told


@dataclass(frozen=True, slots=True)
class Slips:
    """The ballot papers of one count: given out, come back, of those spoilt as a whole."""

    issued: int
    collected: int
    invalid: int

    @property
    def valid(self) -> int:
        return self.collected - self.invalid


def wrong_slips(slips: Slips, base: int) -> str | None:
    """Why the papers of a count do not add up; None when they do."""
    if min(slips.issued, slips.collected, slips.invalid) < 0:
        return "negative"
    if slips.issued > base:
        return "issued"
    if slips.collected > slips.issued:
        return "collected"
    if slips.invalid > slips.collected:
        return "invalid"
    return None


def votes_missing(votes: Mapping[str, int], slips: Slips) -> int:
    """How many more votes the valid papers ask for; below nothing when there are too many. A paper has one
    vote for each person; the one who left a line empty is counted under ''."""
    return slips.valid - sum(votes.values())


def result(
    votes: Mapping[str, int], base: int, threshold: Threshold, levels: Levels, *, cumulative: bool
) -> str:
    """The level a vote gives, '' when none has enough of the base.

    Cumulative: votes for a better level count for the next lower one too, so the first level down from the
    best at which the sum is enough. Source: regulation "review", points "vote_result", "vote_threshold".
    """
    if base <= 0:
        return ""
    enough, together = needed(base, threshold), 0
    for level in levels:
        own = votes.get(level.key, 0)
        together = together + own if cumulative else own
        if together >= enough:
            return level.key
    return ""


GOOD, GOOD_OR_BETTER, ALL = "good", "good_or_better", "all"
DOWN, UP, NEAREST = "down", "up", "nearest"


@dataclass(frozen=True, slots=True)
class Cap:
    """How many may be rated at the best level, and how that was worked out: `percent` of `base` is
    `exact`, rounded `allowed`. `given` is how many are."""

    percent: int
    base: int
    exact: Fraction
    allowed: int
    given: int

    @property
    def over(self) -> int:
        return max(0, self.given - self.allowed)


def cap(rated: Iterable[str], levels: Levels, percent: int, base: str, rounding: str) -> Cap:
    """The cap of one group, whose levels are given by key; who is not rated is left out of it.

    Source: regulation "review", points "cap_*" (366-QĐ/TW; the base of HD 43 was not read).
    """
    known = [level.key for level in levels]
    keys = [key for key in rated if key in known]
    best, second = keys.count(known[0]), keys.count(known[1])
    number = {GOOD: second, GOOD_OR_BETTER: best + second, ALL: len(keys)}[base]
    exact = Fraction(percent * number, 100)
    return Cap(percent, number, exact, _rounded(exact, rounding), best)


def _rounded(exact: Fraction, rounding: str) -> int:
    if rounding == UP:
        return ceil(exact)
    return floor(exact + Fraction(1, 2)) if rounding == NEAREST else floor(exact)


def months_of(kind: str, year: int, quarter: int | None) -> tuple[Month, Month]:
    """The first and the last month of the period of a round."""
    if kind == YEAR or not quarter:
        return Month(year, 1), Month(year, 12)
    return Month(year, 3 * quarter - 2), Month(year, 3 * quarter)


def month_to_review(day: date, from_day: int) -> Month:
    """The month that is reviewed on a day: its own from `from_day` on, before that the one before."""
    this = Month.of(day)
    return this if day.day >= from_day else this.plus(-1)


def asks_for_month(day: date, from_day: int, until_day: int) -> bool:
    """Whether Today asks for the month's review."""
    return day.day >= from_day or day.day <= until_day
