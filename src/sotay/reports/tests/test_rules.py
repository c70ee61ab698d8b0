"""Standings, sums and strips, without a database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import Month
from sotay.meetings.log import tallies
from sotay.reports import rules
from sotay.reports.rules import NONE, UNKNOWN, Standing, Sums

NOW = datetime(2026, 11, 3, 20, tzinfo=UTC)
MONTH = Month(2026, 11)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "planned_at", "month", "stands"),
    [
        ("", None, MONTH, Standing.NOT_SET_UP),
        ("", None, MONTH.plus(-1), Standing.MISSED),
        ("", None, MONTH.plus(1), Standing.NOT_DUE),
        ("preparing", NOW + HOUR, MONTH, Standing.PLANNED),
        ("preparing", NOW - HOUR, MONTH, Standing.LATE),
        ("preparing", NOW - 40 * 24 * HOUR, MONTH.plus(-1), Standing.MISSED),
        ("open", NOW - HOUR, MONTH, Standing.IN_SESSION),
        ("closed", NOW - HOUR, MONTH, Standing.CLOSED),
        ("signed", NOW - HOUR, MONTH.plus(-1), Standing.SIGNED),
        ("reported", NOW - HOUR, MONTH, Standing.REPORTED),
    ],
)
def test_where_a_cell_stands(state, planned_at, month, stands):
    assert rules.standing(state, planned_at, month, NOW, NOW.date()) is stands


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_sums_do_not_depend_on_the_order(pairs):
    parts = [Sums(cells=1, counts=Counter(base=base, present=present)) for base, present in pairs]
    forward, backward = Sums(), Sums()
    for part in parts:
        forward.add(part)
    for part in reversed(parts):
        backward.add(part)
    assert forward == backward
    assert forward.cells == len(parts)
    assert (forward.attendance is None) == (forward.base == 0)


LEVELS = rules.levels(
    [(Fraction(65, 100), "c"), (Fraction(90, 100), "a"), (Fraction(0), "d"), (Fraction(3, 4), "b")]
)


@pytest.mark.parametrize(
    ("rate", "rank"), [("1", 3), ("9/10", 3), ("899/1000", 2), ("3/4", 2), ("7/10", 1), ("0", 0)]
)
def test_the_band_of_a_share_holds_its_lower_end(rate, rank):
    level = rules.level_of(Fraction(rate), LEVELS)
    assert level
    assert level.rank == rank


def test_a_strip_does_not_blame_months_before_the_first_one_kept_nor_the_running_one():
    months = [MONTH.plus(back) for back in range(-4, 1)]
    rates = {MONTH.plus(-3): Fraction(1), MONTH.plus(-1): Fraction(1, 2)}
    found = [each for _month, each in rules.strip(months, rates, LEVELS, NOW.date())]
    assert found == [UNKNOWN, LEVELS[0], NONE, LEVELS[3], UNKNOWN]


def test_papers_in_the_hall_are_not_ahead():
    opened = date(2026, 11, 3)
    assert tallies.sent_ahead(date(2026, 11, 1), [], opened, 1)
    assert tallies.sent_ahead(date(2026, 11, 1), [date(2026, 11, 2)], opened, 1)
    assert not tallies.sent_ahead(date(2026, 11, 1), [date(2026, 11, 3)], opened, 1)
    assert not tallies.sent_ahead(None, [], opened, 1)
    assert not tallies.sent_ahead(date(2026, 11, 2), [], opened, 2)
