"""Rules of guidance. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from sotay.kernel.periods import Month

TOPICS = 4
QUESTIONS = 3
"""Two or three questions are what an evening's discussion takes up."""
WRITE_AHEAD = timedelta(days=10)
"""How long before its day a committee is asked to write the guidance of next month."""


def kept_types(types: Sequence[str], every: Sequence[str]) -> str:
    """What is stored of the types chosen, in their usual order: nothing when it is for all cells."""
    chosen = [each for each in every if each in types]
    return "" if not chosen or len(chosen) == len(every) else f",{','.join(chosen)},"


def split(types: str) -> list[str]:
    return [each for each in types.split(",") if each]


def next_number(numbers: Iterable[int | None]) -> int:
    """The next one of a series; a number that was given is never given again."""
    return max((each for each in numbers if each), default=0) + 1


def writing_is_due(today: date, due: date) -> bool:
    return today >= due - WRITE_AHEAD


def digest_is_due(today: date, meets_on: date, ahead_days: int) -> bool:
    """The digest is read from some days before the meeting until its day."""
    return meets_on - timedelta(days=ahead_days) <= today <= meets_on


def month_to_write(today: date) -> Month:
    return Month.of(today).plus(1)


class Use(IntEnum):
    """How far a cell has come with what was sent, the least first."""

    NOT_OPENED = 0
    OPENED = 1
    LEFT_OUT = 2
    CHANGED = 3
    TAKEN = 4


@dataclass(frozen=True, slots=True)
class Item:
    """What was proposed, or what stands on an agenda in its place."""

    title: str
    text: str


def use_of(
    *, opened_at: datetime | None, proposed: Sequence[Item], taken: Sequence[Item], left_out: int
) -> Use:
    """`taken` are the items on the agenda, in any wording; something left out shows before a new wording."""
    if left_out and (taken or proposed):
        return Use.LEFT_OUT
    if taken:
        return Use.TAKEN if all(each in proposed for each in taken) else Use.CHANGED
    return Use.OPENED if opened_at else Use.NOT_OPENED
