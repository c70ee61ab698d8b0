"""What the forms of the open meeting are made from: a later entry of some acts takes the place of an earlier
one, so it is not made by somebody who has not seen that one (`kernel.versions`).

Texts have versions of their own, the wordings that `over` names (docs/meeting-log.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Change, Edited, Stale, Values
from sotay.meetings import locking, queries
from sotay.meetings.composing import compose
from sotay.meetings.log import rules
from sotay.meetings.log.state import State
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.session.roll import stamp_of
from sotay.members.models import Member
from sotay.papers.structure import digest as digest_of
from sotay.votes.rules import answers

R = TypeVar("R")


def _count(state: State, about: str) -> Values:
    motion = state.motion(UUID(about))
    counts = motion.counts if motion is not None and motion.counts and not motion.options else [None] * 3
    return dict(zip(("votes_for", "votes_against", "abstained"), counts, strict=True))


def _result(state: State, about: str) -> Values:
    result = rules.result_of(state, about)
    return {"outcome": result.outcome if result else None, "text": result.text if result else None}


def _ballots(state: State, about: str) -> Values:
    """What tellers counted on paper, by the fields of their form."""
    motion = state.motion(UUID(about))
    counted = motion if motion is not None and not motion.is_open else None
    places = answers(motion.options) if motion else 0
    return {
        **{name: getattr(counted, name, None) for name in ("issued", "collected", "invalid")},
        **{f"count_{place}": counted.counts[place] if counted else None for place in range(places)},
        "tellers": "\n".join(counted.tellers) if counted else None,
    }


_VALUES: Mapping[str, Callable[[State, str], Values]] = {
    "guests_noted": lambda state, _about: {"guests": "\n".join(state.guests)},
    "dues_noted": lambda state, _about: {name: state.dues.get(name) for name in ("paid", "of")},
    "hands_counted": _count,
    "ballots_counted": _ballots,
    "task_reported": _result,
    "set_aside_settled": lambda state, about: {"became": rules.became(state, UUID(about))},
    "item_begun": lambda state, _about: {"current": state.current},
    "item_ended": lambda state, _about: {"current": state.current},
}
"""For each act whose later entry takes the place of an earlier one, what the form shows or goes by."""

_NAMED_BY = {
    "hands_counted": "motion",
    "ballots_counted": "motion",
    "task_reported": "task",
    "set_aside_settled": "matter",
}
"""The field of the payload that says which thing an entry is about."""


def about_of(act: str, data: Mapping[str, Any]) -> str:
    """Which thing the form is about, as its hidden field says; '' for the whole meeting, or nonsense."""
    try:
        return str(UUID(str(data.get(_NAMED_BY[act])))) if act in _NAMED_BY else ""
    except ValueError:
        return ""


def noted(reader: Actor, meeting: Meeting, state: State, act: str, about: str = "") -> Edited[State] | None:
    """What the meeting's log says of it so far; None for an act that only adds."""
    values = _VALUES.get(act)
    if values is None or (act in _NAMED_BY and not about):
        return None

    def lock(_state: State) -> State:
        locking.lock(meeting)
        return queries.cached_state(meeting)

    def changed(_field: str) -> Change | None:
        return _newest(reader, meeting, act, about)

    return Edited(state, lambda state: values(state, about), lock=lock, changed=changed)


def read_out(reader: Actor, meeting: Meeting, state: State) -> Edited[State]:
    """The papers as they are read out, word for word: the meeting agrees to these and no others."""

    def lock(_state: State) -> State:
        locking.lock(meeting)
        return queries.cached_state(meeting)

    def values(state: State) -> Values:
        return {"papers": [digest_of(paper) for paper in compose(meeting, state)]}

    def changed(_field: str) -> Change | None:
        newest = meeting.log.order_by("-seq").first()
        return _change(reader, newest) if newest else None

    return Edited(state, values, lock=lock, changed=changed)


@transaction.atomic
def mark_as_seen(
    reader: Actor, meeting: Meeting, data: Mapping[str, Any], seen: str, mark: Callable[[], R]
) -> R:
    """Mark somebody on the roll, unless somebody else has marked them otherwise after `seen` was shown.

    Raises Stale. The same mark twice is no conflict.
    """
    locking.lock(meeting)
    marks = queries.cached_state(meeting).roll.get(data["round"], {})
    before = marks.get(UUID(data["member"]))
    if seen and before is not None and stamp_of(before) != seen and before.mark != data["mark"]:
        rows = meeting.log.filter(act="roll_marked", data__member=data["member"]).order_by("seq")
        newest = next((row for row in rows.reverse() if row.data.get("round") == data["round"]), None)
        raise Stale(_change(reader, newest) if newest else None)
    return mark()


def standing_counts(meeting: Meeting, motion: str) -> list[str]:
    """The counts of hands that stand for a motion: what a new count is made over."""
    return [str(entry.pk) for entry in _standing(meeting, "hands_counted", motion)]


def _newest(reader: Actor, meeting: Meeting, act: str, about: str) -> Change | None:
    entry = next(iter(reversed(_standing(meeting, act, about))), None)
    return _change(reader, entry) if entry else None


def _change(reader: Actor, entry: LogEntry) -> Change:
    own = entry.account_id is not None and entry.account_id == reader.account_id
    member = get_or_none(Member.objects, entry.member_id) if entry.member_id else None
    return Change(member.full_name if member else "–", entry.server_at, own=own)


def _standing(meeting: Meeting, act: str, about: str) -> list[LogEntry]:
    entries = meeting.log.filter(act__in=["withdrawn", *([act] if not act.startswith("item_") else _ITEMS)])
    rows = list(entries.order_by("seq"))
    gone = {row.data.get("entry") for row in rows if row.act == "withdrawn"}
    named = _NAMED_BY.get(act)
    return [
        row
        for row in rows
        if row.act != "withdrawn"
        and str(row.pk) not in gone
        and (named is None or row.data.get(named) == about)
    ]


_ITEMS = ["item_begun", "item_ended"]
