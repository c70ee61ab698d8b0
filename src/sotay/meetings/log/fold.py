"""The log of a meeting and its fold: pure, and the same for every order and repetition of entries.

An entry is something that happened, made on a device with a UUIDv7 of its own. `fold` turns any
collection of entries into the one `State` they mean. Rules of merging, also in docs/meeting-log.md:

- entries with the same id are one entry;
- entries are read in the order of (device time, id), whatever order they arrive in, but those that others
  speak of come before all: the opening, then motions, so that no count is lost to a clock that is behind;
- the first `opened` counts, and the first `closed`;
- of several marks for one member in one round the higher rank wins (the secretary's or the
  minute-taker's outranks a self check-in), then the later one;
- a `withdrawn` entry takes the one it names out of the state, though not out of the log;
- a `revised` entry names the wordings it was written `over`. One that is written over by none stays:
  two devices that did not know of each other leave two wordings, until a person writes over both.

Nothing here imports Django, so the same rules can be checked against another implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sotay.meetings.log.state import (
    OPEN,
    Asked,
    Assigned,
    Item,
    Mark,
    Motion,
    Result,
    Seat,
    SetAside,
    State,
    Statement,
    Text,
    Waiting,
    Wording,
)
from sotay.votes.rules import answers, outcome, threshold_of

PERMANENT = frozenset({"opened", "closed", "withdrawn", "amended"})
CHANGING = frozenset({"opened", "withdrawn", "revised", "concluded", "motion_moved"})
"""Acts that reach back to entries before them; `folding.add` knows how far."""
READ_FIRST = {"opened": 0, "motion_moved": 1}
"""What other entries speak of."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`by` is the member who made it (None for somebody in no cell); `at` is the device's time, aware."""

    id: UUID
    act: str
    data: Mapping[str, Any]
    by: UUID | None
    at: datetime


def fold(entries: Iterable[Entry]) -> State:
    """The state any collection of entries means, whatever its order and repetitions."""
    kept = _kept(entries)
    wordings = _wordings(kept)
    conclusion = heads([entry for entry in kept if entry.act == "concluded"])
    state = State()
    for entry in sorted(kept, key=lambda entry: READ_FIRST.get(entry.act, len(READ_FIRST))):
        if entry.act != "concluded":
            state = after(state, entry, wordings.get(entry.id, ()))
    return replace(state, conclusion=conclusion_of(conclusion)) if conclusion else state


def newest_wordings(entries: Iterable[Entry]) -> dict[UUID | None, tuple[UUID, ...]]:
    """What a new wording is written over: the wordings that stand, for each entry that was reworded, and
    under None the conclusions. What nobody reworded is not in it.
    """
    kept = _kept(entries)
    conclusion = heads([entry for entry in kept if entry.act == "concluded"])
    standing: list[tuple[UUID | None, tuple[Wording, ...]]] = [*_wordings(kept).items(), (None, conclusion)]
    return {target: tuple(wording.entry for wording in wordings) for target, wordings in standing}


def _kept(entries: Iterable[Entry]) -> list[Entry]:
    """Each entry once, in order, without those taken back."""
    known = sorted({entry.id: entry for entry in entries}.values(), key=moment_of)
    gone = {UUID(entry.data["entry"]) for entry in known if entry.act == "withdrawn"}
    return [entry for entry in known if entry.id not in gone or entry.act in PERMANENT]


def moment_of(entry: Entry) -> tuple[datetime, UUID]:
    """What entries are read in the order of."""
    return entry.at, entry.id


def _wordings(entries: Sequence[Entry]) -> dict[UUID, tuple[Wording, ...]]:
    """For each entry that was reworded, the wordings nobody has written over."""
    revisions: dict[UUID, list[Entry]] = {}
    for entry in entries:
        if entry.act == "revised":
            revisions.setdefault(UUID(entry.data["entry"]), []).append(entry)
    return {target: heads(written) for target, written in revisions.items()}


