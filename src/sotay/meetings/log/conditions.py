"""When an act may happen. A condition that does not hold raises `Refusal` with the sentence the person sees.

Conditions are asked of what the device knew when it made the entry (docs/meeting-log.md), so that
two devices without a network are not refused for what only the other one saw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sotay.kernel.refusal import Refusal
from sotay.meetings.log import rules
from sotay.meetings.log.state import END, HANDS, OPEN, PAPER, SECRET, START, Motion, State
from sotay.votes import rules as votes
from sotay.votes.actions import refuse_bad_choice


@dataclass(frozen=True, slots=True)
class Context:
    """What the conditions look at besides the entry itself: the rules of the day are in `meeting_rules`.

    `live`: the device was on the network when it made the entry. `own`: the server itself makes it.
    `sealed`: the minutes are signed, so that only amendments may follow.
    """

    state: State
    day: date
    meeting_rules: rules.MeetingRules
    live: bool = True
    own: bool = False
    sealed: bool = False


Condition = Callable[[Context, dict[str, Any]], None]


def seated(context: Context, data: dict[str, Any]) -> None:
    seat = context.state.seat(UUID(data["member"]))
    if seat is None:
        raise Refusal(_("This person is not on the roll of this meeting."))
    if seat.away:
        raise Refusal(_("%(name)s is away on temporary transfer and is not called.") % {"name": seat.name})
    if seat.suspended:  # why is for those who may see the record, and the minute-taker may not
        raise Refusal(_("%(name)s is not called in this meeting.") % {"name": seat.name})


def speaker_known(context: Context, data: dict[str, Any]) -> None:
    if "speaker" in data:
        if context.state.seat(UUID(data["speaker"])) is None:
            raise Refusal(_("This person is not on the roll of this meeting."), field="speaker")
    elif "speaker_name" not in data:
        raise Refusal(_("Say who spoke."), field="speaker")


def raiser_known(context: Context, data: dict[str, Any]) -> None:
    if "raised_by" in data and context.state.seat(UUID(data["raised_by"])) is None:
        raise Refusal(_("This person is not on the roll of this meeting."), field="raised_by")


def petition_can_be_recorded(context: Context, data: dict[str, Any]) -> None:
    raiser_known(context, data)
    _made_of_a_known_matter(context, data)


def matter_is_set_aside(context: Context, data: dict[str, Any], key: str = "matter") -> None:
    if context.state.aside(UUID(data[key])) is None:
        raise Refusal(_("This is no longer among the matters set aside. Look at the list again."))


def _made_of_a_known_matter(context: Context, data: dict[str, Any]) -> None:
    if "set_aside" in data:
        matter_is_set_aside(context, data, "set_aside")


def on_the_agenda(context: Context, data: dict[str, Any]) -> None:
    if context.state.item(UUID(data["item"])) is None:
        raise Refusal(_("This item is not on the agenda of this meeting."))


def task_can_be_given(context: Context, data: dict[str, Any]) -> None:
    strangers = [member for member in data["members"] if context.state.seat(UUID(member)) is None]
    if strangers:
        raise Refusal(
            _("A task can only be given to somebody on the roll of this cell. Choose again."), field="members"
        )
    if date.fromisoformat(data["due_on"]) < context.day:
        raise Refusal(_("The deadline is in the past. Choose today or a later day."), field="due_on")
    _made_of_a_known_matter(context, data)


def task_was_carried(context: Context, data: dict[str, Any]) -> None:
    if not any(each.get("id") == data["task"] for each in context.state.carried):
        raise Refusal(_("This task is not among those this meeting looks back on."))


def vote_is_lawful(context: Context, data: dict[str, Any]) -> None:
    """Freezes what the vote is counted against: base, those who can vote now, and the threshold."""
    if rules.of_two_cells(context.state):
        raise Refusal(
            _(
                "Two cells have two bases, so a joint meeting does not vote. Put down what was agreed as the "
                "conclusion; each cell votes at its own meeting."
            )
        )
    matter = votes.Matter(data.setdefault("matter", votes.Matter.RESOLUTION.value))
    _refuse_unsettled_ballot(context, matter, data.get("method"))
    method, options = data.setdefault("method", HANDS), data.get("options", [])
    if data.get("adopts") and (matter is not votes.Matter.RESOLUTION or options):
        raise Refusal(_NOT_THE_ADOPTION, field="matter")
    if method == SECRET and not context.live:
        raise Refusal(
            _(
                "A secret vote on phones needs the network, because the ballots must not lie on this device. "
                "Hold it on paper: choose “Secret, on paper”, and let the tellers count."
            ),
            field="method",
        )
    if method == HANDS and options:
        raise Refusal(
            _("A choice among several answers is voted on paper or on phones, not by show of hands."),
            field="method",
        )
    if len(options) == 1 or len(set(options)) < len(options):
        raise Refusal(_("Give at least two names or answers, each of them once."), field="options")
    places = data.get("places", 1)
    if not 1 <= places <= max(len(options), 1) or not places <= data.get("most", places) <= max(
        len(options), 1
    ):
        raise Refusal(_("As many can be chosen as there are names, and at least one."), field="places")
    if options:
        data["places"], data["most"] = places, data.get("most", places)
    seats = rules.ballot_seats(context.state)
    data["base"] = votes.voting_base(seats, context.meeting_rules.base)
    data["voters"] = votes.voters(seats, context.meeting_rules.base)
    if method == SECRET and data["voters"] < votes.FEWEST_SECRET:
        raise Refusal(
            _(
                "Fewer than three can vote now, so the result alone would tell how each of them voted. "
                "Choose “Secret, on paper”, and let the tellers count."
            ),
            field="method",
        )
    data["threshold"] = votes.threshold_text(context.meeting_rules.thresholds[matter])


def _refuse_unsettled_ballot(context: Context, matter: votes.Matter, method: str | None) -> None:
    """Discipline is voted in secret; of other matters the meeting says how (HD 06-HD/TW, point 5.1)."""
    if matter in rules.always_secret(context.meeting_rules) and method not in {SECRET, PAPER}:
        raise Refusal(
            _("Discipline is voted by secret ballot. Choose “Secret, on paper” or “Secretly, on phones”."),
            field="method",
        )
    if not method and context.meeting_rules.ballots.get(matter) == votes.AS_THE_MEETING_DECIDES:
        raise Refusal(
            _(
                "The meeting decides how this is voted, by raised card or secret ballot. "
                "Choose what it decided."
            ),
            field="method",
        )


def _motion_of(context: Context, data: dict[str, Any]) -> Motion:
    motion = context.state.motion(UUID(data["motion"]))
    if motion is None:
        raise Refusal(_("There is no such motion in this meeting."))
    return motion


def hands_fit(context: Context, data: dict[str, Any]) -> None:
    motion = _motion_of(context, data)
    if motion.method != HANDS or motion.options:
        raise Refusal(_("This vote is not taken by show of hands."))
    hands = data["votes_for"] + data.get("votes_against", 0) + data.get("abstained", 0)
    most = rules.most_votes(context.state, motion, context.meeting_rules)
    if hands > most or data["votes_for"] > motion.base:
        raise Refusal(
            ngettext(
                "%(hands)s hands were counted, but only %(n)s full member is present. Please count again.",
                "%(hands)s hands were counted, but only %(n)s full members are present. Please count again.",
                most,
            )
            % {"hands": hands, "n": most},
            field="votes_for",
        )


def ballots_fit(context: Context, data: dict[str, Any]) -> None:
    """The tellers' figures agree with each other. Ballots of a secret vote on phones only we count."""
    motion = _motion_of(context, data)
    if motion.method == OPEN or (motion.method == SECRET and not context.own):
        raise Refusal(_("This vote is counted by the program when it is ended."))
    if len(data["counts"]) != votes.answers(motion.options):
        raise Refusal(_("Give the number of votes for every answer, even when it is none."), field="counts")
    if context.own:
        return
    issued, collected, invalid = (data.get(key, 0) for key in ("issued", "collected", "invalid"))
    if collected > issued:
        raise Refusal(
            _("More ballots were collected than handed out. Please count again."), field="collected"
        )
    if issued > rules.most_votes(context.state, motion, context.meeting_rules):
        raise Refusal(
            _("More ballots were handed out than full members are present. Please count again."),
            field="issued",
        )
    valid = collected - invalid
    fits = max(data["counts"]) <= valid and sum(data["counts"]) <= valid * motion.most
    if valid < 0 or not fits or (not motion.options and sum(data["counts"]) != valid):
        raise Refusal(
            _("The votes do not add up to the valid ballots (collected less invalid). Please count again."),
            field="counts",
        )


