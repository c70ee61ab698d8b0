"""What an import does with each row, and with all of them: the plan that is shown, then carried out. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sotay.members.roster.existing import ExistingMember
from sotay.members.roster.facts import Facts, Reading
from sotay.members.roster.naming import Cell
from sotay.members.roster.notices import Notice, Question
from sotay.members.rules import FACTS


class RowStatus(StrEnum):
    REFUSED = "refused"
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that becomes different; values are as stored, None for nothing."""

    what: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class NewStanding:
    """A standing to record from the day of the import, or to end on another day than before."""

    kind: str
    until_on: date | None
    elsewhere: str = ""
    was_in_force: bool = False


@dataclass
class Entry:
    """What happens to one row."""

    reading: Reading
    status: RowStatus
    cell: Cell | None = None
    member: ExistingMember | None = None
    changes: list[Change] = field(default_factory=list)
    standings: list[NewStanding] = field(default_factory=list)
    role: str = ""
    """The post to appoint the person to, '' for none."""
    new_id: UUID | None = None
    """The id a new member got."""

    @property
    def member_id(self) -> UUID | None:
        return self.member.id if self.member else self.new_id

    @property
    def facts(self) -> Facts:
        return self.reading.facts

    @property
    def new_values(self) -> dict[str, Any]:
        return {change.what: change.new for change in self.changes if change.what in FACTS}

    def changed(self, what: str) -> bool:
        return any(change.what == what for change in self.changes)


@dataclass
class Plan:
    """What an import would do, row by row, in the order of the workbook."""

    entries: list[Entry]
    notices: list[Notice] = field(default_factory=list)
    """What is to be said of the file as a whole."""
    questions: list[Question] = field(default_factory=list)

    def of(self, *statuses: RowStatus) -> list[Entry]:
        return [entry for entry in self.entries if entry.status in statuses]

    def count(self, status: RowStatus) -> int:
        return sum(entry.status is status for entry in self.entries)

    @property
    def new_cells(self) -> list[Cell]:
        """Cells to create, in the order they first appear; none for rows that are refused anyway."""
        used = {
            e.cell.id: e.cell for e in self.of(RowStatus.ADDED, RowStatus.CHANGED) if e.cell and e.cell.is_new
        }
        return list(used.values())

    def digest(self) -> str:
        """The same for the same outcome: what a person saw in the preview and then confirms."""
        said = [
            (
                entry.reading.line.sheet,
                entry.reading.line.row,
                entry.status,
                entry.cell.name if entry.cell else "",
                str(entry.member.id) if entry.member else "",
                entry.role,
                [(change.what, str(change.old), str(change.new)) for change in entry.changes],
                [(s.kind, str(s.until_on)) for s in entry.standings],
                [finding.problem for finding in entry.reading.refusals],
                [finding.problem for finding in entry.reading.to_complete],
            )
            for entry in self.entries
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()
