"""What a secret vote on phones needs beside the log: a ballot when it is moved, and its slips burnt when the
motion is taken back. Part of the transaction that records the entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sotay.accounts.queries import with_login
from sotay.meetings.log import rules
from sotay.meetings.log.state import SECRET, Seat, State
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.rules_in_force import rules_in_force
from sotay.votes import actions as votes
from sotay.votes import rules as vote_rules


def follow(meeting: Meeting, state: State, fresh: Iterable[LogEntry]) -> None:
    for row in fresh:
        if row.act == "motion_moved" and row.data["method"] == SECRET:
            _hand_out(meeting, state, row)
        elif row.act == "withdrawn":
            votes.drop(ballot_id=UUID(row.data["entry"]))


def _hand_out(meeting: Meeting, state: State, row: LogEntry) -> None:
    votes.open_ballot(
        id=row.id,
        meeting_id=meeting.pk,
        cell=meeting.cell,
        question=row.data["text"],
        options=row.data.get("options", []),
        most=row.data.get("most", 1),
        base=row.data["base"],
        voters=electorate(meeting, state),
    )


def without_login(meeting: Meeting, state: State) -> list[Seat]:
    """Those who may vote now and have no account: they vote by the assisted way or on paper."""
    voters = electorate(meeting, state)
    known = with_login(voters)
    return [seat for seat in state.seats if seat.member in voters and seat.member not in known]


def electorate(meeting: Meeting, state: State) -> list[UUID]:
    """Members who may vote at this moment: full members in the hall or on the line."""
    there, base = state.present_now(), rules_in_force(meeting).base
    return [
        seat.member
        for seat in state.seats
        if vote_rules.may_vote(rules.ballot_seat(seat, present=seat.member in there), base)
    ]