def can_be_the_adoption(context: Context, data: dict[str, Any]) -> None:
    """Only a yes-or-no vote on an ordinary matter adopts the resolution: others have their own thresholds."""
    motion = _motion_of(context, data)
    if data["adopts"] and (motion.matter != votes.Matter.RESOLUTION or motion.options):
        raise Refusal(_NOT_THE_ADOPTION)


_NOT_THE_ADOPTION = _("This vote is about something else, so it does not adopt the resolution.")


def may_cast(context: Context, data: dict[str, Any]) -> None:
    """An open vote on phones: full members who are there, each for themselves or helped by the secretary."""
    motion = _motion_of(context, data)
    if motion.method != OPEN or not motion.is_open:
        raise Refusal(_("This vote is over, or is not taken on phones."))
    seat = context.state.seat(UUID(data["member"]))
    there = seat is not None and seat.member in context.state.present_now()
    if seat is None or not votes.may_vote(rules.ballot_seat(seat, present=there), context.meeting_rules.base):
        raise Refusal(_("Only full members who are at the meeting vote."))
    refuse_bad_choice(motion, data["choice"])


def is_on_phones(context: Context, data: dict[str, Any]) -> None:
    motion = _motion_of(context, data)
    if motion.method != OPEN or not motion.is_open:
        raise Refusal(_("This vote is over, or is not taken on phones."))


def nothing_is_pending(context: Context, data: dict[str, Any]) -> None:
    """Before closing: no vote on phones is open, and everybody is marked in each roll call."""
    for motion in context.state.motions:
        if motion.is_open and motion.method in {OPEN, SECRET}:
            raise Refusal(
                _("The vote on phones on “%(question)s” is still open. End it or take it back, then close.")
                % {"question": motion.text}
            )
    roll_is_complete(context, data)


def roll_is_complete(context: Context, data: dict[str, Any]) -> None:
    rounds = (START, END)[: context.meeting_rules.roll_calls]
    for round_ in rounds:
        missing = rules.unmarked(context.state, round_)
        if missing:
            first = ", ".join(seat.name for seat in missing[:3]) + ("…" if missing[3:] else "")
            raise Refusal(_MISSING[round_] % {"n": len(missing), "names": first})


_MISSING: dict[str, Any] = {
    START: _(
        "The roll call at the start is not complete: %(n)s not marked (%(names)s). Mark them, then close."
    ),
    END: _("The roll call at the end is not complete: %(n)s not marked (%(names)s). Mark them, then close."),
}


def entry_can_be_taken_back(context: Context, data: dict[str, Any]) -> None:
    """Whether the entry exists is checked where the log is at hand, in actions.record."""
