"""Months of a commune's cells in figures, as their meetings would have left them. The meetings are not made.

Every cell has habits that stay: when it meets, how many come, how soon it reports. In each month a few are
late or have none; in the newest month more of them are.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sotay.demo.size.ids import ids_of
from sotay.demo.size.people import Cell
from sotay.demo.size.shape import Commune
from sotay.demo.size.writing import Row, Table
from sotay.figures.catalog import FIGURES
from sotay.figures.models import REGULAR, CellMonth
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.units.models import CellType

MISSED, NOT_BEGUN, UNSIGNED, UNREPORTED = 0.012, 0.004, 0.006, 0.01
"""Of a month that is over: cells without a meeting, that planned one and did not hold it, and so on."""

OF_NEWEST = 4
"""How many times as many in the newest month."""

THEMATIC, COMMITTEE = 0.05, 0.06
"""Cells that hold such a meeting of its own in a month. (In life every cell with a committee does.)"""

OFFSET = 0x8000
"""Added to the group of a commune's ids, for those of its months."""

_GIVEN = ("set_up", "closed", "signed", "reported", "papers_ahead", "reported_in_time", "online", "thematic",
          "in_order", "minutes_held", "base", "present", "excused", "unexcused", "invited", "read_ahead",
          "in_hall", "spoke", "items", "items_begun", "tasks_given", "tasks_heard", "tasks_done",
          "petitions_raised", "petitions_above", "scored", "verified", "score_points", "score_rank_1",
          "score_rank_2", "score_rank_3", "score_rank_4")  # fmt: skip
_BANDS = (90, 70, 50, 0)
_NOTHING = (0,) * (len(_GIVEN) - 4)


def table() -> Table:
    """Figures that were declared since this was written stay 0 in every month."""
    missing = set(_GIVEN) - FIGURES.keys()
    if missing:
        raise LookupError(f"no such figures: {', '.join(sorted(missing))}")
    row = ("id", "commune_id", "cell", "month", "kind", "meeting_id", "status", "planned_at", "opened_at")
    return Table(CellMonth, *row, "closed_at", "reported_at", "changed_at", *_GIVEN)


class MonthRows:
    """The months of one commune's cells, the oldest first."""

    def __init__(self, commune: Commune, months: list[Month], zone: ZoneInfo, now: datetime) -> None:
        self.months, self.zone, self.now = months, zone, now
        self.chance = random.Random(f"months {commune.index}")
        self.new = ids_of(OFFSET + 1 + commune.index, months[0].first)

    def rows(self, cells: Iterable[Cell]) -> Iterator[Row]:
        for cell in cells:
            chance = self.chance
            comes = min(0.99, chance.betavariate(14, 1.6))
            day, hour = (3, 19) if chance.random() < 0.6 else (chance.randint(1, 9), 19)
            if cell.cell_type in {CellType.OFFICE, CellType.ARMED_FORCES, CellType.STATE_ENTERPRISE}:
                hour = chance.choice((8, 14, 16))
            careless = 3 if chance.random() < 0.1 else 1
            for month in self.months:
                yield from self._month(cell, month, comes, day, hour, careless)

    def _month(
        self, cell: Cell, month: Month, comes: float, day: int, hour: int, careless: int
    ) -> Iterator[Row]:
        chance = self.chance.random
        newest = month == self.months[-1]
        scale = careless * (OF_NEWEST if newest else 1)
        drawn = chance() / scale
        if drawn < MISSED:
            return
        drawn -= MISSED
        planned = datetime.combine(month.day(day), time(hour, 30 * (chance() < 0.5)), self.zone)
        yield self._row(cell, month, REGULAR, planned, comes, drawn)
        if month.number % 3 == cell.base % 3 and chance() < 3 * THEMATIC:
            yield self._row(cell, month, Meeting.Kind.THEMATIC, planned + timedelta(days=12), comes, 1)
        if chance() < COMMITTEE and cell.base >= 9:
            yield self._row(cell, month, Meeting.Kind.COMMITTEE, planned - timedelta(days=1), 1, 1)

    def _row(self, cell: Cell, month: Month, kind: str, planned: datetime, comes: float, drawn: float) -> Row:
        own = (self.new(), cell.commune, cell.id, str(month), kind, self.new())
        if drawn < NOT_BEGUN or planned > self.now:
            written = _text(min(self.now, planned - timedelta(days=6)))
            return (*own, "preparing", _text(planned), None, None, None, written, 1, 0, 0, 0, *_NOTHING)
        chance = self.chance.random
        opened = planned + timedelta(minutes=int(chance() * 12))
        lasted = 45 + int(chance() * 75)
        closed = opened + timedelta(minutes=lasted)
        reported = closed + timedelta(hours=2 + int(chance() ** 3 * 190))
        if drawn < NOT_BEGUN + UNSIGNED:
            status, stage, reported_at, changed = "closed", (0, 1, 0, 0), None, closed
        elif drawn < NOT_BEGUN + UNSIGNED + UNREPORTED or reported > self.now:
            status, stage, reported_at, changed = "signed", (0, 0, 1, 0), None, closed
        else:
            status, stage, reported_at, changed = "reported", (0, 0, 0, 1), _text(reported), reported
        figures = self._figures(cell, kind, comes, lasted, reported - closed, bool(reported_at))
        times = (_text(planned), _text(opened), _text(closed), reported_at, _text(changed))
        return (*own, status, *times, *stage, *figures)

    def _figures(
        self, cell: Cell, kind: str, comes: float, lasted: int, after: timedelta, is_reported: bool
    ) -> tuple[int, ...]:
        """From `papers_ahead` to the last of _GIVEN."""
        chance = self.chance.random
        base = cell.base if kind != Meeting.Kind.COMMITTEE else 3
        present = min(base, int(base * min(1.0, comes + (chance() - 0.5) * 0.12) + 0.5))
        unexcused = int((base - present) * chance() * 0.3)
        there = present + (int(cell.exempt * chance() * 0.5) if kind == REGULAR else 0)
        invited = base + (cell.exempt if kind == REGULAR else 0)
        spoke = int(there * (0.25 + chance() * 0.5))
        items = 5 + int(chance() * 3)
        begun = items - (chance() < 0.05)
        heard = int(chance() * 5)
        raised = int(chance() ** 4 * 4)
        theme = kind == Meeting.Kind.THEMATIC or (kind == REGULAR and chance() < 0.25)
        is_scored = is_reported and kind == REGULAR
        points = min(100, int(70 + chance() * 30)) if is_scored else 0
        ranks = [int(is_scored and points >= low) for low in _BANDS]
        best = [int(reached and not any(ranks[:place])) for place, reached in enumerate(ranks)]
        return (
            int(chance() < 0.85), int(is_reported and after <= timedelta(days=5)), int(chance() < 0.04),
            int(theme), int(begun == items), lasted, base, present, base - present - unexcused, unexcused,
            invited, int(invited * chance() * 0.7), there, spoke, items, begun, int(chance() * 6), heard,
            int(heard * (0.5 + chance() / 2)), raised, int(raised > 1), int(is_scored),
            int(is_scored and chance() < 0.8), points, *best,
        )  # fmt: skip


def _text(moment: datetime) -> str:
    """In the zone of the database, without its name: as SQLite keeps it and PostgreSQL reads it."""
    return moment.astimezone(UTC).isoformat(" ", "seconds")[:19]
