"""What may be written into a meeting's log: for each act its payload and its conditions.

One table, read by the page, the API and the offline sync alike. How a field is read stands in `fields`,
what must hold in `conditions`, and what an entry does to the state in `log.EFFECTS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.meetings.log import conditions, rules
from sotay.meetings.log.conditions import Condition, Context
from sotay.meetings.log.fields import (
    Parse,
    count,
    counts,
    day,
    name,
    names,
    needed,
    one_of,
    places,
    read,
    uuid,
    uuids,
    words,
    yes_or_no,
)
from sotay.meetings.log.state import (
    DROPPED,
    END,
    EXCUSED,
    METHODS,
    NEXT_MEETING,
    PRESENT,
    START,
    UNEXCUSED,
)
from sotay.votes import rules as votes

LEVELS = ("cell", "ward", "province")
OUTCOMES = ("done", "under_way", "not_done")

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """`needs` and `may_have` name the payload's fields and how each is read."""

    needs: Mapping[str, Parse] = field(default_factory=dict)
    may_have: Mapping[str, Parse] = field(default_factory=dict)
    condition: Condition = lambda context, data: None


def check(act: str, data: Data, context: Context) -> dict[str, Any]:
    """The payload, cleaned, when the act may happen now. Raises Refusal when it may not."""
    _check_stage(act, context)
    spec = ACTS.get(act)
    if spec is None:
        raise Refusal(_("This device sent something this version does not know. Please update the page."))
    cleaned = {key: needed(spec.needs[key], data.get(key), key) for key in spec.needs}
    cleaned |= {
        key: read(parse, data[key], key)
        for key, parse in spec.may_have.items()
        if data.get(key) not in (None, "", [])
    }
    if data.get("over") == [] and "over" in spec.may_have:
        cleaned["over"] = []  # written over nothing, which is not the same as not saying over what
    spec.condition(context, cleaned)
    return cleaned


def _check_stage(act: str, context: Context) -> None:
    state = context.state
    if context.sealed != (act == "amended"):
        raise Refusal(
            _(
                "The minutes are signed and sealed, so this was not added. Write it down as an amendment: "
                "it is kept beside the minutes with its own time."
            )
            if context.sealed
            else _("The minutes are not signed yet. Correct them directly; nothing has to be amended.")
        )
    if act == "amended":
        return
    if state.closed_at is not None and act != "adoption_said":
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


_MEMBER_TEXT: dict[str, Parse] = {"text": words}
_IN_ITEM: dict[str, Parse] = {"item": uuid}
_MEMBER: dict[str, Parse] = {"member": uuid}
_OVER: dict[str, Parse] = {"over": uuids}

ACTS: dict[str, Act] = {
    "opened": Act(
        needs={"seats": list, "items": list},
        may_have={
            "place": tidy,
            "reason": words,
            "chair": tidy,
            "chair_id": uuid,
            "minute_taker": tidy,
            "minute_taker_id": uuid,
            "carried": list,
        },
    ),
    "guests_noted": Act(may_have={"guests": names}),
    "dues_noted": Act(needs={"paid": count, "of": count}),
    "agenda_adopted": Act(),
    "roll_marked": Act(
        needs={
            "member": uuid,
            "round": one_of(START, END),
            "mark": one_of(PRESENT, EXCUSED, UNEXCUSED),
        },
        may_have={"reason": words, "rank": one_of(1, 2), "mode": one_of(*rules.MODES)},
        condition=conditions.seated,
    ),
    "came_late": Act(needs=_MEMBER, may_have={"reason": words}, condition=conditions.seated),
    "left_early": Act(needs=_MEMBER, may_have={"reason": words}, condition=conditions.seated),
    "item_begun": Act(needs=_IN_ITEM, condition=conditions.on_the_agenda),
    "item_ended": Act(needs=_IN_ITEM, condition=conditions.on_the_agenda),
    "floor_asked": Act(needs=_MEMBER, condition=conditions.seated),
    "floor_given": Act(needs=_MEMBER, condition=conditions.seated),
    "floor_left": Act(needs=_MEMBER, condition=conditions.seated),
    "note_written": Act(needs=_MEMBER_TEXT, may_have=_IN_ITEM),
    "praise_noted": Act(needs=_MEMBER_TEXT, may_have=_IN_ITEM),
    "statement_recorded": Act(
        needs=_MEMBER_TEXT,
        may_have={**_IN_ITEM, "speaker": uuid, "speaker_name": name, "written": bool},
        condition=conditions.speaker_known,
    ),
    "motion_moved": Act(
        needs=_MEMBER_TEXT,
        may_have={
            **_IN_ITEM,
            "matter": one_of(*votes.Matter),
            "adopts": bool,
            "method": one_of(*METHODS),
            "options": names,
            "places": count,
            "most": count,
        },
        condition=conditions.vote_is_lawful,
    ),
    "hands_counted": Act(
        needs={"motion": uuid, "votes_for": count},
        may_have={"votes_against": count, "abstained": count, **_OVER},
        condition=conditions.hands_fit,
    ),
    "ballot_cast": Act(
        needs={"motion": uuid, "member": uuid, "choice": places}, condition=conditions.may_cast
    ),
    "vote_ended": Act(needs={"motion": uuid}, condition=conditions.is_on_phones),
    "ballots_counted": Act(
        needs={"motion": uuid, "counts": counts},
        may_have={"issued": count, "collected": count, "invalid": count, "tellers": names},
        condition=conditions.ballots_fit,
    ),
    "adoption_said": Act(
        needs={"motion": uuid, "adopts": yes_or_no}, condition=conditions.can_be_the_adoption
    ),
    "task_assigned": Act(
        needs={**_MEMBER_TEXT, "members": uuids, "due_on": day},
        may_have={**_IN_ITEM, "set_aside": uuid},
        condition=conditions.task_can_be_given,
    ),
    "task_reported": Act(
        needs={"task": uuid, "outcome": one_of(*OUTCOMES)},
        may_have={"text": words},
        condition=conditions.task_was_carried,
    ),
    "petition_recorded": Act(
        needs=_MEMBER_TEXT,
        may_have={
            **_IN_ITEM,
            "raised_by": uuid,
            "raised_by_name": name,
            "to_level": one_of(*LEVELS),
            "set_aside": uuid,
        },
        condition=conditions.petition_can_be_recorded,
    ),
    "matter_set_aside": Act(
        needs=_MEMBER_TEXT,
        may_have={**_IN_ITEM, "raised_by": uuid, "raised_by_name": name},
        condition=conditions.raiser_known,
    ),
    "set_aside_settled": Act(
        needs={"matter": uuid, "outcome": one_of(NEXT_MEETING, DROPPED)},
        condition=conditions.matter_is_set_aside,
    ),
    "concluded": Act(needs=_MEMBER_TEXT, may_have=_OVER),
    "minutes_read": Act(),
    "revised": Act(
        needs={"entry": uuid, **_MEMBER_TEXT}, may_have=_OVER, condition=conditions.entry_can_be_taken_back
    ),
    "withdrawn": Act(needs={"entry": uuid}, condition=conditions.entry_can_be_taken_back),
    "closed": Act(condition=conditions.nothing_is_pending),
    "amended": Act(needs=_MEMBER_TEXT, may_have=_IN_ITEM),
}
