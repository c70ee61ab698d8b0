"""Drafting the sentences of a review from figures, and what a period is. Pure.

A rule is data (`regulations.values.DraftRule`): a condition named `when`, the figures it is about and a
sentence. `CONDITIONS` has the functions. Each answers what its sentence says, or None where it does not hold
or the figures do not tell. Source: regulation "period-reviews", point "rules", which names the source of
each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeAlias

from sotay.kernel.figures import per_cent
from sotay.kernel.periods import QUARTER, Month
from sotay.kernel.text import search_key
from sotay.regulations.values import DraftRule

KINDS_OF_UNIT = frozenset({"cell", "committee", "commune", "province"})
"""Units that review their own work; the centre reads what provinces send."""

SECTIONS = ("strength", "weakness", "cause", "solution", "proposal")
NEEDED = SECTIONS[:4]
"""Sections a review is not issued without; what the unit proposes to the level above may be nothing."""

HALF, YEAR = 6, 12
MOST_MONTHS = 240
"""Of one period: twenty years, four terms."""
PLACES = 6

Value: TypeAlias = int | Fraction | Month
Fields: TypeAlias = Mapping[str, Value]
Counts: TypeAlias = Mapping[str, int]


# --- periods ---


@dataclass(frozen=True, slots=True)
class Period:
    """From one month to another, both included; `kind` is how people name it."""

    kind: str
    first: Month
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        return months_from(self.first, self.last)

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last

    def begun(self, today: date) -> Period:
        """The part of it that has begun: figures end with the month that is running."""
        return Period(self.kind, self.first, min(self.last, Month.of(today)))

    def before(self) -> Period:
        """The same length of time before it."""
        length = len(self.months)
        return Period("months", self.first.plus(-length), self.first.plus(-1))

    def words(self) -> str:
        """'6 tháng đầu năm 2026', as the title of a paper says it; papers are in Vietnamese."""
        first, last = self.first, self.last
        match self.kind:
            case "half_year":
                return f"6 tháng {'đầu' if first.number == 1 else 'cuối'} năm {first.year}"
            case "year":
                return f"năm {first.year}"
            case "term":
                return f"nhiệm kỳ {first.year} - {last.year}"
            case "years":
                return f"giai đoạn {first.year} - {last.year}"
        if first == last:
            return f"tháng {first.number} năm {first.year}"
        return f"từ tháng {first.number} năm {first.year} đến tháng {last.number} năm {last.year}"


def months_from(first: Month, last: Month) -> tuple[Month, ...]:
    length = (last.year - first.year) * YEAR + last.number - first.number + 1
    return tuple(first.plus(turn) for turn in range(max(length, 0)))


def half_year(year: int, half: int) -> Period:
    first = Month(year, 1 if half == 1 else 1 + HALF)
    return Period("half_year", first, first.plus(HALF - 1))


def whole_years(kind: str, first: int, last: int) -> Period:
    return Period(kind, Month(first, 1), Month(last, YEAR))


def due_on(period: Period, days: int, today: date) -> date:
    """By when a review is sent unless people say another day: some days after its period, never a day gone.

    Source: regulation "period-reviews", point "due_days".
    """
    return max(period.last.last + timedelta(days=days), today)


def subject_key(title: str, subject: str) -> str:
    """What tells reviews of different matters apart, however they are typed."""
    return search_key(subject or title)[:200]


# --- figures ---


@dataclass(frozen=True, slots=True)
class Span:
    """The figures of a unit over some months, of regular meetings or of all: by month where something was
    kept, and together."""

    months: Mapping[Month, Counts] = field(default_factory=dict)
    total: Counts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What rules look at. `now` and `before` hold a `Span` for "regular" and for "all"; `kept` names every
    figure that is counted at all; `levels` has the values of regulations by point and month."""

    months: tuple[Month, ...]
    now: Mapping[str, Span]
    before: Mapping[str, Span]
    kept: frozenset[str]
    levels: Mapping[str, Mapping[Month, Fraction | int]]
    compares: bool
    each_month_from: Fraction  # of the months of the period, before anything is said of every month
    today: date

    @property
    def missing(self) -> tuple[Month, ...]:
        """Months of which nothing was kept. Nothing is known of them, so nothing is said of them."""
        return tuple(month for month in self.months if month not in self.now["regular"].months)


def share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _level(rule: DraftRule, figures: Figures, month: Month) -> Fraction | int | None:
    return figures.levels.get(rule.level_of, {}).get(month) if rule.level_of else rule.level


def _last_level(rule: DraftRule, figures: Figures) -> Fraction | int | None:
    """What held in the last month of the period: what the whole of it is held against."""
    return _level(rule, figures, figures.months[-1]) if figures.months else None


