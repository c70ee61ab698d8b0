"""What there is to say of a unit's period: its figures, and the sentences that rules draft from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from sotay import regulations
from sotay.figures import queries as kept
from sotay.figures.actions import is_there
from sotay.figures.catalog import FIGURES
from sotay.figures.models import REGULAR, CellMonth
from sotay.kernel.periods import Month
from sotay.papers.queries import layout_for
from sotay.period_reviews import rules
from sotay.period_reviews.composing import Below, Facts
from sotay.period_reviews.models import PeriodReview
from sotay.period_reviews.rules import Figures, Period, Sentence, Span
from sotay.regulations import NotInForce
from sotay.regulations.values import DraftRule
from sotay.units.models import Kind, Unit
from sotay.units.settings import Settings, settings_of

DERIVED = ("held", "opened", "absent", "meetings_due", "held_besides", "cells", "with_meeting")
"""Figures worked out of those that are kept."""


def facts_of(review: PeriodReview, now: datetime) -> Facts:
    """What there is to say of a review's period now. The number of queries grows neither with its months nor
    with the units below."""
    unit, day = review.unit, timezone.localdate(now)
    period = review.period.begun(day)
    parent = unit.parent
    figures = figures_of(unit, period, day)
    return Facts(
        unit=unit.name,
        organ=unit.organ,
        is_cell=unit.is_cell,
        superior=parent.name if parent else "",
        superior_organ=parent.organ if parent else "",
        kind=review.kind,
        title=review.title,
        subject=review.subject,
        period=review.period,
        day=day,
        layout=layout_for(unit, day),
        figures=figures,
        below=tuple(_below(unit, period, day)),
    )


def figures_of(unit: Unit, period: Period, day: date) -> Figures:
    """The figures of a unit over a period and over the same time before it. Two queries, and one for its
    settings."""
    before = period.before()
    spans: dict[str, dict[str, Span]] = {"now": {}, "before": {}}
    regular = _regular([unit], before.first, period.last, day)[unit.pk]
    every = _months(unit, before.first, period.last, day)
    for month, counts in every.items():
        counts["held_besides"] = counts["held"] - regular.get(month, Counter())["held"]
    for name, months in (("regular", regular), ("all", every)):
        spans["now"][name] = _span(months, period)
        spans["before"][name] = _span(months, before)
    told, then = (len(spans[time]["regular"].months) for time in ("now", "before"))
    return Figures(
        months=period.months,
        now=spans["now"],
        before=spans["before"],
        kept=frozenset({*FIGURES, *DERIVED}),
        levels=_levels(unit, period.months),
        compares=bool(told) and then >= _point("compared_from", period.last) * told,
        each_month_from=_point("each_month_from", period.last),
        today=day,
    )


def _months(unit: Unit, first: Month, last: Month, day: date) -> dict[Month, Counter[str]]:
    found = kept.series([unit], first, last)
    return {month: _derive(counts, month, day) for (_unit, month), counts in found.items()}


def _regular(
    units: Sequence[Unit], first: Month, last: Month, day: date
) -> dict[UUID, dict[Month, Counter[str]]]:
    """The months of units with a regular meeting, or without one that was due: figures of no meeting stand
    beside any kind. A meeting was due of a cell in every month since its first that is kept, as boards and
    the sums above it have it. At most three queries."""
    found = dict(kept.series(units, first, last, [REGULAR]))
    for cell, month in _missed([unit for unit in units if unit.is_cell], first, last, day):
        found.setdefault((cell, month), Counter())["cells"] = 1
    months: dict[UUID, dict[Month, Counter[str]]] = {unit.pk: {} for unit in units}
    for (pk, month), counts in found.items():
        if counts["cells"]:
            months[pk][month] = _derive(counts, month, day)
    return months


def _missed(cells: Sequence[Unit], first: Month, last: Month, day: date) -> Iterator[tuple[UUID, Month]]:
    """Months that are over in which a meeting was due of a cell, held or not."""
    if not cells:
        return
    rows = CellMonth.objects.filter(cell__in=cells, kind=REGULAR).order_by()
    begun = dict(rows.values_list("cell").annotate(Min("month")))
    for cell in cells:
        month = max(first, begun.get(cell.pk, last.plus(1)))
        while month <= last and month.last < day:
            if is_there(cell.founded_on, cell.closed_on, month):
                yield cell.pk, month
            month = month.plus(1)


def _derive(counts: Counter[str], month: Month, day: date) -> Counter[str]:
    """With the figures worked out of the others. Of the month that is running only meetings that were held
    were due: the others may still come."""
    counts["held"] = counts["closed"] + counts["signed"] + counts["reported"]
    counts["opened"] = counts["held"] + counts["in_session"]
    counts["absent"] = counts["excused"] + counts["unexcused"]
    is_over = month.last < day
    counts["meetings_due"] = counts["cells"] if is_over else counts["held"]
    counts["with_meeting"] = min(counts["with_meeting"], counts["meetings_due"])
    return counts


def _span(months: Mapping[Month, Counter[str]], period: Period) -> Span:
    inside = {month: counts for month, counts in months.items() if period.first <= month <= period.last}
    return Span(dict(sorted(inside.items())), kept.together(inside.items()))


def _below(unit: Unit, period: Period, day: date) -> Iterable[Below]:
    """The units directly below with their regular meetings. At most four queries; none for a cell."""
    if unit.is_cell:
        return
    children = list(children_of(unit))
    found = _regular(children, period.first, period.last, day)
    for child in children:
        yield Below(child.name, _span(found[child.pk], period))


def children_of(unit: Unit) -> Iterable[Unit]:
    return Unit.objects.in_use().filter(parent=unit).exclude(kind=Kind.GROUP).order_by("name_sort")


def rules_on(day: date) -> tuple[DraftRule, ...]:
    """The rules for drafting in force on a day; none before any text has them."""
    try:
        found: tuple[DraftRule, ...] = regulations.on(day).value("period-reviews.rules")
    except NotInForce:
        return ()
    return found


def _point(short: str, month: Month) -> Any:
    try:
        return regulations.on(month.last).value(f"period-reviews.{short}")
    except NotInForce:
        return Fraction(1)


def _levels(unit: Unit, months: Iterable[Month]) -> dict[str, dict[Month, Fraction | int]]:
    """What rules hold figures against, as it was in each month: the regulation of the month, or what the unit
    had set by then. Of settings that followed each other the last counts. One query."""
    several = list(months)
    if not several:
        return {}
    settings = settings_of(unit, several[-1].last)
    points = {rule.level_of for rule in rules_on(several[-1].last) if rule.level_of}
    return {
        point: {month: level for month in several if (level := _level(settings, point, month)) is not None}
        for point in points
    }


def _level(settings: Settings, point: str, month: Month) -> Fraction | int | None:
    try:
        held = settings.of(point)
        if held.unit is not None and held.since <= month.first:
            value = held.value
        else:
            value = regulations.on(month.last).value(point)
    except (NotInForce, KeyError):
        return None
    return value if isinstance(value, Fraction | int) else None


def due_day(unit: Unit, period: Period, day: date) -> date:
    """The day a review begins with, by the unit's own setting."""
    try:
        days = settings_of(unit, day)["period-reviews.due_days"]
    except (NotInForce, KeyError):
        days = 0
    return rules.due_on(period, days, day)


def drafted(told: Facts) -> list[dict[str, Any]]:
    """The sentences that rules draft, as a review keeps them."""
    figures = told.figures
    if not figures.months:
        return []
    return [_to_json(sentence) for sentence in rules.draft(rules_on(figures.months[-1].last), figures)]


def _to_json(sentence: Sentence) -> dict[str, Any]:
    rule = sentence.rule
    return {
        "key": sentence.key,
        "section": sentence.section,
        "vi": sentence.text("vi"),
        "en": sentence.text("en"),
        "rule": {language: sentence.condition(language) for language in ("vi", "en")},
        "source": rule.source,
        "own_level": rule.own_level,
        "of": list(rule.of),
        "meetings": rule.meetings,
        "fields": {name: _plain(value) for name, value in sentence.fields.items()},
    }


def _plain(value: rules.Value) -> int | str | list[int]:
    if isinstance(value, Fraction):
        return [value.numerator, value.denominator]
    return str(value) if isinstance(value, Month) else value


def value_of(written: int | str | list[int]) -> rules.Value:
    """A figure of a kept sentence."""
    if isinstance(written, list):
        return Fraction(*written)
    return Month.parse(written) if isinstance(written, str) else written
