"""Template filters of members' pages."""

from __future__ import annotations

from datetime import date, timedelta

from django import template

register = template.Library()


@register.filter
def day_before(day: date | None) -> date | None:
    """The last day of a stretch whose `until_on` is the first day after it."""
    return day - timedelta(days=1) if day else None
