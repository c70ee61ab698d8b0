"""How many wrong answers are taken before one is made to wait, and until when. Nothing here knows of Django.

The scheme is that of OWASP's "Slow Down Online Guessing Attacks with Device Cookies": a device that logged
in to an account before is counted by itself; all others are counted by account and address, so that whoever
guesses is made to wait and the person is not. Two wide limits bound guessing from many places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """The failures taken within a window; whoever reaches them waits for `pause`."""

    failures: int
    window: timedelta
    pause: timedelta


@dataclass(frozen=True, slots=True)
class Count:
    """The failures counted under one key since the first of its window. `until` is when a pause ends."""

    failures: int = 0
    since: datetime | None = None
    until: datetime | None = None


_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)

PAIR = Limit(8, _QUARTER, _QUARTER)
"""One account from one address, or from one device that logged in to it before."""
ADDRESS = Limit(100, _HOUR, _QUARTER)
"""All accounts from one address. A hall of thirty people who mistype three times each stays below it."""
ACCOUNT = Limit(100, _HOUR, _HOUR)
"""One account from everywhere, for devices that never logged in to it. NIST SP 800-63B 5.2.2 allows 100."""
SECOND_STEP = Limit(30, _HOUR, _HOUR)
"""One account's six digits from everywhere: three of a million are right at any moment."""
UNNAMED_AT_ADDRESS = Limit(15, _QUARTER, _QUARTER)
UNNAMED = Limit(30, _QUARTER, _QUARTER)
"""Slip codes typed without a name, from one address and from everywhere. Beyond it the name is asked too."""


def paused_until(count: Count, now: datetime) -> datetime | None:
    """When the pause of this count ends; None when there is none."""
    return count.until if count.until is not None and now < count.until else None


def latest(pauses: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in pauses if each is not None), default=None)


def after_failure(count: Count, limit: Limit, now: datetime) -> Count:
    """One failure more. The window begins anew when it has passed, and so after a pause.

    >>> from datetime import UTC
    >>> now, two = datetime(2026, 1, 1, tzinfo=UTC), Limit(2, timedelta(hours=1), timedelta(hours=1))
    >>> after_failure(after_failure(Count(), two, now), two, now).until == now + two.pause
    True
    """
    is_over = count.since is None or now >= count.since + limit.window
    pause_is_over = count.until is not None and now >= count.until
    if is_over or pause_is_over:
        count = Count(since=now)
    failures = count.failures + 1
    until = now + limit.pause if failures >= limit.failures else None
    return replace(count, failures=failures, until=until)
