"""Terms in working days, compared with counting on a calendar by hand."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sotay.regulations.holidays import holidays_of
from sotay.regulations.working_days import is_working_day, plus_working_days, working_days_until

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2032, 12, 31))


def test_week_ends_and_holidays_are_no_working_days():
    assert plus_working_days(date(2026, 11, 6), 1) == date(2026, 11, 9), "Friday, then Monday"
    assert not is_working_day(date(2026, 9, 2)), "National Day"
    assert plus_working_days(date(2026, 4, 29), 1) == date(2026, 5, 4), "30 April, 1 May, a week-end"
    assert plus_working_days(date(2026, 11, 6), 0) == date(2026, 11, 6)


@given(DAYS, st.integers(min_value=0, max_value=100))
def test_a_term_ends_on_the_last_of_its_working_days(day, count):
    end = plus_working_days(day, count)
    assert working_days_until(day, end) == count
    assert end == day or is_working_day(end)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(each.weekday() < 5 and each not in holidays_of(each.year) for each in between) == count


@given(DAYS, st.integers(min_value=0, max_value=400))
def test_nothing_is_left_of_a_term_that_has_passed(day, ago):
    assert working_days_until(day, day - timedelta(days=ago)) == 0
