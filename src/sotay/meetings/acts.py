"""What may be written into a meeting's log: for each act its payload and its conditions.

One table, read by the page, the API and the offline sync alike. A condition that does not hold
raises `Refusal` with the sentence the person sees. Effects on the state are in `log.EFFECTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings import rules
from sotay.meetings.log import END, EXCUSED, PRESENT, START, UNEXCUSED, State
from sotay.votes import rules as votes

LONGEST_TEXT = 20_000  # characters: some fifteen typed pages, far above any statement
LONGEST_NAME = 120
MOST_GUESTS = 100
LEVELS = ("cell", "ward", "province")
OUTCOMES = ("done", "under_way", "not_done")

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """What the conditions look at besides the entry itself: the rules of the day are in `law`."""

    state: State
    day: date
    law: rules.Law


Parse = Callable[[Any], Any]
Condition = Callable[[Room, dict[str, Any]], None]


def _uuid(value: Any) -> str:
    return str(UUID(str(value)))


def _uuids(value: Any) -> list[str]:
    return [_uuid(each) for each in value]


class _TooLong(Exception):  # noqa: N818 - says what is wrong with the value
    """More than is kept. Nothing is cut off in silence: the person shortens it."""


def _words(value: Any) -> str:
    """Text as typed, with its line breaks; spaces tidied inside each line."""
    return _at_most(LONGEST_TEXT, "\n".join(tidy(line) for line in str(value).strip().splitlines()))


def _name(value: Any) -> str:
    return _at_most(LONGEST_NAME, tidy(str(value)))


def _names(value: Any) -> list[str]:
    names = [name for name in map(_name, value) if name]
    if len(names) > MOST_GUESTS:
        raise _TooLong
    return names


def _at_most(most: int, text: str) -> str:
    if len(text) > most:
        raise _TooLong
    return text


def _count(value: Any) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(value)
    return number


def _day(value: Any) -> str:
    return date.fromisoformat(str(value)).isoformat()


def _one_of(*choices: str) -> Parse:
    def parse(value: Any) -> str:
        if value not in choices:
            raise ValueError(value)
        return str(value)

    return parse


@dataclass(frozen=True, slots=True)
class Act:
    """`needs` and `may_have` name the payload's fields and how each is read."""

    needs: Mapping[str, Parse] = field(default_factory=dict)
    may_have: Mapping[str, Parse] = field(default_factory=dict)
    condition: Condition = lambda room, data: None


def check(act: str, data: Data, room: Room) -> dict[str, Any]:
    """The payload, cleaned, when the act may happen now. Raises Refusal when it may not."""
    _check_stage(act, room.state)
    spec = ACTS.get(act)
    if spec is None:
        raise Refusal(_("This device sent something this version does not know. Please update the page."))
    cleaned = {key: _read(spec.needs[key], data.get(key), key) for key in spec.needs}
    cleaned |= {
        key: _read(parse, data[key], key)
        for key, parse in spec.may_have.items()
        if data.get(key) not in (None, "", [])
    }
    spec.condition(room, cleaned)
    return cleaned


def _check_stage(act: str, state: State) -> None:
    if state.closed_at is not None:
        raise Refusal(
            _(
                "The meeting was closed already, so nothing was added. "
                "To correct the minutes, edit them below."
            )
        )
    if state.opened_at is not None and act == "opened":
        raise Refusal(_("The meeting is open already. Go on from where it is."))
    if state.opened_at is None and act != "opened":
        raise Refusal(_("The meeting is not open yet. Open it first."))


def _read(parse: Parse, value: Any, key: str) -> Any:
    if value in (None, "", []):
        raise Refusal(_EMPTY.get(key, _("Something is missing. Please fill in every field.")), field=key)
    try:
        return parse(value)
    except _TooLong:
        raise Refusal(
            _("This is too long to keep. Shorten it, or write it down in two parts."), field=key
        ) from None
    except (ValueError, TypeError, AttributeError):
        raise Refusal(
            _WRONG.get(key, _("This cannot be read. Please check what was typed.")), field=key
        ) from None


_EMPTY: dict[str, Any] = {
    "text": _("Write down what was said or decided first."),
    "members": _("Choose who will do it."),
    "due_on": _("Give a deadline."),
    "votes_for": _("Count the hands raised for, even when there are none."),
}
_WRONG: dict[str, Any] = {
    "due_on": _("Enter the deadline as dd/mm/yyyy."),
    "votes_for": _("Hands are counted in whole numbers from 0."),
    "votes_against": _("Hands are counted in whole numbers from 0."),
    "abstained": _("Hands are counted in whole numbers from 0."),
}


def _seated(room: Room, data: dict[str, Any]) -> None:
    seat = room.state.seat(UUID(data["member"]))
    if seat is None:
        raise Refusal(_("This person is not on the roll of this meeting."))
    if seat.away:
        raise Refusal(_("%(name)s is away on temporary transfer and is not called.") % {"name": seat.name})
    if seat.suspended:
        raise Refusal(_("%(name)s is suspended and is not called.") % {"name": seat.name})


def _speaker_known(room: Room, data: dict[str, Any]) -> None:
    if "speaker" in data:
        if room.state.seat(UUID(data["speaker"])) is None:
            raise Refusal(_("This person is not on the roll of this meeting."), field="speaker")
    elif "speaker_name" not in data:
        raise Refusal(_("Say who spoke."), field="speaker")


def _raiser_known(room: Room, data: dict[str, Any]) -> None:
    if "raised_by" in data and room.state.seat(UUID(data["raised_by"])) is None:
        raise Refusal(_("This person is not on the roll of this meeting."), field="raised_by")


