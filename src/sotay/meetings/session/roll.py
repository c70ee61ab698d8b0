"""The roll as its page shows it: who is called, how they are marked, and who came late or left early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sotay.kernel.versions import digest
from sotay.meetings.log import rules
from sotay.meetings.log.state import Mark, Seat, State
from sotay.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Row:
    seat: Seat
    mark: Mark | None
    excuse: str  # what the member answered to the invitation, to be kept as the reason
    late: datetime | None = None
    left: datetime | None = None
    here: bool = False
    missed: int = 0  # meetings in a row, of somebody near a third absence
    moved: UUID | None = None  # the newest entry of coming late or leaving early, to be taken back

    @property
    def stamp(self) -> str:
        """What the buttons of the row were shown for."""
        return stamp_of(self.mark)


def stamp_of(mark: Mark | None) -> str:
    return digest([mark.mark, mark.mode, mark.reason] if mark else None)


def rows_of(
    state: State,
    round_: str,
    excuses: Mapping[UUID, str],
    moved: Mapping[UUID, UUID],
    missed: Mapping[UUID, int],
) -> list[Row]:
    """`excuses` by member, as the invitations were answered; `moved` as `moves_of` has them; `missed` as
    `attendance.alerts.near_in`.
    """
    there = state.present_now()
    return [
        Row(
            seat,
            state.mark(seat.member, round_),
            excuses.get(seat.member, ""),
            late=state.late.get(seat.member),
            left=state.left.get(seat.member),
            here=seat.member in there,
            missed=missed.get(seat.member, 0),
            moved=moved.get(seat.member),
        )
        for seat in state.seats
        if rules.called(seat)
    ]


def moves_of(meeting: Meeting, state: State) -> dict[UUID, UUID]:
    """For those who came late or left early, the entry that says so. One query when there are any."""
    if not (state.late or state.left):
        return {}
    acts = ["came_late", "left_early", "withdrawn"]
    found = meeting.log.filter(act__in=acts).order_by("device_at", "id")
    entries = list(found.values_list("id", "act", "data"))
    gone = {UUID(data["entry"]) for _id, act, data in entries if act == "withdrawn"}
    return {UUID(data["member"]): id for id, act, data in entries if act != "withdrawn" and id not in gone}
