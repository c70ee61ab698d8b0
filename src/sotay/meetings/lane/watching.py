"""The versions of all meetings that are watched: one query a second for a process, not one for a phone."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from uuid import UUID

from sotay.meetings.models import Meeting
from sotay.meetings.queries import version_of

BELIEVED = 1.0
"""Seconds a version is believed: as old may what a phone is told be."""
WATCHED = 120.0
"""Seconds after which a meeting nobody asked for is no longer watched."""


@dataclass(slots=True)
class Version:
    """`changed` and `asked` are monotonic seconds: when we saw it become what it is, and were last asked."""

    stage: str
    number: int
    head: str  # the newest link of the log's chain: a log that was restored has another at the same number
    changed: float
    asked: float

    @property
    def etag(self) -> str:
        return version_of(self.stage, self.number)


_seen: dict[UUID, Version] = {}
_reading = Lock()
_read_at = 0.0


def version(pk: UUID) -> Version | None:
    """The version of a meeting, at most a second old; None for one that is not there."""
    now = time.monotonic()
    known = _seen.get(pk)
    if known is None:
        with _reading:
            _read(now, pk)
    elif now - _read_at >= BELIEVED and _reading.acquire(blocking=False):  # one asks, the others go on
        try:
            _read(now)
        finally:
            _reading.release()
    found = _seen.get(pk)
    if found is not None:
        found.asked = now
    return found


def noted(meeting: Meeting) -> None:
    """This process has just written the meeting, and committed it."""
    if meeting.pk in _seen:
        _take(meeting.pk, meeting.stage, meeting.log_version, meeting.log_head, time.monotonic())


def forget() -> None:
    """Watch nothing, as a process that has just started."""
    _seen.clear()


def _read(now: float, *more: UUID) -> None:
    global _read_at  # noqa: PLW0603 - of the process
    _read_at = now
    for pk, known in list(_seen.items()):
        if now - known.asked > WATCHED:
            del _seen[pk]
    watched = Meeting.objects.filter(pk__in=[*_seen, *more]).order_by()
    for row in watched.values_list("pk", "stage", "log_version", "log_head"):
        _take(*row, now)


def _take(pk: UUID, stage: str, number: int, head: str, now: float) -> None:
    known = _seen.get(pk)
    if known is None:
        _seen[pk] = Version(stage, number, head, now, now)
    elif number >= known.number and (stage, head) != (known.stage, known.head):
        _seen[pk] = Version(stage, number, head, now, known.asked)