def _on_the_agenda(room: Room, data: dict[str, Any]) -> None:
    if room.state.item(UUID(data["item"])) is None:
        raise Refusal(_("This item is not on the agenda of this meeting."))


def _task_can_be_given(room: Room, data: dict[str, Any]) -> None:
    strangers = [member for member in data["members"] if room.state.seat(UUID(member)) is None]
    if strangers:
        raise Refusal(
            _("A task can only be given to somebody on the roll of this cell. Choose again."), field="members"
        )
    if date.fromisoformat(data["due_on"]) < room.day:
        raise Refusal(_("The deadline is in the past. Choose today or a later day."), field="due_on")


def _task_was_carried(room: Room, data: dict[str, Any]) -> None:
    if not any(each.get("id") == data["task"] for each in room.state.carried):
        raise Refusal(_("This task is not among those this meeting looks back on."))


def _hands_fit(room: Room, data: dict[str, Any]) -> None:
    """Adds the base and whether the motion passed, by the rules of the day."""
    motion = next((each for each in room.state.motions if str(each.entry) == data["motion"]), None)
    if motion is None:
        raise Refusal(_("There is no such motion in this meeting."))
    seats = rules.ballot_seats(room.state)
    base, in_hall = votes.voting_base(seats, room.law.base), votes.voters(seats, room.law.base)
    hands = data["votes_for"] + data.get("votes_against", 0) + data.get("abstained", 0)
    if hands > in_hall:
        raise Refusal(
            ngettext(
                "%(hands)s hands were counted, but only %(n)s full member is present. Please count again.",
                "%(hands)s hands were counted, but only %(n)s full members are present. Please count again.",
                in_hall,
            )
            % {"hands": hands, "n": in_hall},
            field="votes_for",
        )
    data["base"] = base
    data["passed"] = votes.passes(data["votes_for"], base, room.law.thresholds[votes.Matter(motion.matter)])


def _roll_is_complete(room: Room, data: dict[str, Any]) -> None:
    rounds = (START, END)[: room.law.roll_calls]
    for round_ in rounds:
        missing = rules.unmarked(room.state, round_)
        if missing:
            first = ", ".join(seat.name for seat in missing[:3])
            raise Refusal(_MISSING[round_] % {"n": len(missing), "names": first})


_MISSING: dict[str, Any] = {
    START: _(
        "The roll call at the start is not complete: %(n)s not marked (%(names)s). Mark them, then close."
    ),
    END: _("The roll call at the end is not complete: %(n)s not marked (%(names)s). Mark them, then close."),
}


def _entry_can_be_taken_back(room: Room, data: dict[str, Any]) -> None:
    """Whether the entry exists is checked where the log is at hand, in actions.record."""


_MEMBER_TEXT: dict[str, Parse] = {"text": _words}
_IN_ITEM: dict[str, Parse] = {"item": _uuid}

ACTS: dict[str, Act] = {
    "opened": Act(
        needs={"seats": list, "items": list},
        may_have={
            "place": tidy,
            "reason": _words,
            "chair": tidy,
            "chair_id": _uuid,
            "minute_taker": tidy,
            "minute_taker_id": _uuid,
            "carried": list,
        },
    ),
    "guests_noted": Act(may_have={"guests": _names}),
    "dues_noted": Act(needs={"paid": _count, "of": _count}),
    "agenda_adopted": Act(),
    "roll_marked": Act(
        needs={
            "member": _uuid,
            "round": _one_of(START, END),
            "mark": _one_of(PRESENT, EXCUSED, UNEXCUSED),
        },
        may_have={"reason": _words, "rank": _count},
        condition=_seated,
    ),
    "item_begun": Act(needs=_IN_ITEM, condition=_on_the_agenda),
    "item_ended": Act(needs=_IN_ITEM, condition=_on_the_agenda),
    "note_written": Act(needs=_MEMBER_TEXT, may_have=_IN_ITEM),
    "praise_noted": Act(needs=_MEMBER_TEXT, may_have=_IN_ITEM),
    "statement_recorded": Act(
        needs=_MEMBER_TEXT,
        may_have={**_IN_ITEM, "speaker": _uuid, "speaker_name": _name},
        condition=_speaker_known,
    ),
    "motion_moved": Act(
        needs=_MEMBER_TEXT, may_have={**_IN_ITEM, "matter": _one_of(*votes.Matter), "adopts": bool}
    ),
    "hands_counted": Act(
        needs={"motion": _uuid, "votes_for": _count},
        may_have={"votes_against": _count, "abstained": _count},
        condition=_hands_fit,
    ),
    "task_assigned": Act(
        needs={**_MEMBER_TEXT, "members": _uuids, "due_on": _day},
        may_have=_IN_ITEM,
        condition=_task_can_be_given,
    ),
    "task_reported": Act(
        needs={"task": _uuid, "outcome": _one_of(*OUTCOMES)},
        may_have={"text": _words},
        condition=_task_was_carried,
    ),
    "petition_recorded": Act(
        needs=_MEMBER_TEXT,
        may_have={**_IN_ITEM, "raised_by": _uuid, "raised_by_name": _name, "to_level": _one_of(*LEVELS)},
        condition=_raiser_known,
    ),
    "concluded": Act(needs=_MEMBER_TEXT),
    "minutes_read": Act(),
    "revised": Act(needs={"entry": _uuid, **_MEMBER_TEXT}, condition=_entry_can_be_taken_back),
    "withdrawn": Act(needs={"entry": _uuid}, condition=_entry_can_be_taken_back),
    "closed": Act(condition=_roll_is_complete),
}
