"""What a period means on a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import Month
from sotay.report_builder import rules
from sotay.report_builder.rules import MOST_MONTHS, RELATIVE, PeriodError, Span, span

TODAY = date(2026, 11, 30)
TERMS = [date(2025, 6, 12), date(2020, 6, 1)]

DAYS = st.dates(date(1905, 1, 1), date(2095, 12, 31))


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("this_month", (2026, 11), (2026, 11)),
        ("last_month", (2026, 10), (2026, 10)),
        ("this_quarter", (2026, 10), (2026, 12)),
        ("last_quarter", (2026, 7), (2026, 9)),
        ("this_half", (2026, 7), (2026, 12)),
        ("last_half", (2026, 1), (2026, 6)),
        ("this_year", (2026, 1), (2026, 12)),
        ("last_year", (2025, 1), (2025, 12)),
        ("this_term", (2025, 6), (2026, 11)),
        ("last_term", (2020, 6), (2025, 5)),
        ("2026-02", (2026, 2), (2026, 2)),
        ("2026-q3", (2026, 7), (2026, 9)),
        ("2026-Q4", (2026, 10), (2026, 12)),
        ("2026-h2", (2026, 7), (2026, 12)),
        ("2026-H1", (2026, 1), (2026, 6)),
        ("2026", (2026, 1), (2026, 12)),
        ("2025-11..2026-02", (2025, 11), (2026, 2)),
    ],
)
def test_a_period_in_months(word, first, last):
    assert span(word, TODAY, TERMS) == Span(Month(*first), Month(*last))


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("2026-12..2026-11", "backwards"),
        ("2010-01..2026-01", "too_long"),
        ("this_term", "no_term"),
        ("last_term", "no_term"),
        *(
            (word, "unknown")
            for word in (
                *("", "soon", "2026-13", "2026-q5", "2026-h3", "2026-1", "26", "9999", "0000", "2026-00"),
                *(
                    "２０２６",
                    "2026-q4..2026-q1",
                    "2026-01..",
                    "2026-01..2026-13",
                    "this_century",
                    "this_month ",
                ),
            )
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_reason(word, code):
    with pytest.raises(PeriodError) as wrong:
        span(word, TODAY)
    assert wrong.value.code == code


def test_one_term_has_none_before_it_and_one_to_come_is_not_yet():
    assert span("this_term", TODAY, [date(2026, 11, 30)]) == Span(Month(2026, 11), Month(2026, 11))
    with pytest.raises(PeriodError):
        span("last_term", TODAY, TERMS[:1])
    with pytest.raises(PeriodError):
        span("this_term", TODAY, [date(2027, 1, 1)])


@given(DAYS, st.sampled_from(RELATIVE[:-2]))
def test_this_holds_the_day_and_last_ends_where_this_begins(day, word):
    found = span(word, day)
    assert rules.moves(word)
    if word.startswith("this"):
        assert found.covers(Month.of(day))
    else:
        this = span(word.replace("last", "this"), day)
        assert found.last.plus(1) == this.first
        assert len(found) == len(this)


@given(DAYS, st.lists(DAYS, max_size=5))
def test_terms_neither_overlap_nor_leave_a_month_out(day, terms):
    begun = {Month.of(term) for term in terms if Month.of(term) <= Month.of(day)}
    for word, needed in (("this_term", 1), ("last_term", 2)):
        if len(begun) < needed:
            with pytest.raises(PeriodError, match="no_term"):
                span(word, day, terms)
    with suppress(PeriodError):
        _follow_each_other(day, terms, begun)


def _follow_each_other(day, terms, begun):
    this, last = span("this_term", day, terms), span("last_term", day, terms)
    assert last.last.plus(1) == this.first
    assert this.last == Month.of(day)
    assert {last.first, this.first} <= begun


@given(st.integers(0, MOST_MONTHS + 24), st.integers(1950, 2050), st.integers(1, 12))
def test_a_span_has_as_many_months_as_it_says(length, year, number):
    first = Month(year, number)
    word = f"{first}..{first.plus(length)}"
    if length + 1 > MOST_MONTHS:
        with pytest.raises(PeriodError):
            span(word, TODAY)
        return
    found = span(word, TODAY)
    assert len(found) == len(found.months) == len(set(found.months)) == length + 1
    assert (found.months[0], found.months[-1]) == (found.first, found.last)


@given(st.text(max_size=20))
def test_any_text_is_a_period_or_refused(word):
    with suppress(PeriodError):  # and nothing else
        assert len(span(word, TODAY)) >= 1
