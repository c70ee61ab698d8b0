"""Who counts and what passes. Pure: seats and numbers in, numbers out.

The two counts differ on purpose. A vote is counted against full members only, and an exempt member
who comes counts in it; attendance is counted over everybody who is expected, and nobody exempt is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from sotay.regulations.values import (
    Threshold,
)


class Matter(StrEnum):
    """What a vote can be about; each has its threshold and its ballot in "charter-implementation"."""

    RESOLUTION = "resolution"
    ADMISSION = "admission"
    FULL_STATUS = "full_status"
    DISCIPLINE = "discipline"
    EXPULSION = "expulsion"
    STRIKING_OFF = "striking_off"
    ELECTION = "election"

    @property
    def threshold_key(self) -> str:
        return f"charter-implementation.threshold_{self.value}"

    @property
    def below_key(self) -> str:
        """What follows when the threshold is not reached."""
        return f"charter-implementation.below_{self.value}"

    @property
    def ballot_key(self) -> str:
        return f"charter-implementation.ballot_{_BALLOT_OF.get(self, self).value}"


_BALLOT_OF = {
    Matter.FULL_STATUS: Matter.ADMISSION,
    Matter.STRIKING_OFF: Matter.ADMISSION,
    Matter.EXPULSION: Matter.DISCIPLINE,
}
"""Matters that share the point of another. Source: HD 06-HD/TW, point 5.1 (DOMAIN-2, 8)."""
BY_HANDS, BY_SECRET_BALLOT, AS_THE_MEETING_DECIDES = "show_of_hands", "secret_ballot", "meeting_decides"
"""Choices of the points `ballot_*`."""
ALWAYS_SECRET = frozenset({Matter.DISCIPLINE, Matter.EXPULSION})
"""Matters no unit may vote on openly, when the regulation in force says `secret_ballot`."""
SENT_UP_AFTER_THREE = "sent_up_after_three"
"""The choice of the points `below_*` under which the level above decides after several votes short."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A person of the cell's list at one moment.

    `away`: on temporary transfer elsewhere; `here`: on temporary transfer here from another cell.
    `suspended`: not summoned because suspended, or because prosecuted, charged or detained; the log of a
    meeting does not say which. `counts_if_present`: leaves the base when absent, as a member of the committee
    who is on temporary transfer elsewhere does (294-QĐ/TW point 9.3.3).
    """

    full: bool
    present: bool
    away: bool = False
    exempt: bool = False
    suspended: bool = False
    here: bool = False
    counts_if_present: bool = False
    excused: bool = False


@dataclass(frozen=True, slots=True)
class BaseRule:
    """What the regulation in force says of the base. Source: "charter-implementation", points `base_*`.

    `excludes_excused` is worded for congresses: `meetings.rules_in_force` leaves it off for other meetings.
    """

    excludes_away: bool = True
    exempt_only_if_present: bool = True
    counts_here: bool = False
    excludes_suspended: bool = True
    excludes_excused: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """From settings by full key, as `units.settings.Settings` has them."""
        return cls(**{name: settings[f"charter-implementation.base_{name}"] for name in cls.__slots__})


def in_base(seat: Seat, rule: BaseRule = BaseRule()) -> bool:
    """Whether a vote is counted against this person.

    Absent full members stay in; members away leave, and so do those suspended, prosecuted, charged or
    detained; an exempt member is in only when present; guests on temporary transfer vote at home (6.3.2);
    probationary members never are (Charter, Article 3.4). At a congress those absent throughout with an
    accepted reason may leave the base too.
    Source: regulation "charter-implementation", 294-QĐ/TW points 9.3.2 and 9.3.3.
    """
    return (
        seat.full
        and not (seat.away and rule.excludes_away)
        and not (seat.suspended and rule.excludes_suspended)
        and (not seat.here or rule.counts_here)
        and (not seat.exempt or seat.present or not rule.exempt_only_if_present)
        and (not seat.counts_if_present or seat.present)
        and not (seat.excused and rule.excludes_excused)
    )


def may_vote(seat: Seat, rule: BaseRule = BaseRule()) -> bool:
    """Whether this person casts a vote now: present, in the base, and not suspended."""
    return seat.present and not seat.suspended and in_base(seat, rule)


def voting_base(seats: Iterable[Seat], rule: BaseRule = BaseRule()) -> int:
    """Number of full members a vote is counted against. Freeze it when the vote opens."""
    return sum(in_base(seat, rule) for seat in seats)


def voters(seats: Iterable[Seat], rule: BaseRule = BaseRule()) -> int:
    """Number of people who can cast a vote now; no count of hands can be above it."""
    return sum(may_vote(seat, rule) for seat in seats)


def needed(base: int, threshold: Threshold) -> int:
    """The fewest votes in favour that pass: more than the share when strict, else at least it."""
    part = threshold.share * base
    return part.__floor__() + 1 if threshold.strict else part.__ceil__()


def threshold_text(threshold: Threshold) -> str:
    """As it is frozen with a vote: ">1/2" or ">=2/3"."""
    share = threshold.share
    return f"{'>' if threshold.strict else '>='}{share.numerator}/{share.denominator}"


def threshold_of(text: str) -> Threshold:
    """The reverse of `threshold_text`. Raises ValueError for anything else."""
    strict = not text.startswith(">=")
    return Threshold(Fraction(text.removeprefix(">=").removeprefix(">")), strict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Places in the list of answers: those who reached it, and those level at the last place."""

    elected: tuple[int, ...]
    tied: tuple[int, ...] = ()


