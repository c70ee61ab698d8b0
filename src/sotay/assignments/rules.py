"""How a task moves from given to settled. Pure: states are the values of `models.Task.State`.

A person given the task says it is done; the secretary, who answers for it to the meeting, confirms. What
a meeting heard counts over both, because the cell is the one that gave the task (HD 42-HD/BTCTW, step 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sotay.assignments import periods

OPEN, REPORTED, DONE, DROPPED = "open", "reported", "done", "dropped"
UNSETTLED = frozenset({OPEN, REPORTED})

MOVES: Mapping[str, Mapping[str, str]] = {
    "progress": {OPEN: OPEN},
    "report": {OPEN: REPORTED},
    "confirm": {OPEN: DONE, REPORTED: DONE},
    "send_back": {REPORTED: OPEN},
    "extend": {OPEN: OPEN, REPORTED: OPEN},
    "drop": {OPEN: DROPPED, REPORTED: DROPPED},
    "hand_over": {OPEN: OPEN},
    "ask_help": {OPEN: OPEN},
    "answer_help": {OPEN: OPEN},
    "arrange": {OPEN: OPEN, REPORTED: REPORTED},
    "attach": {OPEN: OPEN, REPORTED: REPORTED},
    "rewrite": {OPEN: OPEN},
    "heard_done": {OPEN: DONE, REPORTED: DONE, DONE: DONE},
    "heard_open": {OPEN: OPEN, REPORTED: OPEN, DONE: OPEN},
}
"""For each thing that can happen, the states it can happen in and the state it leads to."""

HEARD = {"done": "heard_done", "under_way": "heard_open", "not_done": "heard_open"}
"""What a meeting's outcome of a task (`meetings.state.Result.outcome`) does to it."""


def moved(state: str, move: str) -> str | None:
    """The state a move leads to; None when it cannot happen now."""
    return MOVES[move].get(state)


def days_late(state: str, due_on: date | None, day: date) -> int:
    """Days past the deadline; 0 once reported done: it then waits for the secretary."""
    return max(0, (day - due_on).days) if due_on and state == OPEN else 0


COMMITTED = ("ideology", "morals", "work", "discipline")
"""Headings of a yearly commitment (bản cam kết tu dưỡng, rèn luyện, phấn đấu; DOMAIN-2, section 7)."""


def whole_is_done(parts: Iterable[bool]) -> bool:
    """Whether a divided task is reported: each of its parts is. One without parts waits for nobody else."""
    return all(parts)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody on the roll of a cell, as far as it matters for who has to have a task there."""

    member: UUID
    exempt: bool = False
    away: bool = False
    here: bool = False
    barred: bool = False  # suspended, or prosecuted, charged or detained


def has_to_have_a_task(seat: Seat, *, temporary_too: bool = True, exempt_too: bool = False) -> bool:
    """Members away have theirs where they are for the time. Source: "member-tasks", HD 38-HD/BTCTW, IV.2."""
    return not (
        seat.away or seat.barred or (seat.here and not temporary_too) or (seat.exempt and not exempt_too)
    )


def comes_to_meeting(kind: str, state: str, due_on: date | None, day: date, *, of_the_year: bool) -> bool:
    """Whether a task stands in the agenda of a meeting on `day`: what a meeting gave and what repeats always
    does; another task of the year's list once it is reported, or its deadline falls in that month or before;
    a commitment is looked at when its year ends.
    """
    if periods.repeats(kind) or (kind != periods.COMMITMENT and not of_the_year):
        return True
    due_soon = due_on is not None and (due_on.year, due_on.month) <= (day.year, day.month)
    return state == REPORTED or due_soon


NEAR = timedelta(days=7)
"""How long before its deadline a task of one's own is said to be near."""
NEW = timedelta(days=14)
"""How long after it was given a task is said to be new."""
FEW = 2


@dataclass(frozen=True, slots=True)
class OwnTasks:
    """Somebody's open tasks, each in one part: late, the oldest first; near, of which one is named; new;
    others."""

    late: tuple[UUID, ...] = ()
    near: tuple[UUID, ...] = ()
    new: tuple[UUID, ...] = ()
    other: tuple[UUID, ...] = ()


def own_tasks(tasks: Iterable[tuple[UUID, date, date | None]], day: date) -> OwnTasks:
    """From (id, given on, due on) of what somebody still has to do."""
    tasks = sorted(tasks, key=lambda task: (task[2] or date.max, task[1]))
    late = [pk for pk, _given, due in tasks if due and due < day]
    near = [pk for pk, _given, due in tasks if due and day <= due <= day + NEAR][:1]
    told = {*late, *near}
    new = [pk for pk, given, _due in tasks if pk not in told and day - given <= NEW][:FEW]
    told |= set(new)
    return OwnTasks(tuple(late), tuple(near), tuple(new), tuple(pk for pk, *_ in tasks if pk not in told))
