"""Scoring a meeting: what the records prove, what people answered, and the points that come of both. Pure.

A row of the form is counted by the first of these that is there: what was verified, what the cell said, what
the records prove. A row that has none of them is open: it is never guessed.
Source: regulation "meeting-quality"; DOMAIN 2.4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from sotay.regulations.values import (
    FULL_SCORE,
    Band,
    Criterion,
    ScoringForm,
)

AS_IS, RESCALE, TO_REGULAR = "as_is", "rescale", "to_regular"
REGULAR_CONTENT = "regular_content"
SPEAKING = "speaking"
SETTLED_LATER = frozenset({"finished_in_time"})
"""Measures that are known only some days after a meeting has closed."""
SUGGESTED = 3
"""How many of the weakest rows a cell is given a suggestion for."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What the records prove of one measure: a share, minutes missing, or whether it was met.

    `conditions` are those a band can name (`or_when`), `numbers` what the sentence to people says.
    """

    share: Fraction | None = None
    short: int | None = None
    met: bool | None = None
    conditions: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        share = [self.share.numerator, self.share.denominator] if self.share is not None else None
        return {
            "share": share,
            "short": self.short,
            "met": self.met,
            "conditions": sorted(self.conditions),
            "numbers": dict(self.numbers),
        }

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Fact:
        share = Fraction(*kept["share"]) if kept["share"] else None
        return cls(share, kept["short"], kept["met"], frozenset(kept["conditions"]), kept["numbers"])


@dataclass(frozen=True, slots=True)
class Answer:
    """Points somebody gave a row. `of` were the most it had then, so that "all" and "none" stay true under a
    form that gives the row other points."""

    points: int
    of: int
    note: str = ""

    def under(self, most: int) -> int | None:
        """The points in a row of `most`; None when the answer does not carry over."""
        if self.of == most:
            return self.points
        return {0: 0, self.of: most}.get(self.points)

    def plain(self) -> dict[str, Any]:
        return {"points": self.points, "of": self.of, "note": self.note}


@dataclass(frozen=True, slots=True)
class RowScore:
    """A row with what each column says. `counts` is false for a thematic row where there was no theme."""

    row: Criterion
    counts: bool
    fact: Fact | None = None
    proved: int | None = None
    said: Answer | None = None
    verified: Answer | None = None

    @property
    def own(self) -> int | None:
        """The points in the cell's column."""
        said = self.said.under(self.row.max_points) if self.said else None
        return said if said is not None else self.proved

    @property
    def points(self) -> int | None:
        verified = self.verified.under(self.row.max_points) if self.verified else None
        return verified if verified is not None else self.own

    @property
    def waits(self) -> bool:
        """Settled by itself some days later, so nobody has to answer it."""
        return self.counts and self.points is None and self.row.measure in SETTLED_LATER

    @property
    def is_open(self) -> bool:
        return self.counts and self.points is None and not self.waits

    @property
    def lost(self) -> int:
        return self.row.max_points - self.points if self.counts and self.points is not None else 0

    @property
    def differs(self) -> bool:
        return self.counts and self.verified is not None and self.points != self.own

    @property
    def is_asked(self) -> bool:
        """Whether people have to answer it: nothing measures it, or there is no data."""
        return self.counts and self.proved is None and self.row.measure not in SETTLED_LATER


@dataclass(frozen=True, slots=True)
class Score:
    """A scored meeting. `rescaled`: thematic rows that do not count are made up for by the rest."""

    form: ScoringForm
    rows: tuple[RowScore, ...]
    ratings: tuple[Band, ...]
    rescaled: bool = False

    @property
    def open_rows(self) -> list[RowScore]:
        return [row for row in self.rows if row.is_open]

    @property
    def is_complete(self) -> bool:
        return not self.open_rows

    @property
    def total(self) -> int:
        return self._total([row.points for row in self.rows if row.counts])

    @property
    def own_total(self) -> int:
        """The total of the cell's column."""
        return self._total([row.own for row in self.rows if row.counts])

    def _total(self, points: Sequence[int | None]) -> int:
        """Of a form that deducts an open row takes nothing away; of one that adds it gives nothing."""
        counted = [row for row in self.rows if row.counts]
        if self.form.deducts:
            lost = sum(
                row.row.max_points - got for row, got in zip(counted, points, strict=True) if got is not None
            )
            return max(0, FULL_SCORE - lost)
        got, most = sum(each or 0 for each in points), self.most
        return _half_up(Fraction(got * FULL_SCORE, most)) if self.rescaled and most else got

    @property
    def most(self) -> int:
        """The most points the rows that count can give, before they are re-scaled."""
        if self.form.deducts:
            return FULL_SCORE
        return sum(row.row.max_points for row in self.rows if row.counts)

    @property
    def rank(self) -> int:
        """Which of the ratings, 0 the best."""
        return rank_of(self.total, self.ratings)

    @property
    def rating(self) -> Band:
        return self.ratings[self.rank]

    def block(self, number: str) -> tuple[int, int]:
        """Points and most points of the rows of a block; an open row counts as it does in the total."""
        rows = [row for row in self.rows if row.row.block == number and row.counts]
        most = sum(row.row.max_points for row in rows)
        if self.form.deducts:
            return most - sum(row.lost for row in rows), most
        return sum(row.points or 0 for row in rows), most

    @property
    def weakest(self) -> list[RowScore]:
        """The rows that lost most, at most SUGGESTED of them; of equal ones the earlier."""
        lost = sorted((row for row in self.rows if row.lost), key=lambda row: -row.lost)
        return lost[:SUGGESTED]


