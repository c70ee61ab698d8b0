"""What of its score a meeting can still do something for while it is held. Pure.

The twin on a device is `static/meetings/room/points.js`, with these names. Which of it a cell is scored for,
and by how many points, the app above says (`meetings.goals`); here only what the log lacks so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sotay.meetings.log.rules import next_item
from sotay.meetings.log.state import State, epoch_ms

MINUTE = 60_000  # milliseconds, as both implementations count
IDEOLOGY = ("ideology", "self_criticism")
Lack = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Goals:
    """Minutes a meeting has to last and its item on ideology to take; `speakers` of every `of` who came."""

    minutes: int = 90
    ideology_minutes: int = 15
    speakers: int = 1
    of: int = 2


def lacking(state: State, now: datetime, goals: Goals) -> list[Lack]:
    """What an open meeting lacks, in the order in which it is done; each a code and what its words name."""
    return list(_lacking(state, now, goals)) if state.is_open else []


def _lacking(state: State, now: datetime, goals: Goals) -> Iterator[Lack]:
    took = ideology_minutes(state, now)
    if took < goals.ideology_minutes:
        yield {"code": "ideology_time", "minutes": took, "low": goals.ideology_minutes}
    if next_item(state) is not None:
        yield {"code": "steps_done"}
    seated = {seat.member for seat in state.seats}
    hall, spoke = len(state.present_at_all() & seated), len(state.speakers() & seated)
    if hall and spoke * goals.of < hall * goals.speakers:
        yield {"code": "speaking", "spoke": spoke, "hall": hall}
    if not state.praises:
        yield {"code": "praised"}
    if not state.tasks:
        yield {"code": "tasks_assigned"}
    if state.conclusion is None and not any(motion.adopts and motion.passed for motion in state.motions):
        yield {"code": "concluded"}
    if state.minutes_read_at is None:
        yield {"code": "minutes_read"}
    lasted = _minutes(state.opened_at, now)
    if lasted < goals.minutes:
        yield {"code": "duration", "minutes": lasted, "required": goals.minutes}


def ideology_minutes(state: State, now: datetime) -> int:
    """Whole minutes of the items on ideology so far, the one under way included."""
    return sum(
        _minutes(item.begun_at, item.ended_at or now)
        for item in state.items
        if item.key in IDEOLOGY and item.begun_at
    )


def _minutes(since: datetime | None, until: datetime) -> int:
    """None before it began, and none where two clocks differ by more than it took."""
    return max(0, (epoch_ms(until) - epoch_ms(since)) // MINUTE) if since else 0
