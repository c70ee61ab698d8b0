"""A clock that stories can move, so that what they make carries the days they tell of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import time_machine


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment`, and time goes on from there."""
    with time_machine.travel(moment, tick=True):
        yield