def _half_up(number: Fraction) -> int:
    return int(number + Fraction(1, 2))


def rank_of(total: int, ratings: Sequence[Band]) -> int:
    return next(place for place, band in enumerate(ratings) if total >= band.points)


def points_of(row: Criterion, fact: Fact | None) -> int | None:
    """The points of a row by its bands; None without data. A row without bands gives all or nothing."""
    if fact is None:
        return None
    if not row.bands:
        return None if fact.met is None else row.max_points if fact.met else 0
    if said := next((band for band in row.bands if band.or_when and band.or_when in fact.conditions), None):
        return said.points
    if fact.share is None and fact.short is None:
        return None if fact.met is None else row.bands[0 if fact.met else -1].points
    return next((band.points for band in row.bands if _reaches(band, fact)), row.bands[-1].points)


def _reaches(band: Band, fact: Fact) -> bool:
    if band.most_short is not None:
        return fact.short is not None and fact.short <= band.most_short
    return band.low is not None and fact.share is not None and fact.share >= band.low


def form_for(form: ScoringForm, *, without_theme: str, half_is_lower: bool, thematic: bool) -> ScoringForm:
    """The form with its ambiguities settled: where the points of the thematic row go in a month without one,
    and which band exactly half of the speakers is in.
    """
    rows = [
        _strictly_over_half(row) if half_is_lower and row.measure == SPEAKING else row for row in form.rows
    ]
    if without_theme == TO_REGULAR and not thematic and not form.deducts:
        spare = sum(row.max_points for row in rows if row.only_thematic)
        rows = [
            replace(row, max_points=row.max_points + spare) if row.key == REGULAR_CONTENT else row
            for row in rows
        ]
    return replace(form, rows=tuple(rows))


_HALF = Fraction(1, 2)
_HAIR = Fraction(1, 10_000)
"""Less than any share of people differs from a half: no meeting has five thousand members."""


def _strictly_over_half(row: Criterion) -> Criterion:
    bands = tuple(replace(band, low=_HALF + _HAIR) if band.low == _HALF else band for band in row.bands)
    return replace(row, bands=bands)


def score(
    form: ScoringForm,
    ratings: Sequence[Band],
    facts: Mapping[str, Fact],
    said: Mapping[str, Answer],
    verified: Mapping[str, Answer],
    *,
    thematic: bool,
    without_theme: str = AS_IS,
) -> Score:
    """Every row of a form by the facts (by measure) and the answers (by the row's key).

    The answers stay as they were given, so the same meeting can be scored under another form. One that was
    given without a reason while there was no data gives way to records that came later.
    """
    rows = tuple(
        _row_score(row, facts.get(row.measure), said.get(row.key), verified.get(row.key), thematic=thematic)
        for row in form.asked
    )
    return Score(form, rows, tuple(ratings), rescaled=without_theme == RESCALE)


def _row_score(
    row: Criterion, fact: Fact | None, said: Answer | None, verified: Answer | None, *, thematic: bool
) -> RowScore:
    proved = points_of(row, fact)
    stands = said is not None and (proved is None or bool(said.note))
    counts = thematic or not row.only_thematic
    return RowScore(row, counts, fact, proved, said if stands else None, verified)


MEAN, WORST, SHARE_GOOD, BY_HAND = "mean", "worst", "share_good", "by_hand"
EXCLUDED, ZERO, ASKS = "excluded", "zero", "asks"


def period_figure(
    totals: Iterable[int | None], ratings: Sequence[Band], *, rule: str, missing: str
) -> Fraction | None:
    """The figure of a quarter or a year from its months; None for a month that was not scored.

    Points for a mean or the worst month; for `share_good` the share of months in the best band, from 0 to
    1. None when there is nothing to work with, when it is entered by hand, or when a month is missing and
    that is asked about. Source: regulation "meeting-quality", points "year_figure" and "missing_month".
    """
    months = list(totals)
    known = [total for total in months if total is not None]
    if rule == BY_HAND or not known or (missing == ASKS and len(known) < len(months)):
        return None
    counted = [total or 0 for total in months] if missing == ZERO else known
    if rule == WORST:
        return Fraction(min(counted))
    if rule == SHARE_GOOD:
        return Fraction(sum(rank_of(total, ratings) == 0 for total in counted), len(counted))
    return Fraction(sum(counted), len(counted))
