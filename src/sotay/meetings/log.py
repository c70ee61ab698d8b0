"""The log of a meeting and its fold: pure, and the same for every order and repetition of entries.

An entry is something that happened, made on a device with a UUIDv7 of its own. `fold` turns any
collection of entries into the one `State` they mean. Rules of merging, also in docs/meeting-log.md:

- entries with the same id are one entry;
- entries are read in the order of (device time, id), whatever order they arrive in;
- the first `opened` counts, and the first `closed`;
- of several marks for one member in one round the higher rank wins (the secretary's or the
  minute-taker's outranks a self check-in), then the later one;
- a `withdrawn` entry takes the one it names out of the state, though not out of the log;
- a `revised` entry gives a text its newest wording; earlier wordings stay in the log.

Nothing here imports Django, so the same rules can be checked against another implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

PRESENT, EXCUSED, UNEXCUSED = "present", "excused", "unexcused"
START, END = "start", "end"
PERMANENT = frozenset({"opened", "closed", "withdrawn"})
CHANGING = frozenset({"opened", "withdrawn", "revised"})
"""Acts that reach back to entries before them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`by` is the member who made it (None for somebody in no cell); `at` is the device's time, aware."""

    id: UUID
    act: str
    data: Mapping[str, Any]
    by: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """A person on the roll as the meeting opened."""

    member: UUID
    name: str
    full: bool = True
    exempt: bool = False
    away: bool = False
    here: bool = False
    suspended: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    id: UUID
    title: str
    minutes: int
    presenter: str = ""
    key: str = ""
    step: str = "conduct"
    text: str = ""
    begun_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def took(self) -> timedelta | None:
        return self.ended_at - self.begun_at if self.begun_at and self.ended_at else None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a member was in one round of roll call. `rank` 1 is a self check-in, 2 an officer's mark."""

    mark: str
    at: datetime
    reason: str = ""
    rank: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """Words somebody recorded, under an item of the agenda or under none."""

    entry: UUID
    text: str
    at: datetime
    item: UUID | None = None


@dataclass(frozen=True, slots=True)
class Statement(Text):
    speaker: UUID | None = None
    speaker_name: str = ""


