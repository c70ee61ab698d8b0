"""What members do in a meeting from their own phone: checking in, and asking for the floor.

Everything goes into the log through `actions.one`. A check-in has rank 1, so what the secretary or the
minute-taker marks outranks it whenever either reaches us (docs/taking-part.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from sotay.kernel import clock
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.meetings import actions, locking, states
from sotay.meetings.locking import lock
from sotay.meetings.log import rules
from sotay.meetings.log.state import END, PRESENT, START, Mark, Seat, State
from sotay.meetings.models import CodeTry, Invitation, Meeting
from sotay.meetings.queries import cached_state
from sotay.meetings.rules_in_force import know_points, rules_in_force
from sotay.meetings.session import codes

WRONG_EACH, WRONG_ALL = 5, 30
"""Wrong codes one account, and all accounts together, may type in a minute before they have to wait."""
A_MINUTE = timedelta(minutes=1)
MOST_ASKED = 30
"""How often one member may ask for the floor in one meeting. The log is kept for good."""


class NotOnTheRoll(Refusal):
    """Says nothing of a meeting, so that a stranger learns nothing."""

    def __init__(self) -> None:
        super().__init__(_("This code cannot be used with your account."))


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The mark a member has now; `fresh` when it was made by this very check-in."""

    mark: Mark
    fresh: bool

    @property
    def by_officer(self) -> bool:
        return self.mark.rank > 1


@dataclass(frozen=True, slots=True)
class Code:
    """What the screen shows now."""

    token: str
    digits: str
    window: int
    expires_in: int


def code_now(meeting: Meeting, round_: str) -> Code:
    now, key = timezone.now(), _key()
    return Code(
        codes.token(key, meeting.pk, round_, now),
        codes.digits(key, meeting.pk, round_, now),
        codes.window_of(now),
        codes.expires_in(now),
    )


def judge(text: str, holder: str, ticket: str = "") -> tuple[codes.Claim | None, codes.Verdict]:
    """A scanned token as `holder` may use it now: by itself, or by a ticket they got while it was good."""
    claim, now, key = codes.read(text), timezone.now(), _key()
    if claim is None:
        return None, codes.Verdict.FALSE
    verdict = codes.judge(key, claim, now)
    if verdict is codes.Verdict.OLD and codes.ticket_is_good(key, claim, holder, ticket, now):
        return claim, codes.Verdict.GOOD
    return claim, verdict


def ticket_for(claim: codes.Claim, holder: str) -> str:
    return codes.ticket(_key(), claim, holder)


def _key() -> bytes:
    return salted_hmac("sotay.meetings.codes", "", algorithm="sha256").digest()


def own_seat(state: State, by: Actor) -> Seat:
    seat = state.seat(by.member_id) if by.member_id else None
    if seat is None:
        raise NotOnTheRoll
    return seat


def standing(meeting: Meeting, state: State, by: Actor, round_: str) -> CheckedIn | None:
    """The mark a check-in now would find, None when it would make one. Raises what it would be refused."""
    seat = own_seat(state, by)
    if not rules.called(seat):
        raise Refusal(_("You are not called in this meeting. If this is wrong, please tell the secretary."))
    refuse_unless_called(meeting, state, round_)
    mark = state.mark(seat.member, round_)
    return CheckedIn(mark, fresh=False) if mark and (mark.rank > 1 or mark.mark == PRESENT) else None


def check_in(*, meeting: Meeting, by: Actor, round_: str, mode: str = "") -> CheckedIn:
    """Mark oneself present. Twice is once, and what an officer marked stays as it is.

    Raises NotOnTheRoll, and Refusal when that round is not being called.
    """
    return _alone(meeting, CheckIn(by, round=round_, mode=mode))


def check_in_by_digits(*, meeting: Meeting, by: Actor, typed: str) -> CheckedIn:
    """Check in by the number on the screen. Only those on the roll get as far as trying one.

    Raises NotOnTheRoll, and Refusal for a wrong number or after too many of them.
    """
    return _alone(meeting, CheckIn(by, typed=typed))


@dataclass(frozen=True, slots=True)
class CheckIn:
    """Somebody who checks in: by a code that was good (then `round` is its), or by what they `typed`."""

    by: Actor
    round: str = ""
    typed: str = ""
    mode: str = ""


def _alone(meeting: Meeting, one: CheckIn) -> CheckedIn:
    """`meeting` is brought up to date in place. Who is refused anyway, or checked in, locks nothing."""
    told = _known(meeting, cached_state(meeting), one)
    if told is None:
        (told,) = check_in_together({meeting.pk: [one]}, meeting)[meeting.pk]
    if isinstance(told, Refusal):
        raise told
    return told


