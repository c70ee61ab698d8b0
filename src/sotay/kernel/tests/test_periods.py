"""Months, dates known in part, and places in the tree."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sotay.kernel import tree
from sotay.kernel.periods import Month, PartialDate, age_on, in_runs, spoken_time

MONTHS = some.builds(Month, some.integers(1000, 9000), some.integers(1, 12))
DAYS = some.dates(date(1900, 1, 1), date(2100, 12, 31))
PARTIAL = some.one_of(
    DAYS.map(PartialDate.of),
    DAYS.map(lambda day: PartialDate(day.year, day.month)),
    DAYS.map(lambda day: PartialDate(day.year)),
)
PLACES = some.lists(some.integers(1, 10**tree.LABEL - 2), min_size=1, max_size=5)


@given(MONTHS, some.integers(-500, 500))
def test_going_forward_and_back_ends_where_it_began(month, months):
    assert month.plus(months).plus(-months) == month
    assert (month.plus(months) > month) == (months > 0)


@given(MONTHS)
def test_a_month_is_read_back_as_it_was_written(month):
    assert Month.parse(str(month)) == month
    assert month.last.month == month.number
    assert Month.of(month.last) == Month.of(month.first) == month


def test_a_day_the_month_does_not_have_is_its_last():
    assert Month(2027, 2).day(30) == date(2027, 2, 28)
    assert Month(2026, 12).label() == "12/2026"


@pytest.mark.parametrize("text", ["2026-13", "2026-0", "12/2026", ""])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


@given(PARTIAL, PARTIAL)
def test_dates_known_in_part_are_read_back_and_sort_as_their_text(one, other):
    assert PartialDate.parse(str(one)) == one
    assert (one < other) == (str(one) < str(other))


def test_a_date_known_in_part_says_only_what_is_known():
    assert [PartialDate(*known).label() for known in ((1960,), (1960, 12), (1960, 12, 3))] == [
        "1960",
        "12/1960",
        "03/12/1960",
    ]
    assert PartialDate(1960).exact is None


def test_there_is_no_31st_of_february():
    with pytest.raises(ValueError, match="day"):
        PartialDate(1960, 2, 31)


def test_age_grows_on_the_birthday():
    born = PartialDate(1960, 12, 3)
    assert (age_on(born, date(2026, 12, 2)), age_on(born, date(2026, 12, 3))) == (65, 66)


def test_the_time_of_day_as_papers_write_it():
    assert spoken_time(datetime(2026, 12, 3, 19, 5, tzinfo=UTC)) == "19 giờ 05 phút"


def path_of(numbers: list[int]) -> str:
    path = ""
    for number in numbers:
        path = tree.child(path, number)
    return path


@given(PLACES, PLACES)
def test_a_subtree_holds_what_begins_with_its_path_and_nothing_else(one, other):
    low, inner = path_of(one), path_of(other)
    assert tree.subtree(low).holds(inner) == (other[: len(one)] == one)
    assert tree.Range.only(low).holds(inner) == (other == one)


@given(PLACES)
def test_a_place_knows_its_parent_its_number_and_everything_above(numbers):
    path = path_of(numbers)
    assert tree.number_of(path) == numbers[-1]
    assert tree.parent(path) == path_of(numbers[:-1])
    assert tree.ancestors(path) == [path_of(numbers[:length]) for length in range(1, len(numbers))]


@given(MONTHS)
def test_a_month_lies_between_the_first_and_the_last_of_its_quarter(month):
    assert month.quarter_first <= month <= month.quarter_last
    assert month.quarter_first.plus(2) == month.quarter_last
    assert {month.quarter_first.quarter, month.quarter_last.quarter} == {month.quarter}
    assert [Month(2026, number).quarter for number in (1, 3, 4, 12)] == [1, 1, 2, 4]


@pytest.mark.parametrize(
    ("months", "told"),
    [
        ("", ""),
        ("2026-03", "03/2026"),
        ("2025-11 2025-12 2026-01", "11/2025–01/2026"),
        ("2026-01 2026-02 2026-04 2026-06 2026-07", "01/2026–02/2026, 04/2026, 06/2026–07/2026"),
    ],
)
def test_months_in_a_row_are_named_together(months, told):
    assert in_runs(Month.parse(each) for each in months.split()) == told
