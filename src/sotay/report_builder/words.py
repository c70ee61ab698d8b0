"""Periods, lines and titles in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.report_builder import rules
from sotay.report_builder.definitions import By, Definition
from sotay.report_builder.rules import HALF, MOST_MONTHS, YEAR, Span
from sotay.units.models import Kind, Unit

WRONG_PERIOD: Mapping[str, str | Promise] = {
    "unknown": gettext_lazy("There is no such period. Choose one of the list, or enter two months."),
    "backwards": gettext_lazy("The period ends before it begins. Enter the earlier month first."),
    "too_long": gettext_lazy(
        "A report spans at most 120 months, which is ten years. Choose a shorter period."
    ),
    "no_term": gettext_lazy(
        "No such term is recorded for this unit, so its beginning is not known. Choose another period or "
        "enter two months."
    ),
}
assert MOST_MONTHS == 120  # noqa: S101, PLR2004 - the sentence says so

RELATIVE: Mapping[str, str | Promise] = {
    "this_month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "this_quarter": gettext_lazy("This quarter"),
    "last_quarter": gettext_lazy("Last quarter"),
    "this_half": gettext_lazy("This half-year"),
    "last_half": gettext_lazy("Last half-year"),
    "this_year": gettext_lazy("This year"),
    "last_year": gettext_lazy("The year before"),
    "this_term": gettext_lazy("This term of the committee"),
    "last_term": gettext_lazy("The term before"),
}
_ROMAN = ("I", "II", "III", "IV")
MONTHS_BACK, QUARTERS_BACK, HALVES_BACK, YEARS_BACK = 12, 8, 4, 5


def periods(today: date) -> list[tuple[str | Promise, list[tuple[str, str | Promise]]]]:
    """What the form offers, in groups."""
    this = Month.of(today)
    months = [this.plus(-back) for back in range(MONTHS_BACK + 1)]
    quarters = [this.quarter_first.plus(-3 * back) for back in range(QUARTERS_BACK)]
    half = this.plus(-((this.number - 1) % HALF))
    halves = [half.plus(-HALF * back) for back in range(HALVES_BACK)]
    return [
        (gettext_lazy("Moves with the day"), [(word, RELATIVE[word]) for word in rules.RELATIVE]),
        (gettext_lazy("Months"), [(str(month), month.label()) for month in months]),
        (
            gettext_lazy("Quarters"),
            [
                (f"{first.year}-q{first.quarter}", span_words(Span(first, first.plus(2))))
                for first in quarters
            ],
        ),
        (
            gettext_lazy("Half-years"),
            [
                (f"{first.year}-h{1 + first.number // HALF}", span_words(Span(first, first.plus(HALF - 1))))
                for first in halves
            ],
        ),
        (
            gettext_lazy("Years"),
            [(str(this.year - back), str(this.year - back)) for back in range(YEARS_BACK)],
        ),
    ]


def span_words(span: Span) -> str:
    """'11/2026', 'Quarter IV of 2026', 'First half of 2026', '2026', '01/2026 – 11/2026'."""
    first, months = span.first, len(span)
    if months == 1:
        return first.label()
    whole = (first.number - 1) % months == 0
    if whole and months == YEAR:
        return _("Year %(year)s") % {"year": first.year}
    if whole and months == HALF:
        half = _("First half of %(year)s") if first.number == 1 else _("Second half of %(year)s")
        return half % {"year": first.year}
    if whole and months == len(("q", "q", "q")):
        return _("Quarter %(n)s of %(year)s") % {"n": _ROMAN[first.quarter - 1], "year": first.year}
    return f"{first.label()} – {span.last.label()}"


def period_words(definition: Definition, span: Span) -> str:
    """With the word of one that moves: 'Last month: 11/2026'."""
    if definition.period in RELATIVE:
        return f"{RELATIVE[definition.period]}: {span_words(span)}"
    return span_words(span)


def lines(unit: Unit) -> list[tuple[str, str | Promise]]:
    """What the lines of a report of this unit can be."""
    if unit.is_cell:
        return [(By.MONTH.value, _("Month")), (By.UNIT.value, _("The whole period as one line"))]
    by_unit = (
        _("Unit directly below") if unit.kind in (Kind.CENTRE, Kind.PROVINCE) else _("Cell or unit below")
    )
    return [(By.UNIT.value, by_unit), (By.MONTH.value, _("Month")), (By.TYPE.value, _("Type of cell"))]


def head_of(definition: Definition) -> str:
    """The heading of the first column."""
    return {By.UNIT: _("Unit"), By.MONTH: _("Month"), By.TYPE: _("Type of cell")}[definition.by]


def kind_words(definition: Definition) -> str:
    if not definition.kind:
        return _("all kinds of meetings")
    return str(Meeting.Kind(definition.kind).label)


def about(definition: Definition, span: Span) -> str:
    """'Last month: 11/2026; by unit; all kinds of meetings'."""
    by = {By.UNIT: _("by unit"), By.MONTH: _("by month"), By.TYPE: _("by type of cell")}[definition.by]
    return "; ".join((period_words(definition, span), by, kind_words(definition)))
