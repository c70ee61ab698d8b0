"""Taking a vote: ballots put in by members on their phones, and the end of it.

An open vote is entries of the log, one a ballot. A secret one goes past the log: slips lie in the tables
of `votes`, and only the count becomes an entry, which the server alone can make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions, ballot_box, queries
from sotay.meetings.locking import lock
from sotay.meetings.log.acts import ACTS
from sotay.meetings.log.state import OPEN, SECRET, Motion, State
from sotay.meetings.models import Meeting
from sotay.votes import actions as votes
from sotay.votes import queries as votes_queries
from sotay.votes.rules import fewest_to_count

MOST_CHANGES = 20
"""How often an answer may be put into one open vote. The log is kept for good."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A vote on phones as one person sees it while it is open.

    `own` is whether they have voted, None when they do not vote in it. `void`: nobody can open the ballots of
    a secret vote any more.
    """

    voters: int
    voted: int
    own: bool | None
    void: bool = False

    @property
    def waited_for(self) -> int:
        return max(self.voters - self.voted, 0)

    @property
    def fewest(self) -> int:
        """With fewer ballots a secret vote is not counted."""
        return fewest_to_count(self.voters)

    @property
    def few(self) -> bool:
        """So few have voted that the result would tell how."""
        return self.voted < self.fewest


def poll_of(meeting: Meeting, state: State, motion: Motion, by: Actor) -> Poll | None:
    """None for a vote that is not taken on phones."""
    if motion.method == OPEN:
        may = ballot_box.electorate(meeting, state)
        voters = {*may, *motion.ballots}
        own = by.member_id in motion.ballots if by.member_id in voters else None
        return Poll(len(voters), len(motion.ballots), own)
    ballot = votes_queries.ballot_of(motion.entry) if motion.method == SECRET else None
    if ballot is None:
        return None
    progress, own = votes_queries.progress_of(ballot), votes_queries.own_part(ballot, by.member_id)
    return Poll(progress.voters, progress.voted, own, void=votes_queries.has_lost_its_key(ballot))


@sensitive_variables("choice", "receipt")
def cast(*, meeting: Meeting, motion: Motion, by: Actor, choice: Sequence[int], receipt: str = "") -> None:
    """One's own ballot. Nobody puts in a secret one for somebody else: that is what paper is for."""
    if by.member_id is None:
        raise Refusal(_("Only full members who are at the meeting vote."))
    if meeting.stage != Meeting.Stage.OPEN:
        raise Refusal(_("This vote is over; no more ballots can be put in."))
    if motion.method == SECRET:
        _refuse_who_has_gone(queries.cached_state(meeting), by.member_id)
        votes.cast(ballot_id=motion.entry, member_id=by.member_id, choice=choice, receipt=receipt)
    else:
        cast_openly(meeting=meeting, motion=motion, by=by, member=by.member_id, choice=choice)


def _refuse_who_has_gone(state: State, member: UUID) -> None:
    """A ballot is for the hall: whoever took it home, or was marked present by mistake, keeps it blank."""
    if state.seat(member) and member not in state.present_now():
        raise Refusal(_("Only full members who are at the meeting vote."))


def cast_openly(*, meeting: Meeting, motion: Motion, by: Actor, member: UUID, choice: Sequence[int]) -> None:
    """A ballot everybody may see, by the member or by the secretary for somebody without a phone. The same
    answer again is kept once.
    """
    if motion.method != OPEN:
        raise Refusal(_("A secret ballot cannot be put in for somebody else. Hold the vote on paper."))
    if motion.ballots.get(member) == tuple(sorted(choice)):
        return
    put_in = meeting.log.filter(act="ballot_cast", data__motion=str(motion.entry), data__member=str(member))
    if put_in.count() >= MOST_CHANGES:
        raise Refusal(_("The answer was changed very often; the last one stands."))
    actions.record_one(
        meeting=meeting,
        by=by,
        act="ballot_cast",
        motion=str(motion.entry),
        member=str(member),
        choice=list(choice),
    )


