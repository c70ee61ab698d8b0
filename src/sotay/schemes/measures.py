"""What of a criterion can be computed: sums and shares of the figures of a cell's year.

Each measure is declared once: its words, what it is a number of, and how it follows from the sums of the
cell's months. Without data it is None and never a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

HELD = ("closed", "signed", "reported")


@dataclass(frozen=True, slots=True)
class YearSums:
    """The figures of a cell's year: of its regular meetings, and of all its meetings."""

    regular: Mapping[str, int]
    every: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        return not self.every

    @property
    def held(self) -> int:
        return _held(self.regular)


@dataclass(frozen=True, slots=True)
class Measure:
    words: str | Promise
    percent: bool
    of: Callable[[YearSums], Fraction | None]

    def value(self, sums: YearSums) -> Fraction | None:
        return None if sums.is_empty else self.of(sums)

    def asked(self, least: int) -> str:
        return gettext("%(what)s: at least %(least)s") % {"what": self.words, "least": self._number(least)}

    def shown(self, value: Fraction) -> str:
        return self._number(int(value * 100) if self.percent else int(value))

    def _number(self, number: int) -> str:
        return f"{number}%" if self.percent else str(number)


def _held(sums: Mapping[str, int]) -> int:
    return sum(sums.get(name, 0) for name in HELD)


def _share(part: str, whole: str) -> Callable[[YearSums], Fraction | None]:
    def of(sums: YearSums) -> Fraction | None:
        total = sums.regular.get(whole, 0)
        return Fraction(sums.regular.get(part, 0), total) if total else None

    return of


def _of_held(part: str) -> Callable[[YearSums], Fraction | None]:
    def of(sums: YearSums) -> Fraction | None:
        return Fraction(sums.regular.get(part, 0), sums.held) if sums.held else None

    return of


def _minutes(sums: YearSums) -> Fraction | None:
    return Fraction(sums.regular.get("minutes_held", 0), sums.held) if sums.held else None


def _score(sums: YearSums) -> Fraction | None:
    scored = sums.regular.get("scored", 0)
    return Fraction(sums.regular.get("score_points", 0), scored) if scored else None


MEASURES: Mapping[str, Measure] = {
    "months_held": Measure(_("Regular meetings held in the year"), False, lambda sums: Fraction(sums.held)),
    "thematic": Measure(
        _("Meetings on a theme in the year"), False, lambda sums: Fraction(sums.every.get("thematic", 0))
    ),
    "attendance": Measure(_("Members present at regular meetings"), True, _share("present", "base")),
    "speaking": Measure(_("Of those there, spoke"), True, _share("spoke", "in_hall")),
    "reading": Measure(_("Of those asked, opened the agenda before"), True, _share("read_ahead", "invited")),
    "tasks": Measure(_("Tasks done of those reported on"), True, _share("tasks_done", "tasks_heard")),
    "minutes": Measure(_("Minutes of a regular meeting, on average"), False, _minutes),
    "score": Measure(_("Points of a regular meeting, on average"), False, _score),
    "papers_ahead": Measure(
        _("Regular meetings with agenda and papers out in time"), True, _of_held("papers_ahead")
    ),
    "in_order": Measure(_("Regular meetings with every item in order"), True, _of_held("in_order")),
    "reported_in_time": Measure(_("Regular meetings reported in time"), True, _of_held("reported_in_time")),
}


def sums_of(rows: list[tuple[str, dict[str, int]]], regular: str) -> YearSums:
    """From (kind, figures) of the months of a cell."""
    held: dict[str, Counter[str]] = {"regular": Counter(), "every": Counter()}
    for kind, counts in rows:
        held["every"].update(counts)
        if kind == regular:
            held["regular"].update(counts)
    return YearSums(dict(held["regular"]), dict(held["every"]) if rows else {})
