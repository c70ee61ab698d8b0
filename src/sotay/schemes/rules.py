"""How a registration moves, what keeps a scheme from being called, quotas and criteria. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

LONGEST_LINE = 300
"""Characters of a criterion or a milestone."""
MOST_CRITERIA = 15
MOST_QUOTAS = 8
MOST_MILESTONES = 8
LONGEST_SCHEME = 10
"""Years a scheme spans at most."""


class Status(StrEnum):
    """How a registration stands. LAPSED is never kept: it follows from the day."""

    PREPARING = "preparing"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ASSESSED = "assessed"
    CHECKED = "checked"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"
    LAPSED = "lapsed"


class Move(StrEnum):
    PROPOSE = "propose"
    ADOPT = "adopt"
    VOTE_DOWN = "vote_down"
    RECALL = "recall"
    SEND = "send"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    OVERSEE = "oversee"
    ASSESS = "assess"
    CHECK = "check"
    RECOGNISE = "recognise"
    REFUSE = "refuse"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    DROP = "drop"


S, M = Status, Move
IN_THE_CELL = frozenset({S.PREPARING, S.PROPOSED, S.ADOPTED, S.RETURNED})
"""The cell still works on its registration; the committee above has nothing to do."""
WRITABLE = frozenset({S.PREPARING, S.RETURNED})
"""The roadmap can be changed: neither before the meeting nor before the committee above."""
IMPLEMENTING = frozenset({S.ACCEPTED, S.ASSESSED, S.CHECKED, S.RECOGNISED, S.NOT_RECOGNISED, S.WITHDRAWN})
"""Counts as implementing the scheme in the year: accepted, whatever became of it (Biểu 3, DOMAIN-2 2)."""
REGISTERED = IMPLEMENTING | {S.SENT}
"""Counts as registered: sent by the cell and not sent back."""
LEADERS_ACT = frozenset({S.PREPARING, S.ADOPTED, S.RETURNED, S.ACCEPTED})
"""The leaders of the cell have something to do."""
DECIDED = frozenset({S.RECOGNISED, S.NOT_RECOGNISED})

MOVES: Mapping[Move, tuple[frozenset[Status], Status | None]] = {
    M.PROPOSE: (frozenset({S.PREPARING}), S.PROPOSED),
    M.RECALL: (frozenset({S.PROPOSED, S.ADOPTED}), S.PREPARING),
    M.ADOPT: (frozenset({S.PROPOSED}), S.ADOPTED),
    M.VOTE_DOWN: (frozenset({S.PROPOSED}), S.PREPARING),
    M.SEND: (frozenset({S.PREPARING, S.ADOPTED, S.RETURNED}), S.SENT),
    M.SEND_BACK: (frozenset({S.SENT}), S.RETURNED),
    M.ACCEPT: (frozenset({S.SENT}), S.ACCEPTED),
    M.OVERSEE: (frozenset({S.ACCEPTED, S.ASSESSED, S.CHECKED}), None),
    M.ASSESS: (frozenset({S.ACCEPTED}), S.ASSESSED),
    M.CHECK: (frozenset({S.ASSESSED}), S.CHECKED),
    M.RECOGNISE: (frozenset({S.CHECKED}), S.RECOGNISED),
    M.REFUSE: (frozenset({S.CHECKED}), S.NOT_RECOGNISED),
    M.PUBLISH: (DECIDED, None),
    M.WITHDRAW: (frozenset({S.RECOGNISED}), S.WITHDRAWN),
    M.DROP: (frozenset({S.PREPARING, S.PROPOSED, S.ADOPTED, S.RETURNED, S.SENT, S.ACCEPTED}), S.DROPPED),
}
"""From which statuses a move is possible, and where it leads; None leaves the status."""

UNDONE_BY_CELL = frozenset({M.PROPOSE, M.SEND, M.ASSESS, M.DROP})
UNDONE_ABOVE = frozenset({M.SEND_BACK, M.ACCEPT, M.CHECK, M.RECOGNISE, M.REFUSE, M.WITHDRAW})
"""Moves that can be taken back while nothing came after them, and by whom."""


def possible(move: Move, status: str) -> bool:
    return Status(status) in MOVES[move][0]


def leads_to(move: Move, status: str) -> Status:
    """The status after a move that is possible."""
    return MOVES[move][1] or Status(status)


def standing_on(status: str, valid_until: date, day: date) -> str:
    """The status as of a day: a recognition ends by itself after its last day."""
    return Status.LAPSED if status == Status.RECOGNISED and day > valid_until else status


def days_late(due_on: date, done_on: date | None, day: date) -> int:
    return max(0, ((done_on or day) - due_on).days)


def fault_of_days(
    register_by: date,
    review_on: date | None,
    assess_from: date,
    assess_until: date,
    check_by: date,
    decide_by: date,
    valid_until: date,
) -> str:
    """The name of the first day of a calendar that comes before the one it should follow; '' if in order."""
    days = [("register_by", register_by), ("review_on", review_on), ("assess_from", assess_from)]
    days += [("assess_until", assess_until), ("check_by", check_by)]
    days += [("decide_by", decide_by), ("valid_until", valid_until)]
    before = register_by
    for name, day in days:
        if day is not None and day < before:
            return name
        before = day or before
    return ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A quota worked out for one place: how many are allowed, how many there are, of how many cells."""

    allowed: int
    counted: int
    cells: int

    @property
    def over(self) -> int:
        return max(0, self.counted - self.allowed)


def allowed(most: int, cells: int, *, percent: bool) -> int:
    """How many cells a quota allows. A percentage is of the cells in use, rounded down but never below one
    where there is a cell at all: no source we read says how it is rounded.
    """
    if not percent:
        return most
    return max(1, most * cells // 100) if cells and most else 0


def met(value: Fraction | None, least: int, *, percent: bool) -> bool | None:
    """Whether a computed criterion is reached; None without data."""
    if value is None:
        return None
    return value * 100 >= least if percent else value >= least


def fault_of_roadmap(
    lines: Sequence[tuple[str, date | None, object]], begins: date, ends: date
) -> tuple[str, int]:
    """What is wrong with the milestones and with which, counted from 1: 'text', 'day' or 'who' is missing
    beside the others, 'range' for a day outside the year; ('none', 1) without a milestone, ('', 0) if right.
    """
    if not any(text for text, _day, _who in lines):
        return "none", 1
    for number, (text, day, who) in enumerate(lines, 1):
        if not text and (day or who):
            return "text", number
        if text and day is None:
            return "day", number
        if text and not who:
            return "who", number
        if day is not None and not begins <= day <= ends:
            return "range", number
    return "", 0


def missing_answers(numbers: Iterable[tuple[int, bool | None]]) -> list[int]:
    """The numbers of the criteria without an answer."""
    return [number for number, answer in numbers if answer is None]
