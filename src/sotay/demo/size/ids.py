"""Ids of invented rows: UUIDv7 by their shape, the same whenever a commune is made again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime


def ids_of(group: int, day: date) -> Callable[[], str]:
    """New ids of the rows of one commune (0: of what lies above them), in order, as 32 hexadecimal digits.

    The group and a running number stand where a UUIDv7 has chance, so no two groups can meet, and the rows of
    a commune lie together in every index.
    """
    milliseconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000) + group
    head = f"{milliseconds:012x}7000{0x80000 + group:05x}"
    number = 0

    def new() -> str:
        nonlocal number
        number += 1
        return f"{head}{number:011x}"

    return new
