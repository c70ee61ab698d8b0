"""What needs attention, and what does not, by figures alone."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import Month
from sotay.reports.attention import Subject, Thresholds, Why, findings
from sotay.reports.rules import Standing, Sums

MONTH = Month(2026, 11)
TODAY = date(2026, 11, 20)
LATER = date(2026, 12, 20)
LIMITS = Thresholds(thematic_per_quarter=1)


def met(present: int, base: int = 20, cells: int = 1, **counts: int) -> Sums:
    return Sums(cells, cells, counts=Counter(reported=cells, present=present, base=base, **counts))


def of(subject: Subject, today: date = TODAY, names: tuple[str, ...] = ()) -> dict[Why, dict]:
    return {found.why: dict(found.numbers) for found in findings(subject, LIMITS, today, names)}


def cell(standing: Standing, **more) -> Subject:
    return Subject(MONTH, {MONTH: Sums(1)}, standing, **more)


@pytest.mark.parametrize(
    ("subject", "today", "why", "numbers"),
    [
        (
            cell(Standing.LATE, planned_on=date(2026, 11, 3)),
            TODAY,
            Why.LATE,
            {"planned": date(2026, 11, 3), "days": 17},
        ),
        (cell(Standing.MISSED), LATER, Why.MISSING, {"month": MONTH}),
        (cell(Standing.NOT_SET_UP), TODAY, Why.NOT_SET_UP, {"month": MONTH, "day": 15}),
        (
            cell(Standing.CLOSED, closed_on=date(2026, 11, 17)),
            TODAY,
            Why.UNREPORTED,
            {"closed": date(2026, 11, 17), "days": 3, "within": 2},
        ),
    ],
)
def test_a_cell_is_pointed_out_with_the_numbers_it_rests_on(subject, today, why, numbers):
    assert of(subject, today) == {why: numbers}


@pytest.mark.parametrize(
    ("subject", "today"),
    [
        (cell(Standing.REPORTED), TODAY),
        (cell(Standing.PLANNED, planned_on=date(2026, 11, 25)), TODAY),
        (cell(Standing.NOT_SET_UP), date(2026, 11, 14)),
        (cell(Standing.SIGNED, closed_on=date(2026, 11, 18)), TODAY),
        (cell(Standing.NOT_DUE), date(2026, 10, 1)),
        (cell(Standing.IN_SESSION), TODAY),
    ],
)
def test_what_is_in_time_is_left_alone(subject, today):
    assert of(subject, today) == {}


def falling(*present: int, base: int = 20, last: Month = MONTH) -> Subject:
    months = {last.plus(index - len(present) + 1): met(n, base) for index, n in enumerate(present)}
    return Subject(MONTH, months, Standing.REPORTED)


def test_attendance_that_falls_three_months_in_a_row():
    found = of(falling(20, 19, 18, 16))[Why.FALLING]
    assert found["base"] == 20
    assert [(month.label(), share) for month, share in found["shares"]] == [
        ("08/2026", Fraction(1)),
        ("09/2026", Fraction(19, 20)),
        ("10/2026", Fraction(9, 10)),
        ("11/2026", Fraction(4, 5)),
    ]


@pytest.mark.parametrize("present", [(20, 19, 18), (20, 19, 19, 16), (20, 20, 19, 16), (16, 17, 18, 19)])
def test_a_shorter_fall_or_a_standstill_is_none(present):
    assert Why.FALLING not in of(falling(*present))


def test_one_member_of_a_small_cell_is_no_fall():
    """3 of 3, then a member fewer of a base that changes: what it comes to is less than two members."""
    months = {
        MONTH.plus(-3): met(3, 3),
        MONTH.plus(-2): met(9, 10),
        MONTH.plus(-1): met(4, 5),
        MONTH: met(3, 4),
    }
    assert Why.FALLING not in of(Subject(MONTH, months, Standing.REPORTED))


def test_a_running_month_that_is_not_complete_does_not_end_the_row():
    months = {MONTH.plus(n - 3): met(20 - n, 20, cells=2) for n in range(4)}
    months[MONTH] = Sums(2, 1, counts=Counter(reported=1, present=3, base=10))
    found = of(Subject(MONTH, months))
    assert Why.FALLING not in found, "the month that runs is left out, and before it only two months fell"
    months[MONTH.plus(-4)] = met(21, 21, cells=2)
    assert Why.FALLING not in of(Subject(MONTH, months)), "21 of 21 and 20 of 20 are the same share"


@given(st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_a_fall_is_pointed_out_only_when_every_month_is_lower_and_two_members_are_lost(present):
    falls = all(b < a for a, b in pairwise(present))
    expected = falls and present[0] - present[-1] >= 2
    assert (Why.FALLING in of(falling(*present, base=40))) == expected


def test_a_unit_is_pointed_out_by_its_sums():
    sums = Sums(10, 8, 2, Counter(set_up=2, closed=1, signed=1, reported=4, present=80, base=90))
    found = of(Subject(MONTH, {MONTH: sums}))
    assert found == {Why.LATE: {"n": 2, "of": 10}, Why.NOT_SET_UP: {"n": 2, "day": 15, "of": 10}}
    found = of(Subject(MONTH, {MONTH: sums}), LATER)
    assert found == {Why.MISSING: {"n": 4, "of": 10}, Why.UNREPORTED: {"n": 2, "of": 6, "within": 2}}


def test_too_few_thematic_meetings_from_the_last_month_of_the_quarter_on():
    subject = Subject(Month(2026, 12), {}, thematic=2, owing=5)
    assert of(subject, date(2026, 11, 30)) == {}
    found = of(subject, date(2026, 12, 1))
    assert found[Why.FEW_THEMATIC] == {"n": 2, "wanted": 5, "quarter": 4, "year": 2026}
    assert Why.FEW_THEMATIC not in of(Subject(Month(2026, 12), {}, thematic=5, owing=5), date(2026, 12, 1))
    assert Why.FEW_THEMATIC not in of(Subject(Month(2026, 12), {}), date(2026, 12, 1)), "nobody asks"


OVERDUE = ("petitions_overdue", "petitions_long_overdue", "tasks_overdue")


def test_a_figure_that_is_not_kept_is_not_read():
    subject = Subject(MONTH, {MONTH: met(20, petitions_overdue=3, tasks_overdue=2)}, Standing.REPORTED)
    assert of(subject, LATER) == {}
    assert of(subject, LATER, OVERDUE) == {
        Why.OLD_PETITIONS: {"n": 3, "runs": False},
        Why.OVERDUE_TASKS: {"n": 2, "runs": False},
    }


def test_what_is_due_later_in_a_month_that_runs_is_not_late():
    counts = {"petitions_overdue": 3, "tasks_overdue": 22, "tasks_due": 23, "tasks_met": 2}
    subject = Subject(MONTH, {MONTH: met(20, **counts)}, Standing.REPORTED)
    late = {Why.OLD_PETITIONS: {"n": 1, "runs": True}, Why.OVERDUE_TASKS: {"n": 1, "runs": True}}
    assert of(subject, TODAY, OVERDUE) == {Why.OVERDUE_TASKS: late[Why.OVERDUE_TASKS]}
    subject = Subject(MONTH, {MONTH: met(20, petitions_long_overdue=1, **counts)}, Standing.REPORTED)
    assert of(subject, MONTH.last, OVERDUE) == late, "its last day is still in time"
    assert of(subject, date(2026, 10, 31), OVERDUE) == {}, "nothing is late of a month to come"
