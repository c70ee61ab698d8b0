"""A plan as the preview shows it, in the reader's language, and as it is kept for the pages that follow."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from sotay.kernel.actor import Role
from sotay.kernel.text import tidy
from sotay.members.roster import sentences
from sotay.members.roster.cells import text
from sotay.members.roster.plan import Entry, Plan, RowStatus
from sotay.members.roster.spellings import Field

_ORDER = (RowStatus.REFUSED, RowStatus.ADDED, RowStatus.CHANGED)


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a cell of the row; `column` is '' when it is about the whole row."""

    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that becomes another."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the preview."""

    status: RowStatus
    sheet: str
    number: int
    name: str
    cell: str
    facts: str
    refusals: list[Remark]
    warnings: list[Remark]
    changes: list[ValueChange]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that the pages of a preview show. `rows` are packed, because a page opens fifty of thousands."""

    counts: dict[str, int]
    warnings: int
    new_cells: list[str]
    several_sheets: bool
    digest: str
    rows: list[dict[str, Any]]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        counts = {str(status): plan.count(status) for status in RowStatus}
        good = plan.of(RowStatus.ADDED, RowStatus.CHANGED, RowStatus.UNCHANGED)
        return cls(
            counts={**counts, "all": len(plan.entries), "good": counts["added"] + counts["changed"]},
            warnings=sum(bool(entry.reading.warnings) for entry in good),
            new_cells=[cell.name for cell in plan.new_cells],
            several_sheets=len({entry.reading.line.sheet for entry in plan.entries}) > 1,
            digest=plan.digest(),
            rows=[asdict(row(entry)) for entry in entries(plan)],
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


def unpacked(kept: dict[str, Any]) -> PreviewRow:
    remarks = {name: [Remark(**each) for each in kept[name]] for name in ("refusals", "warnings")}
    changes = [ValueChange(**each) for each in kept["changes"]]
    return PreviewRow(**{**kept, **remarks, "status": RowStatus(kept["status"]), "changes": changes})


def entries(plan: Plan) -> list[Entry]:
    """What a person has to look at, the refused first; who stays as they are is only counted."""
    return [entry for status in _ORDER for entry in plan.of(status)]


def row(entry: Entry) -> PreviewRow:
    line, reading = entry.reading.line, entry.reading
    return PreviewRow(
        status=entry.status,
        sheet=line.sheet,
        number=line.row,
        name=entry.facts.full_name or _raw_name(entry),
        cell=entry.cell.name if entry.cell else line.cell_name,
        facts=_facts(entry) if entry.status is RowStatus.ADDED else "",
        refusals=[Remark(finding.column, sentences.sentence(finding)) for finding in reading.refusals],
        warnings=[Remark(finding.column, sentences.sentence(finding)) for finding in reading.warnings],
        changes=[
            ValueChange(
                sentences.what(change),
                sentences.shown(change, change.old),
                sentences.shown(change, change.new),
            )
            for change in entry.changes
        ],
    )


def _facts(entry: Entry) -> str:
    """Who a new member is, in a few words: birth, card, post, standing."""
    facts = entry.facts
    said = [
        facts.born_on.label() if facts.born_on else "",
        facts.member_card_no or "",
        str(Role(entry.role).label) if entry.role else "",
        *(sentences.standing_words(new) for new in entry.standings),
    ]
    return " · ".join(part for part in said if part)


def _raw_name(entry: Entry) -> str:
    line = entry.reading.line
    return tidy(" ".join(text(line.value(part)) for part in (Field.NAME, Field.FAMILY, Field.GIVEN)))