def _pair(span: Span, rule: DraftRule) -> tuple[int, int]:
    part, whole = rule.of
    return span.total.get(part, 0), span.total.get(whole, 0)


def _share_each_month(rule: DraftRule, figures: Figures) -> Fields | None:
    part, whole = rule.of
    span = figures.now[rule.meetings]
    shares: dict[Month, Fraction] = {}
    levels: list[Fraction | int] = []
    for month, counts in span.months.items():
        found, level = share(counts.get(part, 0), counts.get(whole, 0)), _level(rule, figures, month)
        if found is None:
            continue
        if level is None or found < level:
            return None
        shares[month] = found
        levels.append(level)
    over = share(*_pair(span, rule))
    if not shares or over is None or len(shares) < figures.each_month_from * len(figures.months):
        return None
    lowest = min(sorted(shares), key=lambda month: shares[month])
    parts, wholes = _pair(span, rule)
    return {
        "share": over,
        "part": parts,
        "whole": wholes,
        "lowest": shares[lowest],
        "lowest_month": lowest,
        "months": len(shares),
        "level": min(levels),
    }


def _whole_share(rule: DraftRule, figures: Figures, holds: Callable[[Fraction, Any], bool]) -> Fields | None:
    parts, wholes = _pair(figures.now[rule.meetings], rule)
    found, level = share(parts, wholes), _last_level(rule, figures)
    if found is None or level is None or not holds(found, level):
        return None
    return {"share": found, "part": parts, "whole": wholes, "level": level}


def _share_at_least(rule: DraftRule, figures: Figures) -> Fields | None:
    return _whole_share(rule, figures, lambda found, level: found >= level)


def _share_below(rule: DraftRule, figures: Figures) -> Fields | None:
    return _whole_share(rule, figures, lambda found, level: found < level)


def _change(rule: DraftRule, figures: Figures, sign: int) -> Fields | None:
    """By how much a share rose (sign 1) or fell (-1), when the time before can be compared with."""
    now, before = (_pair(time[rule.meetings], rule) for time in (figures.now, figures.before))
    after, earlier, level = share(*now), share(*before), _last_level(rule, figures)
    if not figures.compares or after is None or earlier is None or level is None:
        return None
    if (after - earlier) * sign < level:
        return None
    return {
        "share": after,
        "part": now[0],
        "whole": now[1],
        "share_before": earlier,
        "part_before": before[0],
        "whole_before": before[1],
    }


def _share_falls(rule: DraftRule, figures: Figures) -> Fields | None:
    return _change(rule, figures, -1)


def _share_rises(rule: DraftRule, figures: Figures) -> Fields | None:
    return _change(rule, figures, 1)


def quarters(figures: Figures, meetings: str) -> Iterator[tuple[Month, ...]]:
    """Whole quarters of the period that are over and of which every month was kept."""
    known = figures.now[meetings].months
    for month in figures.months:
        several = months_from(month, month.plus(QUARTER - 1))
        whole = month == month.quarter_first and several[-1] in figures.months
        over = whole and several[-1].last < figures.today
        if over and all(known.get(each, {}).get("cells", 0) for each in several):
            yield several


def _by_quarter(rule: DraftRule, figures: Figures) -> tuple[int, int, int, int] | None:
    """How many there were in whole quarters, how many quarters, how many were short, and what each cell
    owes. Of cells that came in the middle of a quarter nothing is asked."""
    (name,), number, count, short = rule.of, 0, 0, 0
    wanted = None
    known = figures.now[rule.meetings].months
    for several in quarters(figures, rule.meetings):
        level = _level(rule, figures, several[0])
        if level is None:
            continue
        cells = min(known[month].get("cells", 0) for month in several)
        held = sum(known[month].get(name, 0) for month in several)
        number, count, short = number + held, count + 1, short + (held < level * cells)
        wanted = int(level)
    return (number, count, short, wanted) if wanted is not None else None


def _each_quarter(rule: DraftRule, figures: Figures) -> Fields | None:
    found = _by_quarter(rule, figures)
    if found is None or found[2]:
        return None
    return {"number": found[0], "quarters": found[1], "level": found[3]}


def _some_quarter_short(rule: DraftRule, figures: Figures) -> Fields | None:
    found = _by_quarter(rule, figures)
    if found is None or not found[2]:
        return None
    return {"number": found[0], "quarters": found[1], "short": found[2], "level": found[3]}


def _some(rule: DraftRule, figures: Figures) -> Fields | None:
    number = figures.now[rule.meetings].total.get(rule.of[0], 0)
    return {"number": number} if number > 0 else None


