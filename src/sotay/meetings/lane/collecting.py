"""Check-ins that arrive together are written together, in one transaction.

Each is judged by itself, answered for itself, and answered only when what it says is committed. Where writing
them together fails, each is tried alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sotay.kernel.refusal import Refusal
from sotay.meetings.lane.together import Together
from sotay.meetings.session import self_service
from sotay.meetings.session.self_service import CheckedIn, CheckIn

Told = CheckedIn | Refusal
TOGETHER = 64
"""Check-ins written at once, at most: all of them wait for the slowest."""


@dataclass(frozen=True, slots=True)
class Asked:
    meeting: UUID
    one: CheckIn


@dataclass(frozen=True, slots=True)
class Answer:
    told: Told


def check_in(meeting: UUID, one: CheckIn) -> Told:
    """Check in with whoever else does so now. Raises DatabaseError when it could not be written at all."""
    return _hall.ask(Asked(meeting, one)).told


def write(asked: Sequence[Asked]) -> list[Answer | Exception]:
    """In order. A refusal is an answer; what could not be written is answered by why."""
    try:
        return list(_written(asked))
    except Exception:  # whichever of them it was, the others are not to suffer
        return [_written_alone(each) for each in asked]


def _written(asked: Sequence[Asked]) -> list[Answer]:
    places: dict[UUID, list[int]] = {}
    for place, each in enumerate(asked):
        places.setdefault(each.meeting, []).append(place)
    told = self_service.check_in_together(
        {meeting: [asked[place].one for place in of_one] for meeting, of_one in places.items()}
    )
    answers: dict[int, Answer] = {}
    for meeting, of_one in places.items():
        answers |= {place: Answer(what) for place, what in zip(of_one, told[meeting], strict=True)}
    return [answers[place] for place in range(len(asked))]


def _written_alone(one: Asked) -> Answer | Exception:
    try:
        return _written([one])[0]
    except Exception as wrong:  # it is answered for, whatever it is
        return wrong


_hall: Together[Asked, Answer] = Together(write, TOGETHER)
