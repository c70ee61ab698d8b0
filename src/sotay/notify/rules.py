"""When a message may go out, when it is tried again, and which step of a ladder of reminders is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
"""Before the second attempt; each later pause is three times as long: 1, 3, 9, ... about twelve hours."""


@dataclass(frozen=True, slots=True)
class Preference:
    """Hours in which nothing is sent, and the hour at which all of a day is sent together, if any.

    Equal ends mean no quiet hours; the first after the second means over midnight.
    """

    quiet_from: time
    quiet_until: time
    daily_at: time | None = None

    def send_at(self, now: datetime, *, before: datetime | None = None) -> datetime:
        """The first moment from `now` (aware, local) at which this person may be sent something. What is
        useless by the hour of the day's message does not wait for it.
        """
        if self.daily_at is not None:
            at = _next(now, self.daily_at)
            if before is None or at < before:
                return at
        return _next(now, self.quiet_until) if self._is_quiet(now.time()) else now

    def _is_quiet(self, clock: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until


def _next(now: datetime, clock: time) -> datetime:
    """The next time it is that hour, this moment included."""
    today = datetime.combine(now.date(), clock, now.tzinfo)
    return today if today >= now else today + timedelta(days=1)


def pause_after(attempts: int) -> timedelta:
    return FIRST_PAUSE * int(3 ** (attempts - 1))


def step_due(ladder: Iterable[int], on: date, today: date) -> int | None:
    """The step of a ladder (days before) that is due today: the nearest to `on` that has come.

    Steps that were missed are not made up for: somebody told three days late is told once, of what is left.
    """
    left = (on - today).days
    return min((step for step in ladder if step >= left >= 0), default=None)
