"""How much is due, how it is split, which months are missing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import Month
from sotay.registers.dues import rules

amounts = st.integers(0, 10**12)
shares = st.fractions(0, 1)


@pytest.mark.parametrize(
    ("rate", "base", "round_to", "due"),
    [
        (Fraction(1, 100), 8_000_000, 1, 80_000),
        (Fraction(1, 200), 5_250_000, 1, 26_250),
        (Fraction(3, 1000), 3_700_000, 1, 11_100),
        (Fraction(2, 1000), 3_700_000, 1000, 7_000),
        (Fraction(1, 200), 5_101, 1, 26),
        (Fraction(1, 100), 50, 1, 1),
        (Fraction(1, 100), 0, 1000, 0),
    ],
)
def test_share_of_an_income_is_rounded_half_upwards(rate, base, round_to, due):
    assert rules.share_of(rate, base, round_to) == due


@given(amounts, shares)
def test_split_gives_every_dong_once(total, share):
    remitted, retained = rules.split(total, share)
    assert remitted + retained == total
    assert 0 <= remitted <= total
    assert abs(remitted - share * total) <= Fraction(1, 2)


def test_missing_months_are_those_the_cell_kept_and_the_member_neither_paid_nor_was_exempt_for():
    months = [Month(2026, number) for number in range(1, 7)]
    missing = rules.months_missing({months[1]}, set(months[1:]), {months[4]}, Month(2026, 6))
    assert missing == [months[2], months[3], months[5]]


@pytest.mark.parametrize(
    ("month", "can"), [((2024, 11), False), ((2024, 12), True), ((2027, 11), True), ((2027, 12), False)]
)
def test_months_that_can_be_paid(month, can):
    assert rules.can_be_paid(Month(*month), Month(2026, 12)) is can
