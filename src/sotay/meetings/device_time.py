"""Whether the time a device gives its entries can be, and what an entry carries when it cannot.

A wrong clock costs no entry: outside the believable span an entry carries the server's time, and what the
device said is kept in its data under DEVICE_SAID, where the chain vouches for it and both folds pass it by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from sotay.kernel.ids import made_at
from sotay.meetings.models import Meeting

DEVICE_SAID = "device_said"
SLACK = timedelta(days=1)
"""A clock that is off by less is believed: the order of entries hardly suffers, and lengths are right."""


def times(
    meeting: Meeting, entries: Iterable[tuple[str, str]], now: datetime
) -> Iterator[tuple[datetime, str]]:
    """For the act and the written time of each entry of a batch: its time, and what the device said when
    that is not it.

    Nothing happens in a meeting before it was set up, and hardly anything more than a day before the day it
    is planned for or was opened on. Entries that carry our time follow one another, so their order stays.
    """
    acts = [(act, written, read(written)) for act, written in entries]
    set_up = min(made_at(meeting.pk), _planned(meeting)) - SLACK
    opened = [at for act, _written, at in acts if act == "opened" and at and set_up <= at <= now + SLACK]
    begins = min([_planned(meeting), *([meeting.opened_at] if meeting.opened_at else opened)]) - SLACK
    for number, (act, written, at) in enumerate(acts):
        earliest = set_up if act == "opened" else begins
        if at is not None and earliest <= at <= now + SLACK:
            yield at, ""
        else:
            yield now + timedelta(microseconds=number), written or "?"


def _planned(meeting: Meeting) -> datetime:
    """The beginning of the day it is planned for."""
    day = timezone.localdate(meeting.planned_at)
    return datetime.combine(day, time(), timezone.get_current_timezone())


def read(written: str) -> datetime | None:
    """A time with its zone, in UTC; None for what is none, or lies beyond what a calendar holds."""
    try:
        at = datetime.fromisoformat(written)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