def heads(written: Sequence[Entry]) -> tuple[Wording, ...]:
    """Those of the texts, in order, that no other was written over. Without `over`, all before it."""
    over: set[UUID] = set()
    for place, entry in enumerate(written):
        named = entry.data.get("over")
        over.update(map(UUID, named) if named is not None else (each.id for each in written[:place]))
    return tuple(
        Wording(entry.id, entry.data["text"], entry.at, entry.by) for entry in written if entry.id not in over
    )


def conclusion_of(wordings: Sequence[Wording]) -> Text | None:
    """The conclusion as it stands; None while there is none."""
    if not wordings:
        return None
    newest = wordings[-1]
    return Text(newest.entry, _together(wordings), newest.at, wordings=_several(wordings))


def reworded(wordings: Sequence[Wording]) -> dict[str, Any]:
    """The fields of a text that was written anew."""
    return {"text": _together(wordings), "wordings": _several(wordings)}


def _together(wordings: Sequence[Wording]) -> str:
    return "\n\n".join(dict.fromkeys(wording.text for wording in wordings))


def _several(wordings: Sequence[Wording]) -> tuple[Wording, ...]:
    return tuple(wordings) if len({wording.text for wording in wordings}) > 1 else ()


def after(state: State, entry: Entry, wordings: Sequence[Wording] = ()) -> State:
    """The state with one entry more, when nothing in it is later and it changes no earlier entry."""
    effect = EFFECTS.get(entry.act)
    if effect is None:
        return state
    if wordings:
        entry = replace(entry, data={**entry.data, **reworded(wordings)})
    return effect(state, entry)


Effect = Callable[[State, Entry], State]


def _opened(state: State, entry: Entry) -> State:
    if state.opened_at is not None:
        return state
    data = entry.data
    return replace(
        state,
        opened_at=entry.at,
        place=data.get("place", ""),
        reason=data.get("reason", ""),
        chair=data.get("chair", ""),
        chair_id=_id(data.get("chair_id")),
        minute_taker=data.get("minute_taker", ""),
        minute_taker_id=_id(data.get("minute_taker_id")),
        seats=tuple(Seat(**{**seat, "member": UUID(seat["member"])}) for seat in data["seats"]),
        items=tuple(Item(**{**item, "id": UUID(item["id"])}) for item in data["items"]),
        carried=tuple(data.get("carried", ())),
    )


def _roll_marked(state: State, entry: Entry) -> State:
    data = entry.data
    member, round_ = UUID(data["member"]), data["round"]
    mark = Mark(data["mark"], entry.at, data.get("reason", ""), data.get("rank", 2), data.get("mode", ""))
    before = state.roll[round_].get(member)
    if before is not None and before.rank > mark.rank:
        return state
    return replace(state, roll={**state.roll, round_: {**state.roll[round_], member: mark}})


def _came_late(state: State, entry: Entry) -> State:
    """The first coming counts as the time; coming back after having left only ends the absence."""
    member = UUID(entry.data["member"])
    left = {who: at for who, at in state.left.items() if who != member}
    late = state.late if member in state.left else {member: entry.at, **state.late}
    return replace(state, late=late, left=left)


def _left_early(state: State, entry: Entry) -> State:
    member = UUID(entry.data["member"])
    state = _floor_left(state, entry)
    return replace(state, left={**state.left, member: entry.at})


def _item_begun(state: State, entry: Entry) -> State:
    """Beginning an item ends the one before it."""
    begun = UUID(entry.data["item"])
    items = tuple(
        replace(item, begun_at=item.begun_at or entry.at, ended_at=None)
        if item.id == begun
        else replace(item, ended_at=entry.at)
        if item.id == state.current
        else item
        for item in state.items
    )
    return replace(state, items=items, current=begun)


def _item_ended(state: State, entry: Entry) -> State:
    ended = UUID(entry.data["item"])
    items = tuple(
        replace(item, ended_at=entry.at) if item.id == ended and item.begun_at else item
        for item in state.items
    )
    return replace(state, items=items, current=None if state.current == ended else state.current)


