"""The file of an inspection: which papers it has, which are made, and what there is to fill them with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone, translation

from sotay.inspections import access, composing, proofs, queries
from sotay.inspections.composing import Answered, Demanded, Facts, Filed, PlannedLine, YearFacts
from sotay.inspections.models import Inspection, RecordedPaper, Round, YearPlan
from sotay.inspections.sets import paper_named, papers_in
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.papers.about import Matter
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import layout_for
from sotay.papers.structure import Paper, editable_text, from_json
from sotay.regulations.values import (
    RecordPaper,
)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A paper of the set, and what of it the reader has. `makes` when it is the reader's to make."""

    paper: RecordPaper
    made: RecordedPaper | None
    makes: bool


def file_of(actor: Actor, inspection: Inspection) -> list[FileLine]:
    """The set as a list, with what of it the actor reads; for leaders of the cell only what is for them."""
    rows = inspection.papers.filter(access.readable_papers_q(actor)).distinct()
    made = {row.key: row for row in rows}
    verifies, leads = access.verifies(actor, inspection), access.leads(actor, inspection.cell)
    lines = []
    for paper in papers_in(inspection):
        of_cell = paper.by == "cell"
        if leads and not verifies and not (of_cell or paper.to_cell):
            continue
        lines.append(FileLine(paper, made.get(paper.key), leads if of_cell else verifies))
    return lines


def facts_of(inspection: Inspection, paper: RecordPaper, day: date) -> Facts:
    """What is recorded now. The number of queries does not grow with demands or questions."""
    round_, cell = inspection.round, inspection.cell
    unit, parent = round_.unit, round_.unit.parent
    team = queries.team(round_)
    with translation.override("vi"):
        outline = queries.outline(inspection, day) if inspection.reported_at or paper.by == "cell" else []
        questions = proofs.questions_of(inspection)
    return Facts(
        kind=paper.kind,
        content=paper.content,
        name=paper.name.vi,
        by=paper.by,
        to_cell=paper.to_cell,
        day=day,
        layout=layout_for(cell if paper.by == "cell" else unit, day),
        unit=unit.name,
        organ=unit.organ,
        superior=parent.name if parent else "",
        superior_organ=parent.organ if parent else "",
        cell=cell.name,
        title=round_.title,
        supervision=round_.kind == Round.Kind.SUPERVISION,
        decision=round_.decision_number,
        decided_on=round_.decided_on,
        decided_by=round_.signed_by,
        quarter=round_.quarter,
        year=round_.year,
        report_by=round_.report_by,
        leader=next((each.member.full_name for each in team if each.leads), ""),
        team=tuple(each.member.full_name for each in team if not each.leads),
        verified_on=inspection.verified_on,
        strengths=inspection.strengths,
        weaknesses=inspection.weaknesses,
        conclusion=inspection.conclusion,
        questions=tuple(each.text.vi for each in questions),
        answers=tuple(
            Answered(line.question.text.vi, line.proof.text if line.proof else "", line.text)
            for line in outline
        ),
        demands=tuple(Demanded(each.number, each.text, each.due_on) for each in inspection.demands.all()),
        filed=tuple(_filed(inspection)),
    )


def _filed(inspection: Inspection) -> list[Filed]:
    made = {row.key: row for row in inspection.papers.all()}
    rows = []
    for paper in papers_in(inspection):
        row = made.get(paper.key)
        day = timezone.localdate(row.issued_at) if row and row.issued_at else None
        rows.append(Filed(paper.key, paper.name.vi, row.number_text if row else "", day))
    return rows


def year_facts(plan: YearPlan, day: date) -> YearFacts:
    unit, parent = plan.unit, plan.unit.parent
    with translation.override("vi"):
        lines = tuple(
            PlannedLine(each.quarter, each.get_kind_display(), each.subject, each.cells)
            for each in plan.lines.all()
        )
    return YearFacts(
        unit=unit.name,
        organ=unit.organ,
        superior=parent.name if parent else "",
        superior_organ=parent.organ if parent else "",
        year=plan.year,
        day=day,
        layout=layout_for(unit, day),
        lines=lines,
    )


def composed(row: RecordedPaper, day: date) -> Paper | None:
    """The paper as it would be composed now; None when its set no longer has it."""
    if row.plan is not None:
        return composing.compose_year(year_facts(row.plan, day))
    if row.inspection is None:
        return None
    paper = paper_named(row.inspection, row.key)
    return composing.compose(facts_of(row.inspection, paper, day)) if paper else None


def issued_of(row: RecordedPaper) -> IssuedPaper:
    papers = IssuedPaper.objects.select_related("cell").prefetch_related("signatures")
    return papers.get(cell=row.cell_id, kind=row.kind, about_id=row.pk)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a draft that can be written over, and the heading it stands under."""

    key: str
    heading: str
    text: str
    composed: str
    edited: bool
    empty: bool


def sections_of(issued: IssuedPaper) -> list[Section]:
    found, heading = [], ""
    for block in from_json(issued.base).blocks:
        text = editable_text(block)
        if block.key.startswith("part:"):
            heading = block.key.removeprefix("part:")
        if text is None or block.key.startswith("part:"):
            continue
        now = issued.edits.get(block.key, text)
        found.append(
            Section(block.key, heading, now, text, block.key in issued.edits, composing.EMPTY in now)
        )
    return found


def matter_of(paper: IssuedPaper) -> Matter | None:
    """Where the paper is seen, for its own page to lead back to."""
    row = get_or_none(RecordedPaper.objects, paper.about_id)
    return Matter(row.get_absolute_url(), row.name) if row else None