@transaction.atomic
def check_in_together(
    asked: Mapping[UUID, Sequence[CheckIn]], *seen: Meeting
) -> dict[UUID, list[CheckedIn | Refusal]]:
    """What becomes of several check-ins of each of some meetings, written in one transaction.

    Each is judged as if it had come alone, in the order of its meeting's. However many there are the queries
    are the same. Those `seen` are brought up to date in place. Raises Meeting.DoesNotExist.
    """
    meetings = locking.locked_together(asked)
    know_points(list(meetings.values()))
    states.catch_up(list(meetings.values()))
    now = timezone.now()
    tries = Tries(meetings.values(), now)
    halls = [_Hall(meeting, asked[pk], tries) for pk, meeting in meetings.items()]
    tries.keep()
    writing = [hall for hall in halls if hall.marks]
    done = actions.record_together(
        [actions.Batch(hall.meeting, hall.asked[0].by, list(hall.marks.values())) for hall in writing]
    )
    for hall, (outcomes, state) in zip(writing, done, strict=True):
        hall.tell(outcomes, state)
    for meeting in seen:
        locking.bring_up_to_date(meeting, meetings[meeting.pk])
    return {hall.meeting.pk: [each for each in hall.told if each is not None] for hall in halls}


def _known(meeting: Meeting, state: State, one: CheckIn) -> CheckedIn | Refusal | None:
    """What can be told from the state as it is known: no number is tried here, and nothing written."""
    try:
        own_seat(state, one.by)
        if one.by.account_id is None:
            raise NotOnTheRoll
        return standing(meeting, state, one.by, one.round) if one.round else None
    except Refusal as refusal:
        return refusal


class _Hall:
    """Those who check in to one meeting together: what each is told, and the marks that are to be made."""

    def __init__(self, meeting: Meeting, asked: Sequence[CheckIn], tries: Tries) -> None:
        self.meeting, self.asked = meeting, asked
        self.told: list[CheckedIn | Refusal | None] = []
        self.marks: dict[tuple[UUID, str], actions.Submission] = {}
        self.waiting: dict[int, tuple[UUID, str]] = {}
        state = cached_state(meeting)
        for place, one in enumerate(asked):
            self.told.append(self._judged(state, place, one, tries))

    def _judged(self, state: State, place: int, one: CheckIn, tries: Tries) -> CheckedIn | Refusal | None:
        told = _known(self.meeting, state, one)
        if told is not None:
            return told
        try:
            round_ = one.round or tries.round_of(self.meeting, one)
            told = standing(self.meeting, state, one.by, round_)
        except Refusal as refusal:
            return refusal
        if told is None:
            seat = own_seat(state, one.by).member, round_
            self.waiting[place] = seat
            self.marks.setdefault(seat, _mark_of(*seat, one))  # a phone may ask twice at once
        return told

    def tell(self, outcomes: Sequence[actions.SubmissionResult], after: State) -> None:
        became = dict(zip(self.marks, outcomes, strict=True))
        for place, (member, round_) in self.waiting.items():
            mark, outcome = after.mark(member, round_), became[member, round_]
            self.told[place] = outcome.refusal or (CheckedIn(mark, fresh=True) if mark else _not_noted())


def _mark_of(member: UUID, round_: str, one: CheckIn) -> actions.Submission:
    data = {"member": str(member), "round": round_, "mark": PRESENT, "rank": 1, "mode": one.mode}
    return actions.Submission("roll_marked", data, by=one.by)


def _not_noted() -> Refusal:
    return Refusal(_("The check-in was not noted. Please tell the secretary that you are here."))


class Tries:
    """The numbers people type within a minute: wrong ones are counted, in each meeting by itself.

    Counted in the database, because every worker and server has to know of it, and under the locks of
    the meetings, so that a hundred tries at once are a hundred tries.
    """

    def __init__(self, meetings: Iterable[Meeting], now: datetime) -> None:
        self.meetings, self.now = {meeting.pk: meeting for meeting in meetings}, now
        self.wrong: list[tuple[UUID, UUID]] = []

    @cached_property
    def recent(self) -> list[tuple[UUID, UUID]]:
        """Meetings and accounts that typed a wrong one in the last minute, once for each. One query."""
        since = CodeTry.objects.filter(meeting__in=self.meetings, at__gt=self.now - A_MINUTE)
        return [row for row in since.values_list("meeting_id", "account_id") if row[1]]

    def round_of(self, meeting: Meeting, one: CheckIn) -> str:
        """The round whose number was typed. Raises Refusal for a wrong one, and after too many."""
        account = one.by.account_id
        assert account is not None  # noqa: S101 - `_known` let no other through
        wrong = [who for pk, who in (*self.recent, *self.wrong) if pk == meeting.pk]
        if len(wrong) >= WRONG_ALL or wrong.count(account) >= WRONG_EACH:
            raise Refusal(
                _(
                    "Too many wrong numbers. Wait a minute, then type the one on the screen, "
                    "or ask the secretary to mark you."
                ),
                field="digits",
            )
        round_ = codes.round_typed(_key(), meeting.pk, "".join(one.typed.split()), self.now)
        if round_ is None:
            self.wrong.append((meeting.pk, account))
            raise Refusal(
                _(
                    "This is not the number on the screen now. It changes every half minute: "
                    "please look again."
                ),
                field="digits",
            )
        return round_

    def keep(self) -> None:
        CodeTry.objects.bulk_create(
            CodeTry(
                meeting=meeting,
                account_id=account,
                at=self.now,
                commune_id=meeting.commune_id,
                cell_id=meeting.cell_id,
            )
            for meeting, account in ((self.meetings[pk], who) for pk, who in self.wrong)
        )


