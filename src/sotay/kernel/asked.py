"""The month or the year that an address asks for; one that is none answers 404."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from sotay.kernel.periods import YEARS, Month

_DIGITS = 4


def read_month(text: str) -> Month:
    """From 'YYYY-MM', in a year people can mean."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise Http404 from None
    if month.year not in YEARS:
        raise Http404
    return month


def asked_month(request: HttpRequest) -> Month:
    """`?month=2026-12`; the current one when there is none."""
    asked = request.GET.get("month")
    return read_month(asked) if asked else Month.of(timezone.localdate())


def asked_year(request: HttpRequest, default: int | None = None) -> int:
    """`?year=2026`; `default` or the current one when there is none."""
    asked = request.GET.get("year")
    if not asked:
        return timezone.localdate().year if default is None else default
    if not (asked.isascii() and asked.isdigit() and len(asked) == _DIGITS) or int(asked) not in YEARS:
        raise Http404
    return int(asked)
