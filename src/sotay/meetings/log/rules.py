"""What a meeting's log amounts to in figures. Pure; the rules of the day come in as `MeetingRules`.

Who counts is decided in `votes.rules`; here the seats and marks of a state are put before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from uuid import UUID

from sotay.kernel.text import search_key, tidy
from sotay.meetings.log.state import (
    DROPPED,
    END,
    EXCUSED,
    PRESENT,
    START,
    Motion,
    Result,
    Seat,
    SetAside,
    State,
    Statement,
)
from sotay.regulations.values import (
    Threshold,
)
from sotay.votes import rules as votes

HALL, ONLINE = MODES = "hall", "online"
"""How somebody takes part in a meeting that is held both ways."""


@dataclass(frozen=True, slots=True)
class MeetingRules:
    """The points of the dated regulations, with the unit's own settings, that a meeting is held by."""

    roll_calls: int = 2
    roll: votes.RollRule = field(default_factory=votes.RollRule)
    base: votes.BaseRule = field(default_factory=votes.BaseRule)
    thresholds: Mapping[votes.Matter, Threshold] = field(default_factory=dict)
    ballots: Mapping[votes.Matter, str] = field(default_factory=dict)  # choices of the points `ballot_*`


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
    """Whether the name is read at roll call: the exempt may come; the away and suspended may not.

    Of the exempt only those who come are summoned in the sense of the minutes: see `summoned`.
    """
    return not (seat.away or seat.suspended)


def unmarked(state: State, round_: str) -> list[Seat]:
    """Those the round still lacks. An exempt member who is not there needs no mark."""
    known = state.roll[round_].keys() | (state.left.keys() if round_ == END else state.late.keys())
    return [seat for seat in state.seats if called(seat) and not seat.exempt and seat.member not in known]


def the_rest(state: State, round_: str) -> list[Seat]:
    """Those one tap marks: whoever the round lacks and, at the end, an exempt member who came."""
    came = state.present_now() - state.roll[END].keys() if round_ == END else frozenset()
    return unmarked(state, round_) + [seat for seat in state.seats if seat.exempt and seat.member in came]


def likely(state: State, member: UUID, round_: str, excuse: str | None = None) -> dict[str, str]:
    """What an unmarked member most likely is: there, as at the start, or as they answered the invitation.

    Somebody who came late was marked absent at the start, and is there all the same. `excuse` is why
    somebody sent apologies, "" when they did not say why; None for who sent none.
    """
    before = state.mark(member, START) if round_ == END else None
    mode = {"mode": before.mode} if before and before.mode else {}
    if round_ == END and member in state.present_now():
        return {"mark": PRESENT, **mode}
    if before is not None:
        return {"mark": before.mark, **({"reason": before.reason} if before.reason else {}), **mode}
    if excuse is None:
        return {"mark": PRESENT}
    return {"mark": EXCUSED, **({"reason": excuse} if excuse else {})}


def mark_of(state: State, member: UUID, came: frozenset[UUID] | None = None) -> votes.Mark | None:
    """A member's mark for the whole meeting: whoever was there in either round was there.

    `came` is `state.present_at_all()` for who asks of many members.
    """
    if member in (state.present_at_all() if came is None else came):
        return votes.Mark.PRESENT
    mark = state.mark(member, START)
    return votes.Mark(mark.mark) if mark else None


def _roll_entry(state: State, seat: Seat, came: frozenset[UUID]) -> votes.RollEntry:
    mark = mark_of(state, seat.member, came)
    return votes.RollEntry(mark, seat.exempt, seat.away, seat.suspended, seat.here)


def summoned(state: State, meeting_rules: MeetingRules) -> list[Seat]:
    """Those the attendance is counted over; as many as its base, on every page and paper."""
    came = state.present_at_all()
    return [
        seat
        for seat in state.seats
        if votes.outside(_roll_entry(state, seat, came), meeting_rules.roll) is None
    ]


def figures(state: State, meeting_rules: MeetingRules, made_up: frozenset[UUID] = frozenset()) -> Figures:
    """`made_up` are those who missed it and count as present all the same; they were not in the hall."""
    came = state.present_at_all()
    roll = [_roll_entry(state, seat, came | made_up) for seat in state.seats]
    seated = {seat.member for seat in state.seats}
    return Figures(
        attendance=votes.attendance(roll, meeting_rules.roll),
        spoke=len(state.speakers() & seated),
        in_hall=len(came & seated),
    )


def ballot_seats(state: State) -> list[votes.Seat]:
    there, away_so_far = state.present_now(), excused_throughout(state)
    return [
        ballot_seat(seat, present=seat.member in there, excused=seat.member in away_so_far)
        for seat in state.seats
    ]


def excused_throughout(state: State) -> frozenset[UUID]:
    """Those marked absent with a reason at the beginning who have not been there at any moment since."""
    marked = {member for member, mark in state.roll[START].items() if mark.mark == EXCUSED}
    return frozenset(marked) - state.present_at_all()


def ballot_seat(seat: Seat, *, present: bool, excused: bool = False) -> votes.Seat:
    return votes.Seat(
        full=seat.full,
        present=present,
        away=seat.away,
        exempt=seat.exempt,
        suspended=seat.suspended,
        here=seat.here,
        counts_if_present=seat.counts_if_present,
        excused=excused,
    )


