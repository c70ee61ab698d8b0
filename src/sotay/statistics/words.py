"""Words for periods and forms."""

from __future__ import annotations

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sotay.statistics.official import FormTemplate
from sotay.statistics.rules import HALF, QUARTER, Period


def period_words(period: Period) -> str:
    said = {"year": period.year, "number": period.number}
    if period.kind == QUARTER:
        return _("quarter %(number)s of %(year)s") % said
    if period.kind == HALF:
        return (_("first half of %(year)s") if period.number == 1 else _("second half of %(year)s")) % said
    return _("year %(year)s") % said


def kept_words(period: Period) -> str:
    """As lines and notices keep it, for readers in every language: forms are Vietnamese papers."""
    with override("vi"):
        return period_words(period)


def title_of(template: FormTemplate) -> str:
    return template.title.of(get_language() or "vi")
