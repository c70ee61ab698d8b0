"""What needs somebody now: each app answers for its own things, and Today gathers and orders.

    # needs.py of an app
    def needs_of(actor: Actor, day: date) -> Iterable[Need]: ...

    # its AppConfig.ready
    NEEDS.register(needs_of)

A need is one thing its reader can do something about, with one button.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook


class Urgency(IntEnum):
    """The order of Today. On the day of a meeting that meeting stands above everything else. LATE is a step
    of a meeting whose hour has passed; OWED is what has been due for days and waits."""

    HAPPENING = 0
    MEETING_DAY = 1
    LATE = 2
    TODAY = 3
    OWED = 4
    SOON = 5
    LATER = 6


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do, in words, with where its button leads.

    `matter` is what it is about: of several needs about one matter the first of the most urgent stands.
    `unit` is whose it is, named to somebody who answers for several. `fields` are sent by POST when the
    button writes.
    """

    code: str
    urgency: Urgency
    title: str
    sentence: str
    button: str
    url: str
    matter: object
    due: datetime | date | None = None
    unit: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    other: tuple[str, str] | None = None  # words and address of the second answer
    note: str = ""
    join_url: str = ""  # of an online meeting that is on, or is today

    @property
    def tone(self) -> str:
        return _TONES.get(self.urgency, "off")


_TONES = {
    Urgency.HAPPENING: "info",
    Urgency.MEETING_DAY: "info",
    Urgency.LATE: "late",
    Urgency.TODAY: "wait",
    Urgency.OWED: "late",
}

NEEDS: Hook[Callable[[Actor, date], Iterable[Need]]] = Hook(
    "needs", "what the reader has to do, asked of every app when Today is drawn"
)


def in_order(needs: Iterable[Need]) -> list[Need]:
    """The most urgent first, the earlier deadline first among equals; each matter once.

    Who may conduct a meeting is not told to join it too: an app names the stronger role before the weaker.
    """
    chosen: dict[object, Need] = {}
    for need in needs:
        before = chosen.get(need.matter)
        if before is None or need.urgency < before.urgency:
            chosen[need.matter] = need
    return sorted(chosen.values(), key=lambda need: (need.urgency, _moment(need.due)))


def _moment(due: datetime | date | None) -> tuple[date, float]:
    """A deadline of a day comes after the hours of that day."""
    if isinstance(due, datetime):
        return due.date(), due.timestamp()
    return (due or date.max), float("inf")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that came to an office from below: when, what, from whom, and where it is read."""

    at: datetime
    title: str
    source: str
    url: str
    icon: str


ARRIVALS: Hook[Callable[[Actor, datetime], Iterable[Arrival]]] = Hook(
    "arrivals", "what came to an office since a moment, asked when its Today is drawn"
)
