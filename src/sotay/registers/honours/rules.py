"""When a badge is due, at which ceremony, by when its file is sent. Pure.

Source: regulation "party-badges".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sotay.members.rules import plus_months
from sotay.regulations.values import (
    Ceremony,
)
from sotay.regulations.working_days import is_working_day

AHEAD_MONTHS = 12
"""A badge is listed, and can be proposed, so many months before its ceremony."""
BEHIND_MONTHS = 12
"""One that was not proposed stays on the list so long after its ceremony."""
SPAN_MONTHS = 16
"""No ceremony lies further than four months from the days it takes in."""
PROPOSED, FORWARDED, AWARDED = "proposed", "forwarded", "awarded"
ILL, DECEASED = "ill", "deceased"


def due_on(admitted_on: date, years: int) -> date:
    """The day so many years in the Party are complete."""
    return plus_months(admitted_on, 12 * years)


def ceremony_for(due: date, ceremonies: Iterable[Ceremony]) -> tuple[Ceremony, date]:
    """The ceremony that takes in a day, with its date: 20 December belongs to 3 February of the next year."""
    for each in ceremonies:
        wraps = each.first_month > each.last_month
        inside = (
            due.month >= each.first_month or due.month <= each.last_month
            if wraps
            else each.first_month <= due.month <= each.last_month
        )
        if inside:
            later = wraps and due.month >= each.first_month
            return each, date(due.year + later, each.month, each.day)
    raise ValueError(f"no ceremony takes in {due}")


def next_ceremony(day: date, ceremonies: Iterable[Ceremony]) -> date:
    """The first ceremony on a day or after it: for a badge whose own has passed."""
    dates = [date(day.year + later, each.month, each.day) for each in ceremonies for later in (0, 1)]
    return min(on for on in dates if on >= day)


def file_by(ceremony_on: date, working_days: int) -> date:
    """The last day to send the file: so many working days before the ceremony."""
    day = ceremony_on
    while working_days > 0:
        day -= timedelta(days=1)
        working_days -= is_working_day(day)
    return day


@dataclass(frozen=True, slots=True)
class Milestone:
    """A badge that comes near: of how many years, complete when, given at which ceremony."""

    years: int
    due_on: date
    ceremony: Ceremony
    ceremony_on: date


def milestones(
    admitted_on: date, years: Sequence[int], ceremonies: Sequence[Ceremony], day: date
) -> list[Milestone]:
    """Badges whose ceremony lies within a year before or after `day`."""
    first, last = plus_months(day, -BEHIND_MONTHS), plus_months(day, AHEAD_MONTHS)
    found = []
    for number in years:
        due = due_on(admitted_on, number)
        ceremony, on = ceremony_for(due, ceremonies)
        if first < on <= last:
            found.append(Milestone(number, due, ceremony, on))
    return found


def may_be_early(due: date, day: date, years: int, *, ill: bool, months: tuple[int, int, int]) -> bool:
    """Whether an award before its day is possible: at most `months` ahead, (usual, of high badges of the
    gravely ill, from which years on a badge is high)."""
    usual, long, from_years = months
    ahead = long if ill and years >= from_years else usual
    return due <= plus_months(day, ahead)