def _floor_asked(state: State, entry: Entry) -> State:
    """Asking twice keeps the first place in the queue."""
    member = UUID(entry.data["member"])
    if any(each.member == member for each in state.queue):
        return state
    return replace(state, queue=(*state.queue, Waiting(member, entry.at)))


def _floor_given(state: State, entry: Entry) -> State:
    """Giving the floor to one takes it from another, and out of the queue."""
    member = UUID(entry.data["member"])
    queue = tuple(each for each in state.queue if each.member != member)
    return replace(state, queue=queue, speaking=Waiting(member, entry.at))


def _floor_left(state: State, entry: Entry) -> State:
    """Whoever it is leaves the queue, or the floor."""
    member = UUID(entry.data["member"])
    queue = tuple(each for each in state.queue if each.member != member)
    held = state.speaking is not None and state.speaking.member == member
    return replace(state, queue=queue, speaking=None if held else state.speaking)


def _ballot_cast(state: State, entry: Entry) -> State:
    """In an open vote on phones the later choice counts, until the vote is ended."""
    data = entry.data

    def cast(motion: Motion) -> Motion:
        if motion.method != OPEN or not motion.is_open:
            return motion
        return replace(motion, ballots={**motion.ballots, UUID(data["member"]): tuple(data["choice"])})

    return _on_motion(state, data["motion"], cast)


def _vote_ended(state: State, entry: Entry) -> State:
    def count(motion: Motion) -> Motion:
        if motion.method != OPEN or not motion.is_open:
            return motion
        chosen = [choice for ballot in motion.ballots.values() for choice in ballot]
        counts = tuple(chosen.count(place) for place in range(answers(motion.options)))
        return decided(replace(motion, counts=counts, counted_at=entry.at, collected=len(motion.ballots)))

    return _on_motion(state, entry.data["motion"], count)


def _hands_counted(state: State, entry: Entry) -> State:
    data = entry.data
    counts = (data["votes_for"], data.get("votes_against", 0), data.get("abstained", 0))
    return _on_motion(
        state,
        data["motion"],
        lambda motion: decided(replace(motion, counts=counts, counted_at=entry.at)),
    )


def _ballots_counted(state: State, entry: Entry) -> State:
    data = entry.data
    counted = {
        "counts": tuple(data["counts"]),
        "counted_at": entry.at,
        "issued": data.get("issued", 0),
        "collected": data.get("collected", 0),
        "invalid": data.get("invalid", 0),
        "tellers": tuple(data.get("tellers", ())),
    }
    return _on_motion(state, data["motion"], lambda motion: decided(replace(motion, **counted)))


def _adoption_said(state: State, entry: Entry) -> State:
    """Somebody says whether a motion adopts the resolution; of several the later counts."""
    adopts = entry.data["adopts"]
    return _on_motion(
        state,
        entry.data["motion"],
        lambda motion: replace(motion, adopts=adopts, adoption_settled=True),
    )


def decided(motion: Motion) -> Motion:
    """The counted motion with what the count means under its frozen base and threshold."""
    if not motion.threshold or not motion.counts:
        return motion
    found = outcome(
        motion.counts if motion.options else motion.counts[:1],
        motion.base,
        threshold_of(motion.threshold),
        motion.places,
    )
    return replace(motion, passed=bool(found.elected), elected=found.elected, tied=found.tied)


def _on_motion(state: State, named: str, change: Callable[[Motion], Motion]) -> State:
    motion = UUID(named)
    changed = tuple(change(each) if each.entry == motion else each for each in state.motions)
    return replace(state, motions=changed)


def _closed(state: State, entry: Entry) -> State:
    if state.closed_at is not None:
        return state
    items = tuple(
        replace(item, ended_at=entry.at) if item.id == state.current and item.ended_at is None else item
        for item in state.items
    )
    return replace(state, closed_at=entry.at, items=items, current=None, queue=(), speaking=None)


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _text(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "text": entry.data.get("text", ""),
        "at": entry.at,
        "item": _id(entry.data.get("item")),
        "wordings": entry.data.get("wordings", ()),
    }


