"""How a task moves from given to settled. Pure: states are the values of `models.Task.State`.

A person given the task says it is done; the secretary, who answers for it to the meeting, confirms. What
a meeting heard counts over both, because the cell is the one that gave the task (HD 42-HD/BTCTW, step 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

OPEN, REPORTED, DONE, DROPPED = "open", "reported", "done", "dropped"
UNSETTLED = frozenset({OPEN, REPORTED})

MOVES: Mapping[str, Mapping[str, str]] = {
    "progress": {OPEN: OPEN},
    "report": {OPEN: REPORTED},
    "confirm": {OPEN: DONE, REPORTED: DONE},
    "send_back": {REPORTED: OPEN},
    "extend": {OPEN: OPEN, REPORTED: OPEN},
    "drop": {OPEN: DROPPED, REPORTED: DROPPED},
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