def most_votes(state: State, motion: Motion, meeting_rules: MeetingRules) -> int:
    """How many can have voted: those in the hall, or the whole base while the roll is not complete."""
    if unmarked(state, START):
        return motion.base
    return max(motion.voters, votes.voters(ballot_seats(state), meeting_rules.base))


def by_mode(state: State, usual: str = HALL) -> tuple[int, int]:
    """How many took part in the hall and online; `usual` is how those who never said how did."""
    there = state.present_at_all()
    came = [seat for seat in state.seats if seat.member in there]
    online = sum(mode_of(state, seat.member, usual) == ONLINE for seat in came)
    return len(came) - online, online


def mode_of(state: State, member: UUID, usual: str = HALL) -> str:
    """How a member took part: as a mark that says they were there has it, else any mark, else as is usual.

    Somebody absent at the first roll and online at the second took part online.
    """
    marks = [mark for round_ in (START, END) if (mark := state.mark(member, round_)) and mark.mode]
    said = next((mark for mark in marks if mark.mark == PRESENT), marks[0] if marks else None)
    return said.mode if said else usual


_TIMES = re.compile(r"\(?\s*\blan (?:thu )?(?:\d+|nhat|hai|ba|tu|nam)\b\s*\)?")
_ADOPTING = re.compile(r"(?:thong qua|bieu quyet|nhat tri|tan thanh).*nghi quyet|(?:adopt|pass).*resolution")
"""Words of a motion that adopts the resolution; `rules.js` has the same."""


def question_key(text: str) -> str:
    """What two votes on the same question have in common: case, marks and "lần 2" do not matter."""
    return tidy(re.sub(r"[^\w ]", " ", _TIMES.sub(" ", search_key(text))))


def fell_short(motion: Motion) -> bool:
    return motion.passed is False and not motion.options


def votes_short(state: State, matter: str, text: str) -> int:
    """How many votes of the meeting on this question fell short."""
    key = question_key(text)
    return sum(
        fell_short(each) and each.matter == matter and question_key(each.text) == key
        for each in state.motions
    )


def short_so_far(state: State, motion: Motion) -> int:
    """Which vote on this question that fell short this one is in its meeting, counted from 1."""
    place = state.motions.index(motion)
    return votes_short(replace(state, motions=state.motions[: place + 1]), motion.matter, motion.text)


def sounds_like_adoption(motion: Motion) -> bool:
    """Whether an ordinary motion is worded as one that adopts the resolution, and nobody said if it is."""
    asked = motion.adopts or motion.adoption_settled or motion.options
    return not asked and motion.matter == "resolution" and bool(_ADOPTING.search(_bare(motion.text)))


def perhaps_adoption(state: State) -> Motion | None:
    """The vote that may be the one on the resolution though nobody said so: not one that failed."""
    return next(
        (each for each in state.motions if sounds_like_adoption(each) and each.passed is not False), None
    )


def _bare(text: str) -> str:
    """Small letters without marks, in a way that both languages have."""
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in apart if unicodedata.category(char) != "Mn").replace("đ", "d")


def always_secret(meeting_rules: MeetingRules) -> frozenset[votes.Matter]:
    """Matters that are never voted on openly under these rules."""
    return frozenset(
        matter
        for matter in votes.ALWAYS_SECRET
        if meeting_rules.ballots.get(matter) == votes.BY_SECRET_BALLOT
    )


def opening_lacks(state: State, *, dues: bool) -> list[str]:
    """What the opening still lacks: "roll", "dues" (of the month's meeting, `dues`) and "agenda"."""
    lacking = {
        "roll": not state.seats or bool(unmarked(state, START)),
        "dues": dues and not state.dues,
        "agenda": state.agenda_adopted_at is None,
    }
    return [name for name, lacks in lacking.items() if lacks]


def step_of(state: State) -> str:
    """The step of an open meeting: "start", "conduct" or "close"."""
    if not any(item.begun_at for item in state.items):
        return "start"
    return "close" if next_item(state) is None and state.current is None else "conduct"


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
        set_aside=tuple(
            each for each in state.set_aside if (each.raised_by in own if each.raised_by else first)
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


TASK, PETITION = "task", "petition"


def became(state: State, matter: UUID) -> str:
    """What became of a matter set aside: a task, a petition, what was decided last of it, or "" so far.

    A task or a petition made of it goes before a decision: it stands in the minutes.
    """
    if any(each.set_aside == matter for each in state.tasks):
        return TASK
    if any(each.set_aside == matter for each in state.petitions):
        return PETITION
    return state.settled.get(matter, "")


def left_over(state: State) -> list[SetAside]:
    """Matters set aside that the next meeting takes up: those put off to it, and those nobody decided on."""
    gone = {TASK, PETITION, DROPPED}
    return [each for each in state.set_aside if became(state, each.entry) not in gone]


def next_item(state: State) -> UUID | None:
    """The first item of the proceedings that has not begun."""
    return next((item.id for item in state.items if item.step == "conduct" and item.begun_at is None), None)
