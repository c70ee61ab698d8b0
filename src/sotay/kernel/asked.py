"""The month or the year that an address asks for; one that is none answers 404, a month with a sentence."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.periods import YEARS, Month

_DIGITS = 4


class NoSuchMonth(Http404):
    """What somebody typed into an address, or followed, is no month."""

    @property
    def sentence(self) -> str:
        return _("There is no such month. Write it as 2026-12, in a year from %(first)s to %(last)s.") % {
            "first": YEARS[0],
            "last": YEARS[-1],
        }


def read_month(text: str) -> Month:
    """From 'YYYY-MM', in a year people can mean. Raises NoSuchMonth."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise NoSuchMonth from None
    if month.year not in YEARS:
        raise NoSuchMonth
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
