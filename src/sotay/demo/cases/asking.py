"""Who asks the reports after a case, and small sums over what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.kernel.actor import Actor


def actor_of_account(username: str, day: date) -> Actor:
    return actor_for(Account.objects.get(username=username), day)


def lowest(rates: Iterable[Fraction | None]) -> float | None:
    """The lowest of some shares, as a number with four places; None where nothing was held."""
    known = [rate for rate in rates if rate is not None]
    return round(float(min(known)), 4) if known else None
