"""Writing, sending and withdrawing guidance; noting who opened it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.guidance import figures, jobs, queries, rules
from sotay.guidance.models import Guidance, GuidancePaper, GuidanceQuestion, GuidanceTopic, Reading
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.library import actions as library
from sotay.units.models import CellType, Unit


@dataclass(frozen=True, slots=True)
class Topic:
    title: str
    text: str = ""
    compulsory: bool = False


@transaction.atomic
def begin(*, unit: Unit, by: Actor, month: Month, kind: str, as_before: bool = False) -> Guidance:
    """A draft for a month; the one there is when somebody began it already. `as_before` copies the last one
    that was sent.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    drafts = Guidance.objects.filter(unit=unit, kind=kind, month=month, status=Guidance.Status.DRAFT)
    if (draft := drafts.first()) is not None:
        return draft
    draft = Guidance(unit=unit, kind=kind, month=month, year=month.year, created_by_name=by.name)
    draft.title = _usual_title(draft)
    before = queries.last_sent(unit, kind) if as_before else None
    if before is not None:
        draft.summary, draft.orientation = before.summary, before.orientation
        draft.cell_types = before.cell_types
    draft.save()
    if before is not None:
        topics = [Topic(each.title, each.text, each.compulsory) for each in before.topics.all()]
        _write_parts(draft, topics, [each.text for each in before.questions.all()])
    audit.record(by, f"{kind}.begun", draft, month=month.label())
    return draft


def _usual_title(draft: Guidance) -> str:
    if draft.is_bulletin:
        return f"Bản tin sinh hoạt chi bộ tháng {draft.month.label()}"
    return f"Định hướng nội dung sinh hoạt chi bộ tháng {draft.month.label()}"


@transaction.atomic
def save(
    *,
    guidance: Guidance,
    by: Actor,
    month: Month,
    title: str,
    summary: str,
    orientation: str,
    cell_types: Sequence[str],
    topics: Sequence[Topic] = (),
    questions: Sequence[str] = (),
) -> Guidance:
    """Write the draft. Raises Refusal once it is sent."""
    row = _locked_draft(guidance)
    row.month, row.year, row.title = month, month.year, tidy(title)
    row.summary, row.orientation = summary.strip(), orientation.strip()
    row.cell_types = rules.kept_types(cell_types, CellType.values)
    row.save()
    _write_parts(row, topics, questions)
    audit.record(by, f"{row.kind}.edited", row, month=month.label())
    return row


def _write_parts(row: Guidance, topics: Sequence[Topic], questions: Sequence[str]) -> None:
    row.topics.all().delete()
    row.questions.all().delete()
    GuidanceTopic.objects.bulk_create(
        GuidanceTopic(
            guidance=row,
            position=position,
            title=tidy(each.title),
            text=each.text.strip(),
            compulsory=each.compulsory,
        )
        for position, each in enumerate(topics, start=1)
    )
    GuidanceQuestion.objects.bulk_create(
        GuidanceQuestion(guidance=row, position=position, text=tidy(text))
        for position, text in enumerate(questions, start=1)
    )


@transaction.atomic
def send(*, guidance: Guidance, by: Actor) -> Guidance:
    """Send a draft to the cells it is for; sending twice changes nothing and tells nobody again.

    It joins agendas drafted from now on. A bulletin gets the next number of its series.
    """
    Unit.objects.select_for_update().get(pk=guidance.unit_id)  # numbers of a unit are given one by one
    row = _locked(guidance)
    if row.is_sent:
        return row
    _refuse_unfinished(row)
    if row.is_bulletin:
        series = Guidance.objects.filter(unit=row.unit_id, kind=row.kind, year=row.year)
        row.number = rules.next_number(series.values_list("number", flat=True))
    row.status, row.sent_at, row.sent_by_name = Guidance.Status.SENT, timezone.now(), by.name
    row.save()
    said: dict[str, Any] = {"month": row.month.label(), "number": row.number}
    audit.record(by, f"{row.kind}.sent", row, **said)
    jobs.tell(row)
    figures.keep_below(row)
    return row


def _refuse_unfinished(row: Guidance) -> None:
    if row.status == Guidance.Status.WITHDRAWN:
        raise Refusal(_("This was withdrawn. Begin a new one."))
    if not row.title:
        raise Refusal(_("Give it a title first."), field="title")
    if not (row.orientation or row.summary or row.topics.exists()):
        raise Refusal(_("Nothing is written yet: write the orientation or a topic, then send."))


@transaction.atomic
def issue(
    *,
    unit: Unit,
    by: Actor,
    month: Month,
    title: str,
    text: str,
    kind: str = Guidance.Kind.GUIDANCE,
    topics: Sequence[Topic] = (),
    questions: Sequence[str] = (),
    cell_types: Sequence[str] = (),
) -> Guidance:
    """Write and send in one go, for programs."""
    draft = begin(unit=unit, by=by, month=month, kind=kind)
    save(
        guidance=draft,
        by=by,
        month=month,
        title=title,
        summary="",
        orientation=text,
        cell_types=cell_types,
        topics=topics,
        questions=questions,
    )
    return send(guidance=draft, by=by)


