"""Making, rewriting and issuing papers of an inspection's file and of a year's programme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.inspections import composing, record_set, refusals, rules, sets
from sotay.inspections.actions import locked as locked_inspection
from sotay.inspections.models import Inspection, RecordedPaper, YearPlan
from sotay.kernel.actor import Actor
from sotay.papers import actions as papers
from sotay.papers import printing
from sotay.papers.printing import Prints
from sotay.papers.queries import signed_by
from sotay.papers.structure import CHAIR, Signature, from_json
from sotay.regulations.values import (
    RecordPaper,
)
from sotay.units.models import Unit


@transaction.atomic
def choose_set(*, inspection: Inspection, by: Actor, short: bool) -> Inspection:
    """Use the whole set or the short track; papers that are made stay."""
    row = locked_inspection(inspection)
    if row.short != short:
        row.short = short
        row.save(update_fields=["short"])
        audit.record(by, "inspection.set_chosen", row, set="NG1–NG6" if short else "1–12")
    return row


@transaction.atomic
def make(*, inspection: Inspection, by: Actor, paper: RecordPaper) -> RecordedPaper:
    """Compose a paper of the file from what is recorded, or compose it again; a person's words stay.

    Raises PaperIssued once it is issued.
    """
    held = locked_inspection(inspection)
    row = held.papers.filter(key=paper.key).first()
    if row is None:
        issuer = held.cell if paper.by == "cell" else held.round.unit
        row = RecordedPaper(
            commune_id=issuer.commune_id,
            cell=issuer,
            inspection=held,
            key=paper.key,
            content=paper.content,
            kind=paper.kind,
            by=paper.by,
            to_cell=paper.to_cell,
            name=paper.name.vi,
        )
    return _compose(row, by)


@transaction.atomic
def make_programme(*, unit: Unit, by: Actor, year: int) -> RecordedPaper:
    """Compose the paper of a year's programme, or compose it again. Raises ProgrammeIsEmpty, PaperIssued."""
    plan = YearPlan.objects.select_for_update(of=("self",)).filter(unit=unit, year=year).first()
    if plan is None or not plan.lines.exists():
        raise refusals.ProgrammeIsEmpty
    row = plan.papers.first() or RecordedPaper(
        commune_id=unit.commune_id,
        cell=unit,
        plan=plan,
        key=sets.PROGRAMME_KEY,
        content="programme",
        kind=composing.PROGRAMME,
        by="unit",
        name="Chương trình kiểm tra, giám sát",
    )
    return _compose(row, by)


@transaction.atomic
def make_again(*, row: RecordedPaper, by: Actor) -> RecordedPaper:
    """Compose it from what is recorded now. Raises PaperIssued, NotInTheSet."""
    return _compose(locked(row), by)


def _compose(row: RecordedPaper, by: Actor) -> RecordedPaper:
    if row.is_issued:
        raise refusals.PaperIssued
    row.made_at, row.made_by_name = timezone.now(), by.name
    paper = record_set.composed(row, timezone.localdate())
    if paper is None:
        raise refusals.NotInTheSet
    row.save()
    papers.draft(by=by, cell=row.cell, kind=row.kind, about_id=row.pk, month=None, paper=paper)
    audit.record(by, "inspection.paper_made", row, paper=row.key)
    return row


@transaction.atomic
def edit(*, row: RecordedPaper, by: Actor, key: str, text: str) -> RecordedPaper:
    """Put a person's words in place of a part. Raises PaperIssued, PartIsGone, PartIsTooLong."""
    held = _draft(row)
    papers.edit(paper=record_set.issued_of(held), by=by, key=key, text=text)
    audit.record(by, "inspection.paper_edited", held, paper=held.key)
    return held


@transaction.atomic
def revert(*, row: RecordedPaper, by: Actor, key: str) -> RecordedPaper:
    """Give a part the composed words back."""
    held = _draft(row)
    papers.revert(paper=record_set.issued_of(held), by=by, key=key)
    audit.record(by, "inspection.paper_reverted", held, paper=held.key)
    return held


def issue(
    *,
    row: RecordedPaper,
    by: Actor,
    on_behalf: str,
    post: str,
    name: str,
    unchanged: Callable[[], None] = lambda: None,
) -> RecordedPaper:
    """Sign the text that was read: it is numbered, printed and frozen.

    `unchanged` raises when the text is not what the page showed. Raises TooEarlyToIssue, PaperIssued,
    CannotPrint.
    """
    place = signed_by(by, on_behalf=on_behalf, post=post, name=name, at=timezone.now())

    def write(prints: Prints) -> RecordedPaper:
        unchanged()
        return _issue(row, by, place, prints)

    return printing.issue(write)


def _issue(row: RecordedPaper, by: Actor, place: Signature, prints: Prints) -> RecordedPaper:
    held = _draft(row)
    about = held.inspection
    if about is not None:
        missing = rules.too_early_to_issue(
            held.content,
            reported=about.reported_at is not None,
            verified=about.verified_on is not None,
            concluded=about.is_concluded,
        )
        if missing:
            raise refusals.TooEarlyToIssue(missing)
    base = from_json(record_set.issued_of(held).base)
    places = tuple(place if each.role == CHAIR else each for each in base.signatures)
    final = replace(base, header=replace(base.header, day=timezone.localdate()), signatures=places)
    paper = papers.draft(by=by, cell=held.cell, kind=held.kind, about_id=held.pk, month=None, paper=final)
    issued = papers.freeze_printed(paper=paper, by=by, prints=prints)
    held.issued_at, held.signer_name, held.number_text = issued.frozen_at, place.name, issued.number_text
    held.save()
    audit.record(
        by, "inspection.paper_issued", held, paper=held.key, number=held.number_text or "–", name=place.name
    )
    return held


def _draft(row: RecordedPaper) -> RecordedPaper:
    held = locked(row)
    if held.is_issued:
        raise refusals.PaperIssued
    return held


def locked(row: RecordedPaper) -> RecordedPaper:
    rows = RecordedPaper.objects.select_for_update(of=("self",))
    return rows.select_related(
        "cell__parent", "inspection__cell", "inspection__round__unit__parent", "plan__unit__parent"
    ).get(pk=row.pk)
