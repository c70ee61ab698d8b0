"""How cells are chosen, what keeps a round or a conclusion from being sent, what can be done. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

HAND, LONGEST, LATE, RANDOM = "hand", "longest", "late", "random"
"""The rules by which a cell is chosen."""
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
"""How a demand stands."""
LONGEST_LINE = 500
"""Characters of one demand."""
MOST_DEMANDS = 5
"""Demands of one conclusion."""
MOST_CELLS = 60
"""Cells of one round."""
MOST_PLANNED = 40
"""Lines of a year's programme."""
LATE_MONTHS = 6
"""How many months that are over the rule of late reports looks at."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cell that can be chosen: when it was last inspected, how many reports were late or missing."""

    key: str  # its code in the tree, which does not change with its name
    last: date | None = None
    late: int = 0


def in_order(rule: str, candidates: Iterable[Candidate], seed: str = "") -> list[Candidate]:
    """The candidates in the order the rule takes them.

    By the longest time without an inspection, those never inspected first; by late reports, cells without
    one left out; by a number drawn from the seed and the cell's code, so that anybody can work it out again.
    """
    rows = sorted(candidates, key=lambda each: each.key)
    if rule == LONGEST:
        return sorted(rows, key=lambda each: each.last or date.min)
    if rule == LATE:
        return sorted((each for each in rows if each.late), key=lambda each: -each.late)
    if rule == RANDOM:
        return sorted(rows, key=lambda each: drawn(seed, each.key))
    return rows


def drawn(seed: str, key: str) -> str:
    """The number a cell draws: the first 8 hexadecimal digits of SHA-256 over 'seed:code'."""
    return sha256(f"{seed}:{key}".encode()).hexdigest()[:8]


def fault_of_round(*, cells: int, team: int, leaders: int) -> str:
    """What keeps a round from being announced: 'cells', 'team', 'leader', or ''."""
    if not cells:
        return "cells"
    if not team:
        return "team"
    return "" if leaders == 1 else "leader"


def fault_of_demands(demands: Sequence[tuple[str, date | None]], day: date) -> tuple[str, int]:
    """What is wrong with the demands of a conclusion and with which, counted from 1: 'day' without a day to
    report back, 'text' a day without a text, 'past' a day before `day`; ('', 0) when they are right."""
    for number, (text, due_on) in enumerate(demands, 1):
        if text and due_on is None:
            return "day", number
        if due_on and not text:
            return "text", number
        if due_on and due_on < day:
            return "past", number
    return "", 0


def can_answer(status: str) -> bool:
    return status == OPEN


def can_judge(status: str) -> bool:
    return status == ANSWERED


def days_late(status: str, due_on: date, day: date) -> int:
    """Days past the day to report back, while the cell has not answered."""
    return max(0, (day - due_on).days) if status == OPEN else 0


def too_early_to_issue(content: str, *, reported: bool, verified: bool, concluded: bool) -> str:
    """What has to be there before a paper of the file is issued: 'report', 'record', 'conclusion', or ''."""
    if content == "self_report" and not reported:
        return "report"
    if content in {"verification", "team_report"} and not verified:
        return "record"
    return "conclusion" if content in {"conclusion", "announcing"} and not concluded else ""
