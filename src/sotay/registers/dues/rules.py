"""How much is due, how it is split, which months are missing. Pure; money is whole VND."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from sotay.kernel.periods import Month

INSURED, PENSIONER, STUDENT = "insured", "pensioner", "student"
UNINSURED, UNINSURED_RETIRED, EXEMPT = "uninsured", "uninsured_retired", "exempt"

OF_AN_INCOME = {INSURED: "rate_insured", PENSIONER: "rate_pensioner"}
"""Groups that pay a share of their own income, with the point of the regulation."""
OF_THE_MINIMUM_WAGE = {UNINSURED: "rate_uninsured_working", UNINSURED_RETIRED: "rate_uninsured_retired"}
FIFTY_YEARS = "fifty_years"
"""The ground of exemption that the record can be compared with."""
AHEAD, BACK = 11, 24
"""Months that can be paid for before they come, and after they have passed."""
MOST = 100_000_000
"""VND for one month: more is a slip of the finger."""

PAID, PAID_BY_ANOTHER, NOT_YET, IS_EXEMPT = "paid", "paid_by_another", "not_yet", "exempt"


def share_of(rate: Fraction, base: int, round_to: int) -> int:
    """A share of an amount, to the nearest multiple of `round_to`, half upwards."""
    return int(rate * base / round_to + Fraction(1, 2)) * round_to


def split(total: int, share: Fraction) -> tuple[int, int]:
    """(remitted, retained) of what was collected; together they are all of it."""
    remitted = share_of(share, total, 1)
    return remitted, total - remitted


def can_be_paid(month: Month, this: Month) -> bool:
    return this.plus(-BACK) <= month <= this.plus(AHEAD)


def months_missing(
    paid: Collection[Month], kept: Collection[Month], exempt: Collection[Month], until: Month
) -> list[Month]:
    """The months of the year of `until`, up to it, that the cell kept a list of and the member neither paid
    nor was exempt for. Source: regulation "charter-implementation", point "removal_absent_months"."""
    months = (Month(until.year, number) for number in range(1, until.number + 1))
    return [month for month in months if month in kept and month not in paid and month not in exempt]


def asks_approval(amount: int, rate_amount: int | None) -> bool:
    """More than the rate is paid only with a decision of the level directly above (01-QĐ/TW)."""
    return rate_amount is not None and amount > rate_amount


def is_too_little(amount: int, rate_amount: int | None) -> bool:
    return rate_amount is not None and amount < rate_amount