@dataclass(frozen=True, slots=True)
class Motion(Text):
    """A question put to the meeting; `adopts` when it is whether to adopt the resolution as a whole.

    `base` is frozen when the hands are counted.
    """

    matter: str = "resolution"
    adopts: bool = False
    votes_for: int | None = None
    votes_against: int = 0
    abstained: int = 0
    base: int = 0
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class Assigned(Text):
    members: tuple[UUID, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked(Text):
    """A petition: what was asked for, by whom, and of which level."""

    raised_by: UUID | None = None
    raised_by_name: str = ""
    to_level: str = "cell"


@dataclass(frozen=True, slots=True)
class Result(Text):
    """What the meeting heard of a task it gave before: done, under way or not done."""

    task: UUID | None = None
    outcome: str = ""


@dataclass(frozen=True)
class State:
    """What a meeting amounts to so far."""

    opened_at: datetime | None = None
    closed_at: datetime | None = None
    place: str = ""
    chair: str = ""
    chair_id: UUID | None = None
    minute_taker: str = ""
    minute_taker_id: UUID | None = None
    reason: str = ""
    seats: tuple[Seat, ...] = ()
    items: tuple[Item, ...] = ()
    current: UUID | None = None
    carried: tuple[Mapping[str, Any], ...] = ()
    guests: tuple[str, ...] = ()
    dues: Mapping[str, int] = field(default_factory=dict)
    agenda_adopted_at: datetime | None = None
    minutes_read_at: datetime | None = None
    roll: Mapping[str, Mapping[UUID, Mark]] = field(default_factory=lambda: {START: {}, END: {}})
    notes: tuple[Text, ...] = ()
    statements: tuple[Statement, ...] = ()
    motions: tuple[Motion, ...] = ()
    tasks: tuple[Assigned, ...] = ()
    petitions: tuple[Asked, ...] = ()
    results: tuple[Result, ...] = ()
    praises: tuple[Text, ...] = ()
    conclusion: Text | None = None

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    def seat(self, member: UUID) -> Seat | None:
        return next((seat for seat in self.seats if seat.member == member), None)

    def item(self, item: UUID | None) -> Item | None:
        return next((each for each in self.items if each.id == item), None)

    def mark(self, member: UUID, round_: str = START) -> Mark | None:
        return self.roll[round_].get(member)

    def present_ids(self, round_: str = START) -> frozenset[UUID]:
        return frozenset(member for member, mark in self.roll[round_].items() if mark.mark == PRESENT)

    def present_at_all(self) -> frozenset[UUID]:
        """Marked present in either round: came late or left early, but was there."""
        return self.present_ids(START) | self.present_ids(END)

    def speakers(self) -> frozenset[UUID]:
        return frozenset(each.speaker for each in self.statements if each.speaker)

    def duration(self) -> timedelta | None:
        return self.closed_at - self.opened_at if self.opened_at and self.closed_at else None


def fold(entries: Iterable[Entry]) -> State:
    """The state any collection of entries means, whatever its order and repetitions."""
    known = sorted({entry.id: entry for entry in entries}.values(), key=moment_of)
    gone = {UUID(entry.data["entry"]) for entry in known if entry.act == "withdrawn"}
    wording = {UUID(entry.data["entry"]): entry.data["text"] for entry in known if entry.act == "revised"}
    state = State()
    for entry in sorted(known, key=lambda entry: entry.act != "opened"):
        if entry.id not in gone or entry.act in PERMANENT:
            text = {"text": wording[entry.id]} if entry.id in wording else {}
            state = after(state, replace(entry, data={**entry.data, **text}) if text else entry)
    return state


def moment_of(entry: Entry) -> tuple[datetime, UUID]:
    """What entries are read in the order of."""
    return entry.at, entry.id


def after(state: State, entry: Entry) -> State:
    """The state with one entry more, when nothing in it is later and it changes no earlier entry."""
    effect = EFFECTS.get(entry.act)
    return effect(state, entry) if effect else state


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
    mark = Mark(data["mark"], entry.at, data.get("reason", ""), data.get("rank", 2))
    before = state.roll[round_].get(member)
    if before is not None and before.rank > mark.rank:
        return state
    return replace(state, roll={**state.roll, round_: {**state.roll[round_], member: mark}})


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


def _hands_counted(state: State, entry: Entry) -> State:
    data, motion = entry.data, UUID(entry.data["motion"])
    counted = {
        "votes_for": data["votes_for"],
        "votes_against": data.get("votes_against", 0),
        "abstained": data.get("abstained", 0),
        "base": data["base"],
        "passed": data["passed"],
    }
    return replace(
        state,
        motions=tuple(replace(each, **counted) if each.entry == motion else each for each in state.motions),
    )


def _closed(state: State, entry: Entry) -> State:
    if state.closed_at is not None:
        return state
    items = tuple(
        replace(item, ended_at=entry.at) if item.id == state.current and item.ended_at is None else item
        for item in state.items
    )
    return replace(state, closed_at=entry.at, items=items, current=None)


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _text(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "text": entry.data.get("text", ""),
        "at": entry.at,
        "item": _id(entry.data.get("item")),
    }


def _statement(entry: Entry) -> Statement:
    data = entry.data
    return Statement(
        **_text(entry), speaker=_id(data.get("speaker")), speaker_name=data.get("speaker_name", "")
    )


def _assigned(entry: Entry) -> Assigned:
    data = entry.data
    return Assigned(
        **_text(entry),
        members=tuple(UUID(member) for member in data.get("members", ())),
        due_on=date.fromisoformat(data["due_on"]) if data.get("due_on") else None,
    )


def _asked(entry: Entry) -> Asked:
    data = entry.data
    return Asked(
        **_text(entry),
        raised_by=_id(data.get("raised_by")),
        raised_by_name=data.get("raised_by_name", ""),
        to_level=data.get("to_level", "cell"),
    )


def _result(entry: Entry) -> Result:
    return Result(**_text(entry), task=_id(entry.data.get("task")), outcome=entry.data.get("outcome", ""))


def _motion(entry: Entry) -> Motion:
    return Motion(
        **_text(entry), matter=entry.data.get("matter", "resolution"), adopts=entry.data.get("adopts", False)
    )


EFFECTS: dict[str, Effect] = {
    "opened": _opened,
    "roll_marked": _roll_marked,
    "guests_noted": lambda state, entry: replace(state, guests=tuple(entry.data.get("guests", ()))),
    "dues_noted": lambda state, entry: replace(state, dues={key: entry.data[key] for key in ("paid", "of")}),
    "agenda_adopted": lambda state, entry: replace(state, agenda_adopted_at=entry.at),
    "item_begun": _item_begun,
    "item_ended": _item_ended,
    "note_written": lambda state, entry: replace(state, notes=(*state.notes, Text(**_text(entry)))),
    "praise_noted": lambda state, entry: replace(state, praises=(*state.praises, Text(**_text(entry)))),
    "statement_recorded": lambda state, entry: replace(
        state, statements=(*state.statements, _statement(entry))
    ),
    "motion_moved": lambda state, entry: replace(state, motions=(*state.motions, _motion(entry))),
    "hands_counted": _hands_counted,
    "task_assigned": lambda state, entry: replace(state, tasks=(*state.tasks, _assigned(entry))),
    "task_reported": lambda state, entry: replace(state, results=(*state.results, _result(entry))),
    "petition_recorded": lambda state, entry: replace(state, petitions=(*state.petitions, _asked(entry))),
    "concluded": lambda state, entry: replace(state, conclusion=Text(**_text(entry))),
    "minutes_read": lambda state, entry: replace(state, minutes_read_at=entry.at),
    "closed": _closed,
}
