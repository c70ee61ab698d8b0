"""Public holidays, from the regulation "holidays"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.translation import get_language

from sotay.regulations.loader import NotInForce, on
from sotay.regulations.values import (
    Words,
)


def holidays_of(year: int) -> Mapping[date, Words]:
    """Every holiday of a year with its name; of a year nobody has entered, none."""
    try:
        spans = on(date(year, 1, 1)).value(f"holidays.year_{year}")
    except NotInForce:
        return {}
    return {
        span.from_on + timedelta(days=number): span.name
        for span in spans
        for number in range((span.until_on - span.from_on).days + 1)
    }


def names_of(year: int) -> Mapping[date, str]:
    """The same in the reader's language."""
    language = get_language() or "vi"
    return {day: name.of(language) for day, name in holidays_of(year).items()}