def _statement(entry: Entry) -> Statement:
    data = entry.data
    return Statement(
        **_text(entry),
        speaker=_id(data.get("speaker")),
        speaker_name=data.get("speaker_name", ""),
        written=data.get("written", False),
    )


def _assigned(entry: Entry) -> Assigned:
    data = entry.data
    return Assigned(
        **_text(entry),
        members=tuple(UUID(member) for member in data.get("members", ())),
        due_on=date.fromisoformat(data["due_on"]) if data.get("due_on") else None,
        set_aside=_id(data.get("set_aside")),
    )


def _set_aside(entry: Entry) -> SetAside:
    data = entry.data
    return SetAside(
        **_text(entry),
        raised_by=_id(data.get("raised_by")),
        raised_by_name=data.get("raised_by_name", ""),
    )


def _set_aside_settled(state: State, entry: Entry) -> State:
    """Of several decisions about one matter the later counts."""
    return replace(
        state, settled={**state.settled, UUID(entry.data["matter"]): entry.data.get("outcome", "")}
    )


def _asked(entry: Entry) -> Asked:
    data = entry.data
    return Asked(
        **_text(entry),
        raised_by=_id(data.get("raised_by")),
        raised_by_name=data.get("raised_by_name", ""),
        to_level=data.get("to_level", "cell"),
        set_aside=_id(data.get("set_aside")),
    )


def _result(entry: Entry) -> Result:
    return Result(**_text(entry), task=_id(entry.data.get("task")), outcome=entry.data.get("outcome", ""))


def _motion(entry: Entry) -> Motion:
    data = entry.data
    return Motion(
        **_text(entry),
        matter=data.get("matter", "resolution"),
        adopts=data.get("adopts", False),
        method=data.get("method", "hands"),
        options=tuple(data.get("options", ())),
        places=data.get("places", 1),
        most=data.get("most", 1),
        base=data.get("base", 0),
        voters=data.get("voters", 0),
        threshold=data.get("threshold", ""),
    )


EFFECTS: dict[str, Effect] = {
    "opened": _opened,
    "roll_marked": _roll_marked,
    "came_late": _came_late,
    "left_early": _left_early,
    "guests_noted": lambda state, entry: replace(state, guests=tuple(entry.data.get("guests", ()))),
    "dues_noted": lambda state, entry: replace(state, dues={key: entry.data[key] for key in ("paid", "of")}),
    "agenda_adopted": lambda state, entry: replace(state, agenda_adopted_at=entry.at),
    "item_begun": _item_begun,
    "item_ended": _item_ended,
    "floor_asked": _floor_asked,
    "floor_given": _floor_given,
    "floor_left": _floor_left,
    "note_written": lambda state, entry: replace(state, notes=(*state.notes, Text(**_text(entry)))),
    "praise_noted": lambda state, entry: replace(state, praises=(*state.praises, Text(**_text(entry)))),
    "statement_recorded": lambda state, entry: replace(
        state, statements=(*state.statements, _statement(entry))
    ),
    "motion_moved": lambda state, entry: replace(state, motions=(*state.motions, _motion(entry))),
    "hands_counted": _hands_counted,
    "ballot_cast": _ballot_cast,
    "vote_ended": _vote_ended,
    "ballots_counted": _ballots_counted,
    "adoption_said": _adoption_said,
    "task_assigned": lambda state, entry: replace(state, tasks=(*state.tasks, _assigned(entry))),
    "task_reported": lambda state, entry: replace(state, results=(*state.results, _result(entry))),
    "petition_recorded": lambda state, entry: replace(state, petitions=(*state.petitions, _asked(entry))),
    "matter_set_aside": lambda state, entry: replace(state, set_aside=(*state.set_aside, _set_aside(entry))),
    "set_aside_settled": _set_aside_settled,
    "concluded": lambda state, entry: replace(
        state, conclusion=conclusion_of([Wording(entry.id, entry.data["text"], entry.at, entry.by)])
    ),
    "minutes_read": lambda state, entry: replace(state, minutes_read_at=entry.at),
    "closed": _closed,
    "amended": lambda state, entry: replace(state, amendments=(*state.amendments, Text(**_text(entry)))),
}
