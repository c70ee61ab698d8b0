"""When opinions are written and shown, and how long they are kept. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from sotay.kernel.periods import Month

MOST_UNNAMED = 300
"""So many unnamed opinions a meeting takes: nobody counts those of one person."""


def unnamed_are_shown(today: date, meets_on: date, days_before: int, *, has_begun: bool) -> bool:
    """Unnamed opinions are shown all at once: one that appears by itself tells who was just writing."""
    return has_begun or today >= meets_on - timedelta(days=days_before)


def kept_since(today: date, months: int) -> date:
    """Opinions of meetings planned before this day are deleted."""
    month = Month.of(today).plus(-months)
    return month.day(min(today.day, 28))


def asks_now(today: date, meets_on: date, days_before: int) -> bool:
    """Whether Today asks members to write: so many days before, until the day of the meeting."""
    return meets_on - timedelta(days=days_before) <= today <= meets_on
