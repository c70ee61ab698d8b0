"""A plan as the preview shows it, in the reader's language, and as it is kept for the pages that follow."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from sotay.kernel.actor import Role
from sotay.kernel.text import tidy
from sotay.members.roster import sentences
from sotay.members.roster.cells import text
from sotay.members.roster.entries import Entry, Plan, RowStatus
from sotay.members.roster.notices import Question
from sotay.members.roster.problems import Finding
from sotay.members.roster.spellings import Field

REFUSED, COMPLETE, LOOK, ADDED, CHANGED = _GROUPS = ("refused", "complete", "look", "added", "changed")
"""The parts of the preview, in their order: what needs somebody comes first."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about a cell of the row; `column` is '' when it is about the whole row."""

    column: str
    sentence: str

    @classmethod
    def of(cls, finding: Finding) -> Self:
        return cls(finding.column, sentences.sentence(finding))


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that becomes another."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the preview."""

    group: str
    status: RowStatus
    sheet: str
    number: int
    name: str
    cell: str
    facts: str
    refusals: list[Remark]
    to_complete: list[Remark]
    warnings: list[Remark]
    changes: list[ValueChange]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that the pages of a preview show. `rows` are packed, because a page opens fifty of thousands."""

    counts: dict[str, int]
    notices: list[str]
    questions: list[dict[str, Any]]
    new_cells: list[str]
    several_sheets: bool
    digest: str
    rows: list[dict[str, Any]]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        counts = {str(status): plan.count(status) for status in RowStatus}
        shown = [(group, entry) for entry in plan.entries if (group := group_of(entry))]
        shown.sort(key=lambda pair: _GROUPS.index(pair[0]))
        groups = [group for group, _entry in shown]
        return cls(
            counts={
                **counts,
                "all": len(plan.entries),
                "good": counts["added"] + counts["changed"],
                "complete": groups.count(COMPLETE),
                "look": sum(_asks_to_look(entry) for _group, entry in shown),
            },
            notices=[sentences.notice(one) for one in plan.notices],
            questions=[_question(one) for one in plan.questions],
            new_cells=[cell.name for cell in plan.new_cells],
            several_sheets=len({entry.reading.line.sheet for entry in plan.entries}) > 1,
            digest=plan.digest(),
            rows=[asdict(row(group, entry)) for group, entry in shown],
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__})


def group_of(entry: Entry) -> str:
    """The part of the preview an entry is shown in; '' for one that is only counted."""
    if entry.status is RowStatus.REFUSED:
        return REFUSED
    if entry.reading.to_complete:
        return COMPLETE
    if entry.status is RowStatus.UNCHANGED:
        return ""
    if entry.reading.warnings:
        return LOOK
    return ADDED if entry.status is RowStatus.ADDED else CHANGED


def _asks_to_look(entry: Entry) -> bool:
    return bool(entry.reading.warnings) and entry.status in (RowStatus.ADDED, RowStatus.CHANGED)


def _question(one: Question) -> dict[str, Any]:
    choices = [(choice.value, sentences.choice(choice)) for choice in one.choices]
    return {"field": str(one.field), "sentence": sentences.question(one), "choices": choices}


def unpacked(kept: dict[str, Any]) -> PreviewRow:
    names = ("refusals", "to_complete", "warnings")
    remarks = {name: [Remark(**each) for each in kept[name]] for name in names}
    changes = [ValueChange(**each) for each in kept["changes"]]
    return PreviewRow(**{**kept, **remarks, "status": RowStatus(kept["status"]), "changes": changes})


def row(group: str, entry: Entry) -> PreviewRow:
    line, reading = entry.reading.line, entry.reading
    return PreviewRow(
        group=group,
        status=entry.status,
        sheet=line.sheet,
        number=line.row,
        name=entry.facts.full_name or _raw_name(entry),
        cell=entry.cell.name if entry.cell else line.cell_name,
        facts=_facts(entry) if entry.status is RowStatus.ADDED else "",
        refusals=[Remark.of(finding) for finding in reading.refusals],
        to_complete=[Remark.of(finding) for finding in reading.to_complete],
        warnings=[Remark.of(finding) for finding in reading.warnings] if group != REFUSED else [],
        changes=[
            ValueChange(
                what=sentences.what(change),
                old=sentences.shown(change, change.old),
                new=sentences.shown(change, change.new),
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
        sentences.base(facts.base),
        str(Role(entry.role).label) if entry.role else "",
        *(sentences.standing_words(new) for new in entry.standings),
    ]
    return " · ".join(part for part in said if part)


def _raw_name(entry: Entry) -> str:
    line = entry.reading.line
    return tidy(" ".join(text(line.value(part)) for part in (Field.NAME, Field.FAMILY, Field.GIVEN)))
