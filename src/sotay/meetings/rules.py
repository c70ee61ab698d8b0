"""What a meeting's log amounts to in figures. Pure; the rules of the day come in as `Law`.

Who counts is decided in `votes.rules`; here the seats and marks of a state are put before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from uuid import UUID

from sotay.meetings.state import END, START, Result, Seat, State, Statement
from sotay.regulations.values import Threshold
from sotay.votes import rules as votes

HALL, ONLINE = MODES = "hall", "online"
"""How somebody takes part in a meeting that is held both ways."""


@dataclass(frozen=True, slots=True)
class Law:
    """The points of the dated regulations, with the unit's own settings, that a meeting is held by."""

    roll_calls: int = 2
    roll: votes.RollRule = field(default_factory=votes.RollRule)
    base: votes.BaseRule = field(default_factory=votes.BaseRule)
    thresholds: Mapping[votes.Matter, Threshold] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """Attendance, and how many of those in the hall spoke. `in_hall` counts the exempt who came too."""

    attendance: votes.Attendance
    spoke: int
    in_hall: int

    @property
    def speaking_rate(self) -> Fraction | None:
        return Fraction(self.spoke, self.in_hall) if self.in_hall else None


def called(seat: Seat) -> bool:
    """Whether the name is read at roll call: the exempt may come; the away and suspended may not."""
    return not (seat.away or seat.suspended)


def unmarked(state: State, round_: str) -> list[Seat]:
    """Those the round still lacks. An exempt member who is not there needs no mark."""
    known = state.roll[round_].keys() | (state.left.keys() if round_ == END else state.late.keys())
    return [seat for seat in state.seats if called(seat) and not seat.exempt and seat.member not in known]


def the_rest(state: State, round_: str) -> list[Seat]:
    """Those one tap marks: whoever the round lacks and, at the end, an exempt member who came."""
    came = state.present_now() - state.roll[END].keys() if round_ == END else frozenset()
    return unmarked(state, round_) + [seat for seat in state.seats if seat.exempt and seat.member in came]


def mark_of(state: State, member: UUID, came: frozenset[UUID] | None = None) -> votes.Mark | None:
    """A member's mark for the whole meeting: whoever was there in either round was there.

    `came` is `state.present_at_all()` for who asks of many members.
    """
    if member in (state.present_at_all() if came is None else came):
        return votes.Mark.PRESENT
    mark = state.mark(member, START)
    return votes.Mark(mark.mark) if mark else None


def figures(state: State, law: Law) -> Figures:
    came = state.present_at_all()
    roll = [
        votes.RollEntry(mark_of(state, seat.member, came), seat.exempt, seat.away, seat.suspended, seat.here)
        for seat in state.seats
    ]
    seated = {seat.member for seat in state.seats}
    return Figures(
        attendance=votes.attendance(roll, law.roll),
        spoke=len(state.speakers() & seated),
        in_hall=len(came & seated),
    )


def ballot_seats(state: State) -> list[votes.Seat]:
    there = state.present_now()
    return [ballot_seat(seat, present=seat.member in there) for seat in state.seats]


def ballot_seat(seat: Seat, *, present: bool) -> votes.Seat:
    return votes.Seat(seat.full, present, seat.away, seat.exempt, seat.suspended, seat.here)


def by_mode(state: State, usual: str) -> tuple[int, int]:
    """How many took part in the hall and online; `usual` is how those without a mode of their own did."""
    there = [state.mark(member) for member in state.present_at_all()]
    modes = [(mark.mode if mark else "") or usual for mark in there]
    return modes.count(HALL), modes.count(ONLINE)


def of_two_cells(state: State) -> bool:
    return any(seat.cell for seat in state.seats)


def cells_of(state: State) -> list[str]:
    """What the seats call their cells; the one that set the meeting up is called first."""
    return list(dict.fromkeys(seat.cell for seat in state.seats))


def record_of(state: State, cell: str) -> State:
    """A joint meeting as the minutes of one of its cells have it.

    The roll, the tasks and the petitions are that cell's own; what was said and concluded is in both,
    and a speaker of the other cell is named with it. A petition that nobody is named for belongs to
    the first cell on the roll.
    """
    own = {seat.member for seat in state.seats if seat.cell == cell}
    first = cells_of(state)[:1] == [cell]
    return replace(
        state,
        seats=tuple(seat for seat in state.seats if seat.cell == cell),
        roll={
            round_: {member: mark for member, mark in marks.items() if member in own}
            for round_, marks in state.roll.items()
        },
        late={member: at for member, at in state.late.items() if member in own},
        left={member: at for member, at in state.left.items() if member in own},
        statements=tuple(_named(state, each, own) for each in state.statements),
        tasks=tuple(
            replace(task, members=tuple(member for member in task.members if member in own))
            for task in state.tasks
            if own & set(task.members)
        ),
        petitions=tuple(
            each for each in state.petitions if (each.raised_by in own if each.raised_by else first)
        ),
    )


def _named(state: State, said: Statement, own: set[UUID]) -> Statement:
    seat = state.seat(said.speaker) if said.speaker and said.speaker not in own else None
    if seat is None:
        return said
    return replace(said, speaker=None, speaker_name=f"{seat.name} ({seat.cell})")


def result_of(state: State, task: str) -> Result | None:
    """The last thing this meeting heard of a task it gave before."""
    return next((each for each in reversed(state.results) if str(each.task) == task), None)


def next_item(state: State) -> UUID | None:
    """The first item of the proceedings that has not begun."""
    return next((item.id for item in state.items if item.step == "conduct" and item.begun_at is None), None)
