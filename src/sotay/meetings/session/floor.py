"""Who has the floor, who waits for it, and who has not been heard. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from sotay.meetings.log.state import Seat, State, Waiting


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody who asked for the floor or has it. `lasted` is whole seconds since `at`."""

    seat: Seat
    at: datetime
    lasted: int

    @property
    def clock(self) -> str:
        """As a stop-watch shows it."""
        return f"{self.lasted // 60}:{self.lasted % 60:02d}"


class Floor:
    """The floor as it stands at `now`."""

    def __init__(self, state: State, now: datetime) -> None:
        self.state, self.now = state, now

    def _turn(self, waiting: Waiting) -> Turn | None:
        seat = self.state.seat(waiting.member)
        lasted = max(self.now - waiting.at, timedelta(0))  # the device that wrote it may be ahead of us
        return Turn(seat, waiting.at, lasted // timedelta(seconds=1)) if seat else None

    @cached_property
    def speaking(self) -> Turn | None:
        return self._turn(self.state.speaking) if self.state.speaking else None

    @cached_property
    def queue(self) -> list[Turn]:
        return [turn for turn in map(self._turn, self.state.queue) if turn]

    def place_of(self, member: UUID | None) -> int:
        """A member's place in the queue, from 1; 0 for one who does not wait."""
        return next((n for n, turn in enumerate(self.queue, 1) if turn.seat.member == member), 0)

    def has(self, member: UUID | None) -> bool:
        return self.speaking is not None and self.speaking.seat.member == member

    @cached_property
    def here(self) -> list[Seat]:
        there = self.state.present_now()
        return [seat for seat in self.state.seats if seat.member in there]

    @cached_property
    def others(self) -> list[Seat]:
        """Those who are here and could be put into the queue."""
        busy = {turn.seat.member for turn in [*self.queue, *([self.speaking] if self.speaking else [])]}
        return [seat for seat in self.here if seat.member not in busy]

    @cached_property
    def silent(self) -> list[Seat]:
        """Those who are here and have not been heard. Whoever has the floor now is being heard."""
        heard = self.state.speakers() | ({self.speaking.seat.member} if self.speaking else set())
        return [seat for seat in self.here if seat.member not in heard]

    @property
    def heard(self) -> int:
        return len(self.here) - len(self.silent)
