"""A cell's month played through the real actions, act by act, for tests of what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.meetings import actions, queries, reporting, signing
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting, preparing
from sotay.meetings.session import opening
from sotay.papers.queries import digest_to_sign
from sotay.units.models import Unit


def set_up(cell: Unit, by: Actor, month: Month | None = None) -> Meeting:
    return preparing.set_up(cell=cell, by=by, month=month or Month.of(timezone.localdate()))


def do(meeting: Meeting, by: Actor, act: str, **data: Any) -> None:
    actions.record_one(meeting=meeting, by=by, act=act, **data)


def call_roll(meeting: Meeting, by: Actor, round_: str = "start", absent: int = 0) -> None:
    """Mark everybody; the first `absent` of the roll are excused."""
    for place, seat in enumerate(queries.load_state(meeting).seats):
        mark = "excused" if place < absent else "present"
        do(meeting, by, "roll_marked", member=str(seat.member), round=round_, mark=mark)


def steps(meeting: Meeting, by: Actor) -> Iterator[str]:
    """A whole month, yielding after every act."""
    inviting.invite(meeting=meeting, by=by)
    yield "invited"
    invitation = meeting.invitations.first()
    assert invitation
    inviting.answer(invitation=invitation, by=by, will_come=True)
    yield "answered"
    opening.open_meeting(meeting=meeting, by=by)
    yield "opened"
    call_roll(meeting, by, "start", absent=1)
    yield "called"
    state = queries.load_state(meeting)
    item = next(item for item in state.items if item.step == "conduct")
    do(meeting, by, "item_begun", item=str(item.id))
    yield "item begun"
    speaker = str(state.seats[-1].member)
    do(meeting, by, "statement_recorded", speaker=speaker, text="Đề nghị sửa đèn.", item=str(item.id))
    yield "spoke"
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    do(meeting, by, "task_assigned", text="Rà soát hộ nghèo", members=[speaker], due_on=due)
    yield "task"
    do(meeting, by, "petition_recorded", text="Đèn ngõ 5 hỏng", raised_by=speaker, to_level="ward")
    do(meeting, by, "petition_recorded", text="Ghế hội trường", raised_by=speaker, to_level="cell")
    yield "petitions"
    withdrawn = queries.load_state(meeting).petitions[1].entry
    do(meeting, by, "withdrawn", entry=str(withdrawn))
    yield "withdrawn"
    call_roll(meeting, by, "end")
    yield "called again"
    close(meeting, by)
    yield "closed"
    sign(meeting, by)
    yield "signed"
    reporting.report(meeting=meeting, by=by)
    yield "reported"


def close(meeting: Meeting, by: Actor) -> None:
    do(meeting, by, "concluded", text="Nhất trí.")
    do(meeting, by, "closed")


def sign(meeting: Meeting, by: Actor) -> None:
    digests = {str(paper.pk): digest_to_sign(paper) for paper in queries.papers_of(meeting)}
    for role in ("minute_taker", "chair"):
        signing.sign(meeting=meeting, by=by, role=role, digests=digests, help_needed="no_device")


def whole(cell: Unit, by: Actor, month: Month | None = None) -> Meeting:
    meeting = set_up(cell, by, month)
    for _step in steps(meeting, by):
        pass
    return meeting
