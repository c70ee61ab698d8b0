"""What the records hold of a meeting, before the evidence functions look at it. Plain data, no Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sotay.meetings.log.state import State
from sotay.regulations.values import (
    Span,
)
from sotay.votes.rules import Attendance

MET, NOT_NEEDED, NOT_MET, UNKNOWN = "met", "not_needed", "not_met", "unknown"


@dataclass(frozen=True, slots=True)
class Records:
    """Of one meeting as it stands now.

    `ahead` and `in_time` are None as long as they can still come true. `committee` is MET, NOT_NEEDED (a cell
    with a secretary only), NOT_MET, or UNKNOWN where a cell keeps no committee meetings here. `too_often` are
    members excused more often in a row than `in_a_row` allows; None before there is a roll.
    """

    state: State = field(default_factory=State)
    attendance: Attendance | None = None
    spoke: int = 0
    in_hall: int = 0
    now: datetime | None = None
    planned_minutes: int = 0
    required_minutes: int = 0
    is_regular: bool = True
    too_often: int | None = None
    in_a_row: int = 3
    committee: str = UNKNOWN
    to_invite: int = 0
    invited: int = 0
    is_invited: bool = False
    ahead: bool | None = None
    ahead_until: datetime | None = None
    ideology: Span = field(default_factory=lambda: Span(15, 30))
    tasks_due: int = 0
    tasks_done: int = 0
    in_time: bool | None = None

    @property
    def is_open(self) -> bool:
        return self.state.is_open

    @property
    def is_over(self) -> bool:
        return self.state.closed_at is not None
