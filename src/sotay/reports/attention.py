"""What of a month needs somebody's attention, and the numbers each finding rests on. Pure.

A rule reads figures by name and says nothing where the name is not kept, so that a figure that comes later
needs no change here. Thresholds are those of the regulation "boards", a proposal of this program, and of
what it names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sotay.kernel.periods import Month
from sotay.reports.rules import Standing, Sums


class Why(StrEnum):
    """Why something needs a look, the most pressing first."""

    LATE = "late"
    MISSING = "missing"
    NOT_SET_UP = "not_set_up"
    UNREPORTED = "unreported"
    FALLING = "falling"
    OLD_PETITIONS = "old_petitions"
    OVERDUE_TASKS = "overdue_tasks"
    FEW_THEMATIC = "few_thematic"


@dataclass(frozen=True, slots=True)
class Finding:
    """`numbers` are what it rests on, by names that the words of each kind know."""

    why: Why
    numbers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Of the regulations "boards" and "cell-meeting" on the day somebody looks."""

    falling_months: int = 3
    falling_least_members: int = 2
    not_set_up_from_day: int = 15
    finished_within_days: int = 2
    thematic_per_quarter: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """A cell or a unit in a month. `months` are its figures up to that month; `standing`, `planned_on` and
    `closed_on` are of a cell only. `thematic` is how many thematic meetings of any kind the quarter has had,
    None where nobody asks: `owing` is how many cells owe theirs."""

    month: Month
    months: Mapping[Month, Sums]
    standing: Standing | None = None
    planned_on: date | None = None
    closed_on: date | None = None
    thematic: int | None = None
    owing: int = 1


def findings(subject: Subject, limits: Thresholds, today: date, names: Collection[str]) -> Iterator[Finding]:
    """Everything about a cell or a unit, the most pressing first. `names` are the figures that are kept."""
    if subject.standing is None:
        yield from _of_unit(subject, limits, today)
    else:
        yield from _of_cell(subject, limits, today)
    yield from _falling(subject, limits, today)
    yield from _overdue(subject, today, names)
    yield from _few_thematic(subject, limits, today)


def _of_cell(subject: Subject, limits: Thresholds, today: date) -> Iterator[Finding]:
    standing, month = subject.standing, subject.month
    if standing is Standing.LATE and subject.planned_on is not None:
        days = (today - subject.planned_on).days
        yield Finding(Why.LATE, {"planned": subject.planned_on, "days": days})
    elif standing is Standing.MISSED:
        yield Finding(Why.MISSING, {"month": month})
    elif standing is Standing.NOT_SET_UP and today >= month.day(limits.not_set_up_from_day):
        yield Finding(Why.NOT_SET_UP, {"month": month, "day": limits.not_set_up_from_day})
    elif standing in {Standing.CLOSED, Standing.SIGNED} and subject.closed_on is not None:
        days = (today - subject.closed_on).days
        if days > limits.finished_within_days:
            numbers = {"closed": subject.closed_on, "days": days, "within": limits.finished_within_days}
            yield Finding(Why.UNREPORTED, numbers)


def _of_unit(subject: Subject, limits: Thresholds, today: date) -> Iterator[Finding]:
    month, sums = subject.month, subject.months.get(subject.month, Sums())
    of = {"of": sums.cells}
    is_over = month.last < today
    if sums.late and not is_over:
        yield Finding(Why.LATE, {"n": sums.late, **of})
    if is_over and (missing := sums.not_set_up + sums.set_up):
        yield Finding(Why.MISSING, {"n": missing, **of})
    if not is_over and sums.not_set_up and today >= month.day(limits.not_set_up_from_day):
        yield Finding(Why.NOT_SET_UP, {"n": sums.not_set_up, "day": limits.not_set_up_from_day, **of})
    # of a sum nobody knows the days; a month that is over by as many is late for certain
    if (today - month.last).days > limits.finished_within_days and (waiting := sums.closed + sums.signed):
        yield Finding(Why.UNREPORTED, {"n": waiting, "of": sums.held, "within": limits.finished_within_days})


def _falling(subject: Subject, limits: Thresholds, today: date) -> Iterator[Finding]:
    """Attendance lower than the month before, so many months in a row, by more than one absent member or two.

    A month that is running counts once every cell has met; till then the last full month ends the row.
    """
    end = subject.month if _is_full(subject, today) else subject.month.plus(-1)
    months = [end.plus(back) for back in range(-limits.falling_months, 1)]
    shares = [_attendance(subject.months.get(month)) for month in months]
    if any(share is None for share in shares):
        return
    rates: Sequence[Fraction] = [share for share in shares if share is not None]
    if not all(later < earlier for earlier, later in pairwise(rates)):
        return
    base = subject.months[end].base
    if (rates[0] - rates[-1]) * base < limits.falling_least_members:
        return
    yield Finding(Why.FALLING, {"shares": list(zip(months, rates, strict=True)), "base": base})


def _is_full(subject: Subject, today: date) -> bool:
    sums = subject.months.get(subject.month)
    if subject.month.last < today:
        return True
    return sums is not None and bool(sums.cells) and sums.held >= sums.cells


def _attendance(sums: Sums | None) -> Fraction | None:
    return sums.attendance if sums is not None and sums.held else None


def _overdue(subject: Subject, today: date, names: Collection[str]) -> Iterator[Finding]:
    """What is past its day. Figures count what is due by the end of their month: while it runs, what is due
    later in it is not late, so only what was due before it is told.

    Of tasks no figure tells that apart: those due in the month and not met are taken off, some of which were
    finished late since, so there are that many at least.
    """
    now = subject.months.get(subject.month, Sums())
    if today < subject.month.first:
        return
    runs = today <= subject.month.last
    petitions = "petitions_long_overdue" if runs else "petitions_overdue"
    if petitions in names and (waiting := getattr(now, petitions)):
        yield Finding(Why.OLD_PETITIONS, {"n": waiting, "runs": runs})
    if "tasks_overdue" in names:
        tasks = now.tasks_overdue - (now.tasks_due - now.tasks_met if runs else 0)
        if tasks > 0:
            yield Finding(Why.OVERDUE_TASKS, {"n": tasks, "runs": runs})


def _few_thematic(subject: Subject, limits: Thresholds, today: date) -> Iterator[Finding]:
    """Fewer thematic meetings in the quarter than the cells owe together, from its last month on.

    A sum cannot tell a cell that held two from two that held one each: a unit is pointed out when even the
    sum is too low, and its own board names the cells.
    """
    first = subject.month.quarter_first
    wanted = subject.owing * limits.thematic_per_quarter
    if subject.thematic is None or today < first.quarter_last.first or subject.thematic >= wanted:
        return
    numbers = {"n": subject.thematic, "wanted": wanted, "quarter": first.quarter, "year": first.year}
    yield Finding(Why.FEW_THEMATIC, numbers)