def outcome(counts: Sequence[int], base: int, threshold: Threshold, places: int = 1) -> Outcome:
    """Which answers reached the threshold of the base, at most `places` of them, most votes first.

    Answers level at the last place are `tied` and none of them is elected: the meeting votes again.
    """
    enough = needed(base, threshold) if base else None
    reached = [place for place, count in enumerate(counts) if enough is not None and count >= enough]
    reached.sort(key=lambda place: -counts[place])
    if len(reached) <= places:
        return Outcome(tuple(reached))
    last = counts[reached[places - 1]]
    level = tuple(place for place in reached if counts[place] == last)
    above = tuple(place for place in reached if counts[place] > last)
    return Outcome((*above, *level)) if len(above) + len(level) <= places else Outcome(above, level)


YES_NO = 3
"""Answers of a vote without options: in favour, against, no opinion."""
FEWEST_SECRET = 3
"""With fewer voters on phones the result alone tells how each of them voted, and a cell that small cannot
decide anyway (Charter, Article 24.1); on paper the tellers take the question to those who may settle it."""


def fewest_to_count(voters: int) -> int:
    """The fewest ballots of a secret vote on phones that are opened: three, and more than half of those who
    may vote. Otherwise whoever ends it could do so after the one ballot they want to know, having told others
    to vote before it. With half of the voters or fewer no threshold of the Charter is reached whatever the
    ballots say, so no result is lost but that of two out of three.
    """
    return max(FEWEST_SECRET, voters // 2 + 1)


RECEIPT_LETTERS = "2345679BCDFGHJKMNPQRTVWXY"
"""None of them looks like another, and without vowels they make no word."""
RECEIPT_LENGTH = 8


def answers(options: Sequence[str]) -> int:
    """How many answers a vote has."""
    return len(options) or YES_NO


def tally(choices: Iterable[Iterable[int]], answers: int) -> tuple[int, ...]:
    """How often each answer was chosen."""
    chosen = [place for choice in choices for place in set(choice)]
    return tuple(chosen.count(place) for place in range(answers))


class Mark(StrEnum):
    PRESENT = "present"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A line of the roll; `mark` is None while nobody has marked it."""

    mark: Mark | None
    exempt: bool = False
    away: bool = False
    suspended: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class RollRule:
    """Who is summoned. Source: "cell-meeting", points `attendance_counts_*`.

    `counts_exempt` counts an exempt member who comes; one who is absent is never among those summoned.
    """

    counts_exempt: bool = False
    counts_here: bool = True
    counts_suspended: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        return cls(**{name: settings[f"cell-meeting.attendance_{name}"] for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Attendance:
    """A roll counted. base = present + excused + unexcused + unmarked; the rest stand outside it.

    `exempt` counts all exempt members outside the base, `exempt_present` those of them who came.
    """

    base: int
    present: int
    excused: int
    unexcused: int
    unmarked: int
    exempt: int
    exempt_present: int
    away: int
    suspended: int

    @property
    def rate(self) -> Fraction | None:
        """Share of those expected who came; None when nobody is expected."""
        return Fraction(self.present, self.base) if self.base else None


def attendance(entries: Iterable[RollEntry], rule: RollRule = RollRule()) -> Attendance:
    """Count a roll.

    Exempt members leave the count whether or not they come (unless the rule counts those who do), so that
    nobody is pressed to come for the sake of a figure; members away are counted where they sit for the
    time; suspended members may not attend. `base` is the number summoned, on every page and paper.
    Source: regulation "cell-meeting", point "attendance_target": "excluding exempt members".
    """
    lines = [(outside(entry, rule), entry.mark) for entry in entries]
    marks = [mark for why, mark in lines if why is None]
    why_not = [why for why, _mark in lines]
    return Attendance(
        base=len(marks),
        present=marks.count(Mark.PRESENT),
        excused=marks.count(Mark.EXCUSED),
        unexcused=marks.count(Mark.UNEXCUSED),
        unmarked=marks.count(None),
        exempt=why_not.count("exempt"),
        exempt_present=lines.count(("exempt", Mark.PRESENT)),
        away=why_not.count("away"),
        suspended=why_not.count("suspended"),
    )


def outside(entry: RollEntry, rule: RollRule = RollRule()) -> str | None:
    """Why a person is not summoned; None for one who is. Somebody here for a while, uncounted, is away."""
    if entry.away or (entry.here and not rule.counts_here):
        return "away"
    if entry.suspended and not rule.counts_suspended:
        return "suspended"
    if entry.exempt and not (rule.counts_exempt and entry.mark == Mark.PRESENT):
        return "exempt"
    return None
