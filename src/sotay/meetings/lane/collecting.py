"""Check-ins that arrive together are written together, in one transaction.

The first to come writes; who comes meanwhile waits, and the next writer takes all who wait. Each is judged by
itself, answered for itself, and answered only when what it says is committed. Where writing them together
fails, each is tried alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from django.db import DatabaseError, transaction

from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting
from sotay.meetings.session import self_service
from sotay.meetings.session.self_service import CheckedIn, CheckIn

Told = CheckedIn | Refusal
TOGETHER = 64
"""Check-ins written at once, at most: all of them wait for the slowest."""


@dataclass(frozen=True, slots=True)
class Waiting:
    meeting: UUID
    asked: CheckIn
    told: Future[Told]


_queue: list[Waiting] = []
_adding, _writing = Lock(), Lock()


def check_in(meeting: UUID, asked: CheckIn) -> Told:
    """Check in with whoever else does so now. Raises DatabaseError when it could not be written at all."""
    mine = Waiting(meeting, asked, Future())
    with _adding:
        _queue.append(mine)
    while not mine.told.done():
        with _writing:  # who wrote before us may have taken ours along
            if not mine.told.done():
                _write(_take())
    return mine.told.result()


def waiting() -> int:
    return len(_queue)


def _take() -> list[Waiting]:
    with _adding:
        taken = _queue[:TOGETHER]
        del _queue[:TOGETHER]
    return taken


def _write(taken: Sequence[Waiting]) -> None:
    try:
        told = _written(taken)
    except Exception:  # whichever of them it was, the others are not to suffer
        told = [_written_alone(each) for each in taken]
    for each, what in zip(taken, told, strict=True):
        if isinstance(what, Refusal | CheckedIn):
            each.told.set_result(what)
        else:
            each.told.set_exception(what)


def _written(taken: Sequence[Waiting]) -> list[Told | Exception]:
    """In the order of their meetings' ids, so that two processes never wait for each other."""
    told: dict[int, Told | Exception] = {}
    with transaction.atomic():
        for meeting in sorted({each.meeting for each in taken}):
            places = [place for place, each in enumerate(taken) if each.meeting == meeting]
            found = _of_one(meeting, [taken[place].asked for place in places])
            told |= dict(zip(places, found, strict=True))
    return [told[place] for place in range(len(taken))]


def _of_one(pk: UUID, asked: Sequence[CheckIn]) -> list[Told]:
    meeting = Meeting.objects.select_related("cell__parent", "chair", "minute_taker").get(pk=pk)
    return self_service.check_in_together(meeting=meeting, asked=asked)


def _written_alone(one: Waiting) -> Told | Exception:
    try:
        return _written([one])[0]
    except (DatabaseError, Meeting.DoesNotExist) as wrong:
        return wrong
    except Exception as wrong:  # it is answered for, whatever it is
        return wrong
