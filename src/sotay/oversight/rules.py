"""What an observation holds, what can still be taken back, and in which order cells are looked at. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

WHOLE, PART, NOT = "whole", "part", "not"
"""How much of a meeting an overseer attended."""
OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
"""What the cell said to a recommendation."""

BEGINS_ON, ENDS_ON = 20, 15
"""Who attends one month is invited and reads papers from this day of the month before, and may write of it
and read answers until before this day of the month after."""

RECENT = timedelta(days=40)
"""How long after a meeting its overseer is reminded of the observation: until the one after it is near."""
LONGEST = 500
"""Characters of one recommendation."""
MOST = 20
"""Recommendations that one observation holds."""

_NUMBERED = re.compile(r"^\s*(?:[-–•*+]\s*|\d{1,2}\s*[.)/:]\s+)+")


def recommendations_in(text: str) -> list[str]:
    """The recommendations of a text, one a line, without the bullets and numbers people type before them."""
    lines = (" ".join(_NUMBERED.sub("", line).split()) for line in text.splitlines())
    return [line for line in lines if line]


def fault_of(attended: str, text: str, proposals: Collection[str], known: int = 0) -> str:
    """What keeps an observation from being sent: 'text', 'many', 'long', or ''.

    Whoever attended says what they saw. `known` recommendations were sent before.
    """
    if attended != NOT and not text.strip():
        return "text"
    if known + len(proposals) > MOST:
        return "many"
    return "long" if any(len(each) > LONGEST for each in proposals) else ""


def can_answer(status: str) -> bool:
    return status == OPEN


def can_take_back(status: str, *, acknowledged: bool) -> bool:
    """An answer is taken back while no overseer has taken note of it."""
    return status != OPEN and not acknowledged


def days_since(last: date | None, day: date) -> int | None:
    """Days from the last visit to `day`; None when there was none."""
    return max(0, (day - last).days) if last else None


def attention(overseers: int, days: int | None) -> tuple[int, int]:
    """The order of a ward's list: without an overseer first, then never attended, then the longest ago."""
    if not overseers:
        return 0, -(days or 0)
    return (1, 0) if days is None else (2, -days)
