"""When opinions are written and shown, and how long they are kept. Pure."""

from __future__ import annotations

from collections.abc import Sequence
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


QUESTIONS = 5
"""A survey has at most so many questions."""


def results_are_shown(today: date, ends_on: date, answered: int, least: int) -> bool:
    """Only after the end, and only when so many answered that no one of them stands out."""
    return today > ends_on and answered >= least


def added(counts: Sequence[int], options: int, chosen: int) -> list[int]:
    """The counts of a question's answers with one more."""
    return [(counts[place] if place < len(counts) else 0) + (place == chosen) for place in range(options)]


def options_of(text: str) -> list[str]:
    """The answers to choose from, one a line, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
