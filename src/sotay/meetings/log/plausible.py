"""What in a meeting can hardly be so, to be said to who conducts it and never refused. Pure.

The twin on a device is `static/meetings/room/plausible.js`, with these names. A doubt is a code, whose
sentence stands in `meetings.plausibility`, and what is filled into it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sotay.meetings.log.state import PAPER, Motion, State, epoch_ms

Doubt = dict[str, Any]
MINUTE, HOUR = 60_000, 3_600_000  # milliseconds, as both implementations count


@dataclass(frozen=True, slots=True)
class Limits:
    """Source: "cell-meeting", points `plausible_*`."""

    shortest_minutes: int = 15
    longest_minutes: int = 360
    vote_seconds: int = 5
    paper_seconds: int = 60


def of_day(day: str, month: str, holidays: Mapping[str, str]) -> list[Doubt]:
    """Of the day a meeting is planned for or opened on: "2026-11-29", for the meeting of "2026-12"."""
    found: list[Doubt] = []
    if day[:7] != month:
        found.append({"code": "other_month", "day": day, "month": month})
    if day in holidays:
        found.append({"code": "holiday", "day": day, "name": holidays[day]})
    return found


def of_course(state: State, now: datetime, limits: Limits) -> list[Doubt]:
    """Of what happened so far, or of the whole of a meeting that is closed."""
    return [*_of_length(state, now, limits), *_of_people(state), *_of_votes(state, limits)]


def _of_length(state: State, now: datetime, limits: Limits) -> list[Doubt]:
    if state.opened_at is None:
        return []
    lasted = epoch_ms(state.closed_at or now) - epoch_ms(state.opened_at)
    if lasted < 0:
        return [{"code": "backwards"}]
    if lasted < limits.shortest_minutes * MINUTE:
        return [{"code": "short", "minutes": lasted // MINUTE}]
    if lasted > limits.longest_minutes * MINUTE:
        return [{"code": "long", "hours": lasted // HOUR}]
    return []


def _of_people(state: State) -> list[Doubt]:
    """More are marked as having come than there are seats on the roll for."""
    strangers = state.present_at_all() - {seat.member for seat in state.seats}
    return [{"code": "strangers", "n": len(strangers)}] if strangers else []


def _of_votes(state: State, limits: Limits) -> list[Doubt]:
    return [
        {"code": "quick_vote", "question": motion.text, "seconds": took // 1000}
        for motion in state.motions
        if (took := _took(motion)) is not None and took < _least(motion, limits)
    ]


def _took(motion: Motion) -> int | None:
    """Milliseconds from the question to the count; None of one not counted, or dated before its question."""
    if motion.counted_at is None:
        return None
    took = epoch_ms(motion.counted_at) - epoch_ms(motion.at)
    return took if took >= 0 else None


def _least(motion: Motion, limits: Limits) -> int:
    return 1000 * (limits.paper_seconds if motion.method == PAPER else limits.vote_seconds)
