"""What a meeting amounts to: the values its log is folded into.

Everything here is frozen and pure. `plain` gives a state in the shape another implementation of the
fold must reach too (`vectors/*.json`, `static/meetings/room/log.js`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

PRESENT, EXCUSED, UNEXCUSED = "present", "excused", "unexcused"
START, END = "start", "end"
HANDS, OPEN, SECRET, PAPER = "hands", "open", "secret", "paper"
NEXT_MEETING, DROPPED = "next_meeting", "dropped"
LONGEST = timedelta(days=1)
METHODS = (HANDS, OPEN, SECRET, PAPER)
"""How a vote is taken: hands counted in the hall; openly or secretly on phones; secretly on paper."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A person on the roll as the meeting opened. `cell` names theirs when the meeting is of two cells.

    `suspended` and `counts_if_present` are those of `votes.rules.Seat`.
    """

    member: UUID
    name: str
    full: bool = True
    exempt: bool = False
    away: bool = False
    here: bool = False
    suspended: bool = False
    counts_if_present: bool = False
    role: str = ""
    cell: str = ""


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

    @property
    def took_minutes(self) -> int | None:
        """Whole minutes it took; None while it is held, and when two clocks differ by more than it took."""
        took = self.took
        return took // timedelta(minutes=1) if took is not None and took >= timedelta() else None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a member was in one round of roll call. `rank` 1 is a self check-in, 2 an officer's mark.

    `mode` says how they take part in a mixed meeting: "hall", "online" or nothing.
    """

    mark: str
    at: datetime
    reason: str = ""
    rank: int = 2
    mode: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One of several texts written over the same words on devices that did not know of each other."""

    entry: UUID
    text: str
    at: datetime
    by: UUID | None


@dataclass(frozen=True, slots=True)
class Text:
    """Words somebody recorded, under an item of the agenda or under none.

    `wordings` holds two or more texts that a person still has to merge; `text` then is all of them,
    one below the other, so that nothing written is ever left out.
    """

    entry: UUID
    text: str
    at: datetime
    item: UUID | None = None
    wordings: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement(Text):
    """`written`: sent by somebody who is not there and read into the record."""

    speaker: UUID | None = None
    speaker_name: str = ""
    written: bool = False


@dataclass(frozen=True, slots=True)
class Motion(Text):
    """A question put to the meeting; `adopts` when it is whether to adopt the resolution as a whole.
    `adoption_settled`: somebody said, beside the motion itself, whether it is.

    `base` and `threshold` are frozen when the vote opens. Without `options` the answers are in favour,
    against and no opinion, and `counts` are those three; with them, one number for each option.
    `elected` are the places of options that reached the threshold, at most `places` of them; options
    level at the last place stand in `tied` and nobody is elected to it.
    """

    matter: str = "resolution"
    adopts: bool = False
    adoption_settled: bool = False
    method: str = HANDS
    options: tuple[str, ...] = ()
    places: int = 1
    most: int = 1
    base: int = 0
    voters: int = 0
    threshold: str = ""
    counts: tuple[int, ...] = ()
    counted_at: datetime | None = None
    issued: int = 0
    collected: int = 0
    invalid: int = 0
    tellers: tuple[str, ...] = ()
    ballots: Mapping[UUID, tuple[int, ...]] = field(default_factory=dict)
    passed: bool | None = None
    elected: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.counted_at is None

    @property
    def votes_for(self) -> int | None:
        return self.counts[0] if self.counts and not self.options else None

    @property
    def votes_against(self) -> int:
        return self.counts[1] if self.counts and not self.options else 0

    @property
    def abstained(self) -> int:
        return self.counts[2] if self.counts and not self.options else 0


@dataclass(frozen=True, slots=True)
class SetAside(Text):
    """A matter that did not belong here, kept for later, and who brought it up. What became of it:
    `rules.became`.
    """

    raised_by: UUID | None = None
    raised_by_name: str = ""


@dataclass(frozen=True, slots=True)
class Assigned(Text):
    """`set_aside` is the matter set aside that the task was made of."""

    members: tuple[UUID, ...] = ()
    due_on: date | None = None
    set_aside: UUID | None = None


@dataclass(frozen=True, slots=True)
class Asked(Text):
    """A petition: what was asked for, by whom, and of which level. `set_aside` as of a task."""

    raised_by: UUID | None = None
    raised_by_name: str = ""
    to_level: str = "cell"
    set_aside: UUID | None = None


@dataclass(frozen=True, slots=True)
class Result(Text):
    """What the meeting heard of a task it gave before: done, under way or not done."""

    task: UUID | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who asked for the floor, or has it: `at` is since when."""

    member: UUID
    at: datetime


@dataclass(frozen=True)
class State:
    """What a meeting amounts to so far.

    `late` and `left` hold when a member came after the roll call or left before the end; somebody who
    comes back leaves `left`. `settled` holds what was decided of matters set aside: NEXT_MEETING or DROPPED.
    """

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
    late: Mapping[UUID, datetime] = field(default_factory=dict)
    left: Mapping[UUID, datetime] = field(default_factory=dict)
    queue: tuple[Waiting, ...] = ()
    speaking: Waiting | None = None
    notes: tuple[Text, ...] = ()
    statements: tuple[Statement, ...] = ()
    motions: tuple[Motion, ...] = ()
    tasks: tuple[Assigned, ...] = ()
    petitions: tuple[Asked, ...] = ()
    results: tuple[Result, ...] = ()
    praises: tuple[Text, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    settled: Mapping[UUID, str] = field(default_factory=dict)
    conclusion: Text | None = None
    amendments: tuple[Text, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    def seat(self, member: UUID) -> Seat | None:
        return next((seat for seat in self.seats if seat.member == member), None)

    def item(self, item: UUID | None) -> Item | None:
        return next((each for each in self.items if each.id == item), None)

    def motion(self, motion: UUID) -> Motion | None:
        return next((each for each in self.motions if each.entry == motion), None)

    def aside(self, entry: UUID) -> SetAside | None:
        return next((each for each in self.set_aside if each.entry == entry), None)

    def mark(self, member: UUID, round_: str = START) -> Mark | None:
        return self.roll[round_].get(member)

    def present_ids(self, round_: str = START) -> frozenset[UUID]:
        return frozenset(member for member, mark in self.roll[round_].items() if mark.mark == PRESENT)

    def present_at_all(self) -> frozenset[UUID]:
        """Was there in any part of it: marked present in either round, or came late."""
        return self.present_ids(START) | self.present_ids(END) | self.late.keys()

    def present_now(self) -> frozenset[UUID]:
        """In the hall (or on the line) at this moment: came, and has not left."""
        return self.present_at_all() - self.left.keys()

    def speakers(self) -> frozenset[UUID]:
        """Those who spoke up; somebody whose letter was read out is not among them."""
        return frozenset(each.speaker for each in self.statements if each.speaker and not each.written)

    def duration(self) -> timedelta | None:
        """None also when two devices' clocks were so far apart that the times say nothing."""
        if self.opened_at is None or self.closed_at is None:
            return None
        lasted = self.closed_at - self.opened_at
        return lasted if timedelta() <= lasted <= LONGEST else None


def moment(at: datetime) -> str:
    """A time as every implementation writes it: UTC, six digits of a second, so that text sorts as time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def epoch_ms(at: datetime) -> int:
    """Whole milliseconds since 1970, as a device counts time."""
    return (at - _EPOCH) // timedelta(milliseconds=1)


def plain(value: Any) -> Any:
    """The value as JSON carries it: fields by name, ids and times as text, sequences as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if isinstance(value, date | UUID) else value
