"""Figures as people round them."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def per_cent(share: Fraction | float, places: int = 1) -> str:
    """A share of one in per cent, halves rounded up as everybody learned at school: 9/16 is "56.3".

    With a point and without zeros at the end, for the caller to dress: "94.2", "100".
    """
    scale = 10**places
    exact = Fraction(share).limit_denominator(10**9)  # what a float was meant to be
    whole, rest = divmod(floor(exact * 100 * scale + Fraction(1, 2)), scale)
    return f"{whole}.{rest:0{places}}".rstrip("0").rstrip(".") if rest else str(whole)
