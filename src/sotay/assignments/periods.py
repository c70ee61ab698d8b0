"""The weeks and months a repeating task is reported on. Pure; a period is named by its first day.

The week or month in which a task was given is not asked for: nobody is asked for half a week. The last one
asked for is the one in which the deadline falls.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

ONCE, WEEKLY, MONTHLY, COMMITMENT = "once", "weekly", "monthly", "commitment"
_WEEK = timedelta(days=7)
_DECEMBER = 12
CLOSES = {WEEKLY: timedelta(days=2), MONTHLY: timedelta(days=7)}
"""How long before its end a week or month is asked for."""


def repeats(kind: str) -> bool:
    return kind in (WEEKLY, MONTHLY)


def period_of(kind: str, day: date) -> date:
    """The week (from Monday) or month a day lies in."""
    return day - timedelta(days=day.weekday()) if kind == WEEKLY else day.replace(day=1)


def following(kind: str, start: date) -> date:
    """The first day of the period after the one that begins on `start`."""
    if kind == WEEKLY:
        return start + _WEEK
    if start.month == _DECEMBER:
        return start.replace(year=start.year + 1, month=1)
    return start.replace(month=start.month + 1)


def goes_on(kind: str, due_on: date | None, day: date) -> bool:
    """Whether a repeating task has another period after the one `day` lies in."""
    return repeats(kind) and (due_on is None or following(kind, period_of(kind, day)) <= due_on)


def asked(kind: str, given_on: date, due_on: date | None, day: date) -> list[date]:
    """The periods that have begun by `day` and are to be reported on, the oldest first."""
    if not repeats(kind):
        return []
    last = min(day, due_on) if due_on else day
    start = period_of(kind, given_on)
    if start < given_on:
        start = following(kind, start)
    found = []
    while start <= last:
        found.append(start)
        start = following(kind, start)
    return found


def missing(
    kind: str, given_on: date, due_on: date | None, reported: Collection[date], day: date
) -> list[date]:
    """Those of them that are over on `day` and were not reported on."""
    return [
        start
        for start in asked(kind, given_on, due_on, day)
        if following(kind, start) <= day and start not in reported
    ]


def closing(
    kind: str, given_on: date, due_on: date | None, reported: Collection[date], day: date
) -> date | None:
    """The period of `day`, when it ends soon and was not reported on yet."""
    begun = asked(kind, given_on, due_on, day)
    if not begun or begun[-1] in reported:
        return None
    ends = following(kind, begun[-1])
    return begun[-1] if timedelta(0) < ends - day <= CLOSES[kind] else None


def to_choose(
    kind: str, given_on: date, due_on: date | None, reported: Collection[date], day: date
) -> list[date]:
    """What a report can be about: what is missing, the oldest first, then the period that runs."""
    begun = asked(kind, given_on, due_on, day)
    open_ = missing(kind, given_on, due_on, reported, day)
    running = [start for start in begun[-1:] if following(kind, start) > day]
    return [*open_, *running]
