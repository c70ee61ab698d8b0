"""When a synthesis is due. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sotay.kernel.periods import Month

MAKES_ONE = frozenset({"commune", "committee", "province"})
"""Kinds of unit that write a synthesis; the centre only reads those of the provinces."""

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """From when Today asks for the synthesis, and the last day on which it is in time."""

    from_on: date
    due_on: date

    def is_late(self, day: date) -> bool:
        return day > self.due_on

    def asks_on(self, day: date) -> bool:
        return day >= self.from_on


def deadline(
    month: Month, meeting_day: int, due_day: int, *, moves: bool, holidays: Collection[date] = ()
) -> Deadline:
    """Asked for from the day after the cells' meeting day.

    With `moves` a last day that is a week-end or a holiday moves to the next working day.
    Source: regulation "cell-meeting", points "meeting_day", "synthesis_before_day", "synthesis_moves".
    """
    due = month.day(due_day)
    while moves and (due.weekday() >= _SATURDAY or due in holidays):
        due += timedelta(days=1)
    return Deadline(min(month.day(meeting_day) + timedelta(days=1), due), due)
