"""What can be decided about whom, by how many votes, until when it counts. Pure.

Source: regulations "charter-implementation" (thresholds, levels of members) and "party-discipline".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sotay.members.rules import plus_months
from sotay.regulations.values import (
    Threshold,
)
from sotay.votes.rules import needed

REPRIMAND, WARNING, DISMISSAL = "reprimand", "warning", "dismissal"
EXPULSION, DISSOLUTION = "expulsion", "dissolution"
ENDS = frozenset({REPRIMAND, WARNING, DISMISSAL})
"""Levels whose decision ends by itself after the time the regulation gives."""
WAITS = {REPRIMAND: "wait_reprimand", WARNING: "wait_warning", DISMISSAL: "wait_dismissal"}
"""The point of "party-badges" with the months a badge waits after each."""

BY_CELL, PROPOSED, BY_ABOVE = "cell", "proposed", "above"
"""Who decides: the cell itself, the level above on the cell's proposal, the level above."""


def fault_of_level(level: str, allowed: Collection[str], *, probationary: bool, has_post: bool) -> str:
    """What is wrong with a level for a member: 'probationary', 'unknown', 'post', or ''."""
    if level not in allowed:
        return "probationary" if probationary else "unknown"
    return "post" if level == DISMISSAL and not has_post else ""


def fault_of_votes(decider: str, level: str, votes: int | None, base: int | None) -> str:
    """What is wrong with the figures of a vote: 'needed' without them, 'more' for more votes than voters, or
    ''. A decision of the level above needs none."""
    if votes is None or base is None or not base:
        return "" if decider == BY_ABOVE and votes is None and not base else "needed"
    return "more" if votes > base else ""


def votes_short(votes: int, base: int, threshold: Threshold) -> int:
    """How many votes are missing to the threshold; 0 when it passed."""
    return max(0, needed(base, threshold) - votes)


def ends_on(level: str, effective_on: date, months: int) -> date | None:
    """The first day the decision no longer has effect; None for what does not end."""
    return plus_months(effective_on, months) if level in ENDS else None


def badge_from(level: str, effective_on: date, months: Mapping[str, int]) -> date | None:
    """The first day a badge can be considered again; None for a level after which nothing waits."""
    return plus_months(effective_on, months[WAITS[level]]) if level in WAITS else None


def last_day_to_appeal(effective_on: date, days: int) -> date:
    return effective_on + timedelta(days=days)