@transaction.atomic
def withdraw(*, guidance: Guidance, by: Actor, reason: str) -> Guidance:
    """Take back what was sent, with the reason the cells read. Twice changes nothing.

    Raises Refusal once it stands on the agenda of a cell.
    """
    row = _locked(guidance)
    if row.status == Guidance.Status.WITHDRAWN:
        return row
    if not row.is_sent:
        raise Refusal(_("This is a draft; nobody has it yet."))
    if not tidy(reason):
        raise Refusal(_("Say why it is withdrawn; the cells read it."), field="reason")
    if queries.is_used(row):
        raise Refusal(_("A cell has it on its agenda already, so it cannot be withdrawn. Send a new one."))
    row.status, row.withdrawn_at = Guidance.Status.WITHDRAWN, timezone.now()
    row.withdrawn_by_name, row.withdrawn_because = by.name, tidy(reason)
    row.save()
    audit.record(by, f"{row.kind}.withdrawn", row, month=row.month.label(), number=row.number)
    jobs.tell(row)
    figures.keep_below(row)
    return row


MOST_PAPERS = 10


def attach(
    *, guidance: Guidance, by: Actor, upload: UploadedFile[Any], title: str, not_secret: bool
) -> GuidancePaper:
    """Put a document to a draft. The file is stored first, outside of the transaction.

    Raises Refusal once it was sent, for the eleventh document, and what `library.actions.store` raises.
    """
    _refuse_more_papers(guidance)
    document = library.store(
        by=by,
        cell=guidance.unit,
        about_id=guidance.pk,
        upload=upload,
        title=title,
        not_secret=not_secret,
    )
    with transaction.atomic():
        row = _locked_draft(guidance)
        _refuse_more_papers(row)
        paper = GuidancePaper.objects.create(guidance=row, document=document, commune_id=document.commune_id)
        audit.record(by, f"{row.kind}.paper_added", row, month=row.month.label())
    return paper


def _refuse_more_papers(guidance: Guidance) -> None:
    if not guidance.is_draft:
        raise Refusal(_("This was sent already, so it can no longer be changed."))
    if guidance.papers.count() >= MOST_PAPERS:
        raise Refusal(_("At most ten documents go with it. Take one away first."), field="file")


@transaction.atomic
def detach(*, paper: GuidancePaper, by: Actor) -> None:
    """Take a document away from a draft."""
    row = _locked_draft(paper.guidance)
    audit.record(by, f"{row.kind}.paper_removed", row, month=row.month.label())
    paper.delete()


@transaction.atomic
def discard(*, guidance: Guidance, by: Actor) -> None:
    """Throw a draft away. Raises Refusal once it is sent."""
    row = _locked_draft(guidance)
    audit.record(by, f"{row.kind}.discarded", row, month=row.month.label())
    row.delete()


def _locked(guidance: Guidance) -> Guidance:
    return Guidance.objects.select_for_update(of=("self",)).select_related("unit").get(pk=guidance.pk)


def _locked_draft(guidance: Guidance) -> Guidance:
    row = _locked(guidance)
    if not row.is_draft:
        raise Refusal(_("This was sent already, so it can no longer be changed."))
    return row


def mark_opened(*, guidance: Guidance, cells: Iterable[Unit], member_id: UUID) -> None:
    """Note that a leader of these cells opened it; only the first time counts."""
    _mark([guidance], cells, member_id, Reading.Page.LETTER)


def mark_digest_read(*, letters: Iterable[Guidance], cell: Unit, member_id: UUID) -> None:
    """Note that a member of the cell read the digest of these; only the first time counts."""
    _mark(letters, [cell], member_id, Reading.Page.DIGEST)


@transaction.atomic
def _mark(letters: Iterable[Guidance], cells: Iterable[Unit], member_id: UUID, page: str) -> None:
    letters, cells, now = list(letters), list(cells), timezone.now()
    known = Reading.objects.filter(member=member_id, page=page, guidance__in=[each.pk for each in letters])
    marked = set(known.order_by().values_list("guidance", "cell"))
    fresh = [
        Reading(
            commune_id=cell.commune_id, cell=cell, guidance=letter, member_id=member_id, page=page, at=now
        )
        for letter in letters
        for cell in cells
        if (letter.pk, cell.pk) not in marked
    ]
    if not fresh:
        return
    Reading.objects.bulk_create(fresh, ignore_conflicts=True)
    figures.keep({row.cell_id for row in fresh}, min(row.guidance.month for row in fresh))
