"""What a unit sets for a kind of paper: its usual recipients and its own DOCX template."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import ancestors
from sotay.papers import own_template, queries
from sotay.papers.models import IssuedPaper, UnitKind, place_of_template, store
from sotay.papers.own_template import BadTemplate
from sotay.papers.structure import Header, Heading, Items, Paper, Paragraph, Signature, legible_text, lines
from sotay.units.models import Unit

REASONS = {
    own_template.NOT_DOCX: _("This file is no Word document (.docx)."),
    own_template.MACROS: _("This file holds macros or embedded objects. Save it as .docx without them."),
    own_template.OUTSIDE: _(
        "This file takes something from elsewhere (a link, a picture or a template). Take that out."
    ),
    own_template.TOO_LARGE: _("This file is too large. A template has at most 2 MB."),
    own_template.BROKEN: _("The template cannot be read. Look at its fields again: {where}"),
    own_template.UNKNOWN: _(
        "The template names a field there is none of: {where}. Use the fields listed here."
    ),
    own_template.NOT_SAFE: _(
        "The template asks for something that is not a field. Use the fields listed here."
    ),
    own_template.TOO_HARD: _("Filling in this template takes too long. Make it simpler."),
}


class TemplateRefused(Refusal):
    def __init__(self, bad: BadTemplate) -> None:
        super().__init__(format_lazy(REASONS[bad.why], where=bad.where), field="template")


class NothingToOffer(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There is no template here that units below could go by. Keep one first."))


class NotOffered(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This template is no longer offered to your unit. Choose another, or none."))


class HasItsOwn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The unit keeps a template of its own. Do without that first."))


@transaction.atomic
def save(*, unit: Unit, by: Actor, kind: str, recipients: str) -> UnitKind:
    """Set whom papers of this kind usually go to; none: whom the program names. For papers drawn up after."""
    row = _row(unit, kind)
    row.recipients = "\n".join(lines(legible_text(recipients)))
    return _saved(row, by)


def keep_template(*, unit: Unit, by: Actor, kind: str, content: bytes, name: str) -> UnitKind:
    """Keep a template once a paper has been laid into it. Raises TemplateRefused."""
    today = timezone.localdate()
    try:
        own_template.fill(content, example(unit, kind, today), queries.layout_for(unit, today))
    except BadTemplate as bad:
        raise TemplateRefused(bad) from bad
    file = store().save(
        place_of_template(UnitKind(cell=unit, commune_id=unit.commune_id)), ContentFile(content)
    )
    try:
        with transaction.atomic():
            row = _row(unit, kind)
            before, row.template = row.template.name, file
            row.template_name, row.template_sha256 = name[:120], hashlib.sha256(content).hexdigest()
            row.template_from = None
            _saved(row, by)
    except BaseException:
        store().delete(file)
        raise
    if before:
        store().delete(before)
    return row


@transaction.atomic
def drop_template(*, unit: Unit, by: Actor, kind: str) -> UnitKind:
    """Go back to the program's own Word file. Units below that went by the template do so too."""
    row = _row(unit, kind)
    before = row.template.name
    row.template, row.template_name, row.template_sha256 = "", "", ""
    row.offered, row.template_from = False, None
    if before:
        transaction.on_commit(lambda: store().delete(before))
    return _saved(row, by)


@transaction.atomic
def offer(*, unit: Unit, by: Actor, kind: str, offered: bool) -> UnitKind:
    """Let units below go by this unit's template, or no longer. Raises NothingToOffer."""
    row = _row(unit, kind)
    if offered and (unit.is_cell or not row.template):
        raise NothingToOffer
    row.offered = offered
    return _saved(row, by)


@transaction.atomic
def go_by(*, unit: Unit, by: Actor, kind: str, above: UUID) -> UnitKind:
    """Have papers of this kind come in the template a unit above offers. Raises HasItsOwn, NotOffered."""
    row = _row(unit, kind)
    if row.template:
        raise HasItsOwn
    offer_ = next((each for each in offers(unit, kind) if each.cell_id == above), None)
    if offer_ is None:
        raise NotOffered
    row.template_from = offer_.cell
    return _saved(row, by)


def offers(unit: Unit, kind: str) -> list[UnitKind]:
    """Templates that units above offer for this kind, the nearest first. One query."""
    rows = UnitKind.objects.filter(cell__path__in=ancestors(unit.path), kind=kind, offered=True)
    return list(rows.exclude(template="").select_related("cell").order_by("-cell__path"))


def template_of(paper: IssuedPaper) -> UnitKind | None:
    """The template papers of this kind come in: the unit's own, else the one above it goes by while that is
    offered there; None for the program's own file."""
    row = UnitKind.objects.filter(cell=paper.cell_id, kind=paper.kind).first()
    return effective(paper.cell, row)


def effective(unit: Unit, row: UnitKind | None) -> UnitKind | None:
    """What a unit's row comes to: itself, the one above it names, or none."""
    if row is None or row.template:
        return row
    if row.template_from_id is None:
        return None
    return next((each for each in offers(unit, row.kind) if each.cell_id == row.template_from_id), None)


def filled(paper: IssuedPaper, row: UnitKind) -> bytes:
    """The paper in the unit's template. Raises TemplateRefused."""
    with row.template.open() as file:
        content = file.read()
    try:
        return own_template.fill(content, queries.shown(paper), queries.layout_of(paper))
    except BadTemplate as bad:
        raise TemplateRefused(bad) from bad


def example(unit: Unit, kind: str, day: date) -> Paper:
    """A paper with every part there is, to try a template on."""
    superior = unit.parent.name.upper() if unit.parent else ""
    return Paper(
        kind=kind,
        header=Header(superior, unit.name.upper(), "Bình Minh", day),
        title="TÊN LOẠI",
        abstract="Trích yếu nội dung",
        blocks=(
            Paragraph("Đoạn mở đầu.", "opening"),
            Heading(1, "I- PHẦN THỨ NHẤT", "one"),
            Items(("Ý thứ nhất.", "Ý thứ hai."), "items"),
        ),
        signatures=(Signature(("T/M CHI BỘ", "BÍ THƯ"), "Nguyễn Văn An"),),
        recipients=("Cấp ủy cấp trên (để báo cáo),", "Lưu Chi bộ."),
    )


def _row(unit: Unit, kind: str) -> UnitKind:
    row, _new = UnitKind.objects.get_or_create(cell=unit, kind=kind, defaults={"commune_id": unit.commune_id})
    return UnitKind.objects.select_for_update(of=("self",)).select_related("cell").get(pk=row.pk)


def _saved(row: UnitKind, by: Actor) -> UnitKind:
    row.by_name, row.at = by.name, timezone.now()
    row.save()
    audit.record(by, "paper.kind_set", row.cell, kind=str(row.kind_name), unit=row.cell.name)
    return row
