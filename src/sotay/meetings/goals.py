"""What a meeting is scored for while it is held, as an app above says it, for the room to remind of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sotay.kernel.hooks import Hook
from sotay.meetings.log.points import Goals
from sotay.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Goal:
    """What one code of `log.points.lacking` is worth, and what to do for it: `{name}` is filled in by the
    room."""

    points: int
    words: str


@dataclass(frozen=True, slots=True)
class MeetingGoals:
    goals: Goals
    rows: Mapping[str, Goal]


GOALS: Hook[Callable[[Meeting], MeetingGoals | None]] = Hook(
    "meetings.goals", "what a meeting is scored for while it is held, and by how many points"
)


def goals_json(meeting: Meeting) -> dict[str, Any] | None:
    """For a device; None where a meeting is not scored."""
    found = next((goals for ask in GOALS if (goals := ask(meeting)) is not None), None)
    if found is None:
        return None
    return {"goals": asdict(found.goals), "rows": {code: asdict(goal) for code, goal in found.rows.items()}}
