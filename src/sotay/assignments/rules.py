"""How a task moves from given to settled. Pure: states are the values of `models.Task.State`.

A person given the task says it is done; the secretary, who answers for it to the meeting, confirms. What
a meeting heard counts over both, because the cell is the one that gave the task (HD 42-HD/BTCTW, step 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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
