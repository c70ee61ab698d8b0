"""The period of an address."""

from __future__ import annotations

from django.http import Http404

from sotay.kernel.periods import YEARS
from sotay.statistics.rules import Period


def read_period(text: str) -> Period:
    """Http404 for what is none, or lies in no year people can mean."""
    try:
        found = Period.parse(text)
    except ValueError:
        raise Http404 from None
    if found.year not in YEARS or found.year + 1 not in YEARS or found.year - 1 not in YEARS:
        raise Http404
    return found