def refuse_unless_called(meeting: Meeting, state: State, round_: str) -> None:
    """A round is called from the opening (the second one: when its code is shown) until the next begins."""
    if state.opened_at is None:
        raise Refusal(_("The meeting is not open yet. Please wait until the chair opens it."))
    if state.closed_at is not None or meeting.stage != Meeting.Stage.OPEN:
        raise Refusal(_("The meeting is over."))
    if round_ == END and rules_in_force(meeting).roll_calls < 2:  # noqa: PLR2004 - the start and the end
        raise Refusal(_("There is no roll call at the end of this meeting."))
    if round_ == START and state.roll[END]:
        raise Refusal(_("The roll call at the start is over. Please tell the secretary that you are here."))


def forget_tries(now: datetime) -> int:
    """Wrong codes are of no use to anybody after their minute. Done by the clock."""
    return CodeTry.objects.filter(at__lte=now - A_MINUTE).delete()[0]


def tries_waiting(moment: datetime) -> clock.Waiting | None:
    """Wrong codes that were to be forgotten by that moment and are still there. One query."""
    found = CodeTry.objects.filter(at__lte=moment - A_MINUTE).aggregate(count=Count("pk"), first=Min("at"))
    return clock.Waiting(found["count"], found["first"] + A_MINUTE) if found["count"] else None


def ask_floor(*, meeting: Meeting, by: Actor) -> State:
    """Join the queue. Asking again keeps the place one has."""
    state = _in_session(meeting)
    member = own_seat(state, by).member
    if _waits(state, member) or _speaks(state, member):
        return state
    if member not in state.present_now():
        raise Refusal(_("Check in first, then ask for the floor."))
    if meeting.log.filter(act="floor_asked", member_id=by.member_id).count() >= MOST_ASKED:
        raise Refusal(_("You have asked for the floor very often. Please tell the chair by hand."))
    return actions.record_one(meeting=meeting, by=by, act="floor_asked", member=str(member))


def leave_floor(*, meeting: Meeting, by: Actor) -> State:
    """Leave the queue, or the floor when one has it."""
    state = _in_session(meeting)
    member = own_seat(state, by).member
    if not (_waits(state, member) or _speaks(state, member)):
        return state
    return actions.record_one(meeting=meeting, by=by, act="floor_left", member=str(member))


def _in_session(meeting: Meeting) -> State:
    state = cached_state(meeting)
    refuse_unless_called(meeting, state, "")
    return state


def _waits(state: State, member: UUID) -> bool:
    return any(each.member == member for each in state.queue)


def _speaks(state: State, member: UUID) -> bool:
    return state.speaking is not None and state.speaking.member == member


def letters(meeting: Meeting, state: State) -> list[Invitation]:
    """What members who cannot come have written, and nobody has read out yet."""
    read = {each.speaker or each.speaker_name for each in state.statements if each.written}
    sent = meeting.invitations.filter(answer=Invitation.Answer.CANNOT).exclude(statement="")
    return [each for each in sent.select_related("member") if read.isdisjoint(_signed(each, state))]


def _signed(letter: Invitation, state: State) -> set[UUID | str]:
    """How its statement names the writer: an overseer is not on the roll."""
    return {letter.member_id} if state.seat(letter.member_id) else {letter.member.full_name}


@transaction.atomic
def read_letter(*, meeting: Meeting, by: Actor, member: UUID, item: UUID | None = None) -> State:
    """Read a letter into the minutes, once, whoever of two officers taps first."""
    lock(meeting)
    state = cached_state(meeting)
    letter = next((each for each in letters(meeting, state) if each.member_id == member), None)
    if letter is None:
        return state
    data: dict[str, Any] = {"speaker_name": letter.member.full_name, "text": letter.statement}
    if state.seat(member):
        data["speaker"] = str(member)
    if item is not None and state.item(item):
        data["item"] = str(item)
    return actions.record_one(meeting=meeting, by=by, act="statement_recorded", written=True, **data)