def _none(rule: DraftRule, figures: Figures) -> Fields | None:
    number, beside = _pair(figures.now[rule.meetings], rule)
    return {"beside": beside} if number == 0 and beside > 0 else None


def _always(rule: DraftRule, figures: Figures) -> Fields | None:
    level = _last_level(rule, figures)
    if rule.level_of and level is None:
        return None
    return {} if level is None else {"level": level}


CONDITIONS: Mapping[str, Callable[[DraftRule, Figures], Fields | None]] = {
    "share_each_month": _share_each_month,
    "share_at_least": _share_at_least,
    "share_below": _share_below,
    "share_falls": _share_falls,
    "share_rises": _share_rises,
    "each_quarter": _each_quarter,
    "some_quarter_short": _some_quarter_short,
    "some": _some,
    "none": _none,
    "always": _always,
}


def holds(rule: DraftRule, figures: Figures) -> Fields | None:
    """What a rule's sentence says, None when it says nothing: its condition does not hold, no figure was kept
    in the period, or a figure it is about is not counted."""
    if rule.of and not figures.now[rule.meetings].months:
        return None
    if not figures.kept.issuperset(rule.of):
        return None
    return CONDITIONS[rule.when](rule, figures)


# --- sentences ---


@dataclass(frozen=True, slots=True)
class Sentence:
    """A drafted sentence with the rule that drafted it and the figures it says."""

    key: str
    section: str
    rule: DraftRule
    fields: Fields

    def text(self, language: str) -> str:
        return self.rule.text.of(language).format(**shown(self.fields, language))

    def condition(self, language: str) -> str:
        """The rule in words."""
        return self.rule.rule.of(language).format(**shown(self.fields, language))


def draft(rules: Sequence[DraftRule], figures: Figures) -> tuple[Sentence, ...]:
    """The sentences that follow from the figures, in the order of the rules.

    Of one topic only the first judgement is said, so that nothing is both a strength and a weakness. A cause
    or a solution that some rule suggests is said only where a sentence suggests it; any other only where
    something is said; a cause never of what is a strength.
    """
    said: dict[str, Sentence] = {}
    judged: dict[str, str] = {}
    for rule in rules:
        if rule.section in {"strength", "weakness"} and rule.topic not in judged:
            fields = holds(rule, figures)
            if fields is not None:
                judged[rule.topic] = rule.section
                said[rule.key] = Sentence(rule.key, rule.section, rule, fields)
    hanging = {key for rule in rules for key in rule.suggests}
    for section in ("cause", "solution"):
        suggested = {key for sentence in said.values() for key in sentence.rule.suggests}
        for rule in rules:
            if rule.section != section or not (rule.key in suggested or (said and rule.key not in hanging)):
                continue
            if section == "cause" and judged.get(rule.topic) == "strength":
                continue
            fields = holds(rule, figures)
            if fields is not None:
                said[rule.key] = Sentence(rule.key, section, rule, fields)
    return tuple(said[rule.key] for rule in rules if rule.key in said)


def shown(fields: Fields, language: str) -> dict[str, str]:
    """The figures as a text writes them. A share never looks like the level it is below or above."""
    places = _places([value for value in fields.values() if isinstance(value, Fraction)])
    return {name: show(value, language, places) for name, value in fields.items()}


def _places(shares: Iterable[Fraction]) -> int:
    """Decimals with which shares that differ also look different; one where that is enough."""
    different = sorted(set(shares))
    for places in range(1, PLACES):
        written = [per_cent(each, places) for each in different]
        if all(one != other for one, other in pairwise(written)):
            return places
    return PLACES


def show(value: Value, language: str, places: int = 1) -> str:
    """12345 is '12.345', 0.942 '94,2%' in Vietnamese, where a count of one to nine begins with a zero."""
    english = language.startswith("en")
    if isinstance(value, Month):
        return value.label()
    if isinstance(value, Fraction):
        figure = per_cent(value, places)
        return f"{figure if english else figure.replace('.', ',')}%"
    if english:
        return f"{value:,}"
    return f"{value:02d}" if 0 < value < 10 else f"{value:,}".replace(",", ".")  # noqa: PLR2004


# --- the order of sentences ---


def in_order(keys: Iterable[str], order: Sequence[str]) -> list[str]:
    """Keys in the order people gave them; those they have not seen come last, as they were drafted."""
    place = {key: number for number, key in enumerate(order)}
    return sorted(keys, key=lambda key: place.get(key, len(place)))


def moved(keys: Sequence[str], key: str, step: int) -> list[str]:
    """The keys with one of them a place up (-1) or down (1); at an end nothing moves."""
    found = list(keys)
    index = found.index(key)
    other = index + step
    if 0 <= other < len(found):
        found[index], found[other] = found[other], found[index]
    return found
