"""How often somebody missed meetings, and when that is near to having consequences. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PRESENT, UNEXCUSED = "present", "unexcused"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A regular meeting somebody was summoned to. `made_up`: they made it up, and that counts."""

    on: date
    mark: str
    made_up: bool = False

    @property
    def missed(self) -> bool:
        return self.mark != PRESENT and not self.made_up


@dataclass(frozen=True, slots=True)
class Absences:
    """`in_a_row` are the newest, with a reason or without; `unexcused` those without, in one year."""

    in_a_row: int
    unexcused: int


def absences(sittings: Iterable[Sitting], year: int) -> Absences:
    newest = sorted(sittings, key=lambda sitting: sitting.on, reverse=True)
    row = next((number for number, each in enumerate(newest) if not each.missed), len(newest))
    without = sum(each.missed and each.mark == UNEXCUSED and each.on.year == year for each in newest)
    return Absences(row, without)


def is_near(found: Absences, limit: int) -> bool:
    """Whether the next absence would be the one with consequences, or it has come already.

    `limit` absences without good reason in a year have the cell consider striking a member off (Charter,
    Article 8; regulation "charter-implementation", point "removal_absent_months"). Absences with a reason do
    not, but so many in a row are asked about in the scoring of meetings (HD 42, row 2.2), so both are told.
    """
    before = max(1, limit - 1)
    return max(found.in_a_row, found.unexcused) >= before