@transaction.atomic
def end(*, meeting: Meeting, motion: Motion, by: Actor) -> None:
    """Count a vote on phones. A secret one can be counted after the meeting was closed by a device that
    did not know of it, as long as nobody has signed.
    """
    if motion.method == OPEN:
        actions.record_one(meeting=meeting, by=by, act="vote_ended", motion=str(motion.entry))
        return
    if motion.method != SECRET or not motion.is_open:
        raise Refusal(_("This vote is over, or is not taken on phones."))
    # The meeting before the ballot, as the log does it: two who end a vote and take it back take turns.
    lock(meeting)
    now = queries.cached_state(meeting).motion(motion.entry)
    if now is not None and not now.is_open:
        return  # somebody else was quicker
    counted = votes.count(ballot_id=motion.entry)
    data = {
        "motion": str(motion.entry),
        "counts": list(counted.counts),
        "issued": counted.issued,
        "collected": counted.collected,
    }
    sent = actions.Submission("ballots_counted", data, new_id(), timezone.now(), _before_closing(meeting))
    outcomes, _state = actions.record(meeting=meeting, by=by, entries=[sent], own=True)
    if outcomes[0].refusal:
        raise outcomes[0].refusal


@transaction.atomic
def start_over(*, meeting: Meeting, motion: Motion, by: Actor) -> UUID | None:
    """Take back a secret vote that cannot be counted, say so in the minutes, and move it again.

    While the meeting is open that is one whose key is lost; the entry of the new motion is answered. Once it
    is closed nobody can vote any more, so one with too few ballots is only taken back. Raises Refusal, with
    nothing changed, for any other, and when the motion cannot be moved again: fewer than three may be left.
    """
    lock(meeting)
    poll = poll_of(meeting, queries.cached_state(meeting), motion, by)
    before = _before_closing(meeting)
    late = before is not None
    is_secret = motion.method == SECRET and motion.is_open
    if not is_secret or poll is None or not (poll.void or (late and poll.few)):
        raise Refusal(_("This vote can be counted, or is over already. Nothing was changed."))
    words = _VOID if poll.void else _TOO_FEW
    said = {"text": words % {"question": motion.text.rstrip(".")}}
    if motion.item:
        said["item"] = str(motion.item)
    sent = [("withdrawn", {"entry": str(motion.entry)}), ("note_written", said)]
    entries = [actions.Submission(act, data, new_id(), timezone.now(), before) for act, data in sent]
    outcomes, _state = actions.record(meeting=meeting, by=by, entries=entries, own=True)
    if refusal := next((each.refusal for each in outcomes if each.refusal), None):
        raise refusal
    if late:
        return None
    again, asked = new_id(), meeting.log.get(pk=motion.entry).data
    actions.record_one(meeting=meeting, by=by, act="motion_moved", id=again, **_moved_anew(asked))
    return again


_VOID = (
    "Cuộc bỏ phiếu kín trên điện thoại về nội dung “%(question)s” không kiểm được phiếu vì máy chủ không còn "
    "khóa của cuộc bỏ phiếu; các phiếu đã bỏ được hủy, không ai đọc được."
)
_TOO_FEW = (
    "Cuộc bỏ phiếu kín trên điện thoại về nội dung “%(question)s” không được kiểm phiếu vì có quá ít phiếu "
    "để giữ kín ý kiến của từng người; các phiếu đã bỏ được hủy."
)
"""For the minutes, so always Vietnamese."""


def _moved_anew(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody said when they moved it; base, voters and threshold are those of now."""
    act = ACTS["motion_moved"]
    return {key: asked[key] for key in (*act.needs, *act.may_have) if key in asked}


def _before_closing(meeting: Meeting) -> int | None:
    """How much of the log was known when the meeting closed; None while it is open."""
    closed = meeting.log.filter(act="closed").order_by("seq").first()
    return closed.seq - 1 if closed else None
