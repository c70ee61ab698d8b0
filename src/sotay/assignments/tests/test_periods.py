"""Weeks and months of a repeating task."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.assignments import periods
from sotay.assignments.periods import MONTHLY, WEEKLY

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
SPANS = st.integers(0, 500).map(lambda days: timedelta(days=days))
KINDS = st.sampled_from([WEEKLY, MONTHLY])


@given(KINDS, DAYS)
def test_every_day_lies_in_its_period(kind, day):
    start = periods.period_of(kind, day)
    assert start <= day < periods.following(kind, start)
    assert periods.period_of(kind, start) == start


@given(KINDS, DAYS, SPANS, SPANS)
def test_periods_follow_each_other_within_the_task(kind, given_on, lasts, after):
    due_on, day = given_on + lasts, given_on + after
    asked = periods.asked(kind, given_on, due_on, day)
    assert all(given_on <= start <= min(due_on, day) for start in asked)
    assert [periods.following(kind, start) for start in asked[:-1]] == asked[1:]


@given(KINDS, DAYS, SPANS, SPANS, st.sets(st.integers(0, 60)))
def test_what_is_missing_is_over_and_not_reported(kind, given_on, lasts, after, done):
    due_on, day = given_on + lasts, given_on + after
    asked = periods.asked(kind, given_on, due_on, day)
    reported = {start for place, start in enumerate(asked) if place in done}
    missing = periods.missing(kind, given_on, due_on, reported, day)
    assert set(missing) == {
        start for start in asked if start not in reported and periods.following(kind, start) <= day
    }
    choices = periods.to_choose(kind, given_on, due_on, reported, day)
    assert choices == sorted(set(choices))
    assert set(missing) <= set(choices)
    soon = periods.closing(kind, given_on, due_on, reported, day)
    assert soon is None or (soon not in missing and soon in choices)


@given(st.sampled_from(["once", "commitment"]), DAYS, DAYS)
def test_what_does_not_repeat_is_never_asked(kind, given_on, day):
    assert periods.asked(kind, given_on, None, day) == []
    assert periods.closing(kind, given_on, None, (), day) is None


@pytest.mark.parametrize(
    ("kind", "given_on", "day", "missing"),
    [
        (MONTHLY, date(2027, 1, 5), date(2027, 3, 1), [date(2027, 2, 1)]),
        (MONTHLY, date(2027, 1, 1), date(2027, 3, 1), [date(2027, 1, 1), date(2027, 2, 1)]),
        (MONTHLY, date(2026, 11, 5), date(2027, 1, 31), [date(2026, 12, 1)]),
        (WEEKLY, date(2027, 1, 4), date(2027, 1, 10), []),  # a Monday; its week is not over on Sunday
        (WEEKLY, date(2027, 1, 4), date(2027, 1, 11), [date(2027, 1, 4)]),
        (WEEKLY, date(2027, 1, 5), date(2027, 1, 17), []),
    ],
)
def test_the_period_in_which_it_was_given_is_not_asked(kind, given_on, day, missing):
    assert periods.missing(kind, given_on, None, (), day) == missing
