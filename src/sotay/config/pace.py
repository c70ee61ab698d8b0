"""How busy this process is, and how often a phone that waits for news should ask.

Ordinary pages take turns at a gate: only so many are worked on at once, because they wait for each other's
arithmetic and not for the database, and lanes go past them. The gate's queue and the share of a processor
that the process used are what "full" is measured by.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

AT_ONCE = 4
"""Ordinary pages worked on at once in a process."""
WAITING = 16
"""Ordinary pages that may wait for their turn. One more that only reads is told to come back."""
LONGEST_WAIT = 15.0
"""Seconds a page waits for its turn before it is told so."""

SOON, QUIET, AT_MOST = 4.0, 15.0, 60.0
"""Seconds between two questions: while something happens, in a quiet stretch, and with the house full."""
HAPPENS = 30.0
"""Seconds after a change in which the next is expected soon."""
HALF_FULL = 0.5
"""From this load on phones ask less often: four times as seldom at 1."""
MEASURED = 1.0
"""Seconds between two looks at the clock of the processor."""


class Full(Exception):  # noqa: N818 - it is an answer, not an error
    """No turn came in time. `seconds`: when to ask again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Gate:
    """Turns of ordinary pages."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self.at_once, self.most_waiting = at_once, waiting
        self.turns = Semaphore(at_once)
        self.waiting = 0
        self.lock = Lock()

    @contextmanager
    def turn(self, *, patient: bool) -> Iterator[None]:
        """Hold a turn. What is `patient` (a form, whose words would be lost) waits however many there are.

        Raises Full.
        """
        if not self.turns.acquire(blocking=False):
            self._wait(patient=patient)
        try:
            yield
        finally:
            self.turns.release()

    def _wait(self, *, patient: bool) -> None:
        with self.lock:
            if self.waiting >= self.most_waiting and not patient:
                raise Full(self.again())
            self.waiting += 1
        try:
            if not self.turns.acquire(timeout=None if patient else LONGEST_WAIT):
                raise Full(self.again())
        finally:
            with self.lock:
                self.waiting -= 1

    def again(self) -> int:
        """Seconds after which there is likely room."""
        return 2 + self.waiting // self.at_once


class Load:
    """How full the process is, 0 to 1: by the queue at its gate, and by the processor it used lately."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.looked, self.used, self.share = time.monotonic(), time.process_time(), 0.0

    def now(self) -> float:
        moment = time.monotonic()
        if moment - self.looked >= MEASURED:
            used = time.process_time()
            latest = (used - self.used) / (moment - self.looked)
            self.share = (self.share + 2 * latest) / 3
            self.looked, self.used = moment, used
        return min(1.0, max(self.share, self.gate.waiting / self.gate.most_waiting))


def again_in(quiet_for: float, load: float) -> float:
    """Seconds until a phone asks again, by how long nothing has happened and how full the house is. Pure."""
    usual = SOON if quiet_for < HAPPENS else min(QUIET, SOON + (quiet_for - HAPPENS) / 10)
    busier = 1 + 6 * max(0.0, load - HALF_FULL)
    return min(AT_MOST, usual * busier)
