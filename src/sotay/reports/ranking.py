"""Ranking shares with caution for small numbers. Pure.

A share of few cases moves far with one of them, so it is not ranked but shown apart (regulation "boards",
point "rank_least_cases", a rule of this program). Beside every share stands the interval its true value
may well lie in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

CONFIDENCE_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Case:
    """Something to rank: `part` of `whole` cases. `key` is the caller's."""

    key: Any
    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Ranked:
    """`place` counts from 1, equals share one; `low` and `high` are the ends of the interval of 95 %."""

    place: int
    case: Case
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranking:
    ranked: Sequence[Ranked]
    apart: Sequence[Case]  # too few cases, in the order given
    without: Sequence[Case]  # no case at all


def ranking(cases: Iterable[Case], least: int, *, best_first: bool = True) -> Ranking:
    """The highest share first, or the lowest; equal shares have the same place and keep their order."""
    given = list(cases)
    enough = [case for case in given if case.whole >= max(least, 1)]
    ordered = sorted(enough, key=lambda case: case.share or Fraction(0), reverse=best_first)
    ranked: list[Ranked] = []
    for index, case in enumerate(ordered, 1):
        same = ranked and ranked[-1].case.share == case.share
        low, high = interval(case.part, case.whole)
        ranked.append(Ranked(ranked[-1].place if same else index, case, low, high))
    apart = [case for case in given if 0 < case.whole < least]
    return Ranking(ranked, apart, [case for case in given if not case.whole])


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of 95 % of a share; from nought to one when there is no case.

    Members of a cell are not drawn by lot, so it is a guide to how much one case moves the share, no test.
    """
    if not whole:
        return 0.0, 1.0
    z, share = CONFIDENCE_95, part / whole
    middle = share + z * z / (2 * whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, min(share, (middle - half) / scale)), min(1.0, max(share, (middle + half) / scale))
