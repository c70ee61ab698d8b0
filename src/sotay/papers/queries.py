"""Reading papers: their content, the layout they are made in, and what of them can be edited."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from sotay.kernel.actor import Actor
from sotay.kernel.health import ExpectedFile
from sotay.kernel.periods import spoken_time
from sotay.kernel.text import search_key, tidy
from sotay.papers import letters, structure
from sotay.papers.layout import Layout
from sotay.papers.models import KINDS, IssuedPaper, PaperNumber, Signature, SignedPrint, Term, UnitKind
from sotay.papers.structure import (
    CHAIR,
    Paper,
    digest,
    editable_text,
    from_json,
    stale_edits,
    with_edits,
    with_number,
)
from sotay.regulations import NotInForce
from sotay.units.models import Kind, Unit
from sotay.units.settings import settings_of

COMMITTEE_CODES: Mapping[str, str] = {Kind.PROVINCE: "TU", Kind.COMMUNE: "ĐU", Kind.COMMITTEE: "ĐU"}
"""Codes of committees in numbers of papers. The setting "organisation_code" is that of the cells below.
Source: HD 05-HD/VPTW (27/5/2026)."""


def layout_for(cell: Unit, day: date) -> Layout:
    """The layout a paper of that day has in this cell: the regulation's, with the units' own settings."""
    try:
        layout = Layout.from_mapping(settings_of(cell, day).values_of("document-layout"))
    except (NotInForce, KeyError):
        layout = Layout()  # a day before every layout we know
    code = COMMITTEE_CODES.get(cell.kind)
    return replace(layout, organisation_code=code) if code else layout


def layout_of(paper: IssuedPaper) -> Layout:
    return layout_for(paper.cell, from_json(paper.base).header.day)


def layout_of_paper(unit: Unit, paper: Paper) -> Layout:
    return layout_for(unit, paper.header.day)


def content(paper: IssuedPaper) -> Paper:
    """The text people read and sign, edits laid over; of a frozen paper, exactly what was printed."""
    if paper.final is not None:
        return from_json(paper.final)
    return with_edits(from_json(paper.base), paper.edits)


def with_own_recipients(unit: Unit, paper: Paper) -> Paper:
    """The paper with the recipients the unit set for its kind, where it has any at all."""
    if not paper.recipients:
        return paper
    own = UnitKind.objects.filter(cell=unit, kind=paper.kind).values_list("recipients", flat=True).first()
    return replace(paper, recipients=tuple(structure.lines(own))) if own else paper


def shown(paper: IssuedPaper) -> Paper:
    """The content with a note at each place somebody has already signed."""
    return content(paper) if paper.is_frozen else with_signatures(content(paper), _signatures(paper))


def digest_to_sign(paper: IssuedPaper) -> str:
    """What a form that offers to sign carries, so that nobody signs a text they did not read."""
    return digest(content(paper))


def gaps(*drafts: IssuedPaper) -> list[str]:
    """Characters that no font of ours has, as a sentence names them: the prints would have gaps there."""
    return gaps_in(*(content(paper) for paper in drafts if not paper.is_frozen))


def gaps_in(*composed: Paper) -> list[str]:
    """The same of papers that are not kept yet."""
    found = {char for paper in composed for char in letters.lacking(paper)}
    return [letters.named(char) for char in sorted(found)]


def missing_roles(paper: IssuedPaper, signed: Container[str] | None = None) -> list[str]:
    """Roles the paper has a place for and that have not signed. A place that was composed with its note waits
    for nobody: it was signed outside of the paper, as a synthesis is by a committee's office. `signed` are
    the roles that have, when the caller knows.
    """
    signed = _signatures(paper) if signed is None else signed
    places = content(paper).signatures
    return [place.role for place in places if not place.signed_note and place.role not in signed]


def with_signatures(paper: Paper, signatures: Mapping[str, Signature]) -> Paper:
    """The paper with names and notes of those who signed. The digest people signed is without them."""
    places = tuple(
        replace(place, name=place.name or signed.name, signed_note=note(signed)) if signed else place
        for place, signed in ((place, signatures.get(place.role)) for place in paper.signatures)
    )
    return replace(paper, signatures=places)


def note(signature: Signature) -> str:
    """What a paper prints where somebody signed."""
    return signed_note(signature.signed_at, signature.helped_by)


def signed_note(signed_at: datetime, helped_by: str) -> str:
    """'Đã ký lúc 20 giờ 05 phút ngày 03/12/2026': always Vietnamese, like every word of a paper."""
    at = timezone.localtime(signed_at)
    when = f"lúc {spoken_time(at)} ngày {at:%d/%m/%Y}"
    return f"Xác nhận {when}, {helped_by} ghi giúp" if helped_by else f"Đã ký {when}"


def signed_by(by: Actor, *, on_behalf: str, post: str, name: str, at: datetime) -> structure.Signature:
    """The signed place of a paper that one person signs for a unit. Who signs may not be who presses the
    button; the paper then says who recorded it."""
    named = tidy(name)
    note = signed_note(at, "" if named == by.name else by.name)
    return structure.Signature((tidy(on_behalf).upper(), tidy(post).upper()), named, note, CHAIR)


def final_of(paper: IssuedPaper, number_text: str) -> Paper:
    """The paper as it is printed for good."""
    final = with_number(with_signatures(content(paper), _signatures(paper)), number_text)
    return replace(final, check=check_address(paper))


def check_address(paper: IssuedPaper) -> str:
    """The address at which whoever holds a print checks it; it is the same for every print of the paper."""
    return f"{settings.PUBLIC_URL}/papers/c/{paper.check_code}/"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text that a person may rewrite. `under` is the heading it stands under."""

    key: str
    text: str
    composed: str
    edited: bool
    under: str = ""


def editable_parts(paper: IssuedPaper) -> list[Part]:
    """Every text of the paper in its order, then the recipients where the paper has any."""
    composed, parts, under = from_json(paper.base), list[Part](), ""
    for block in composed.all_blocks():
        text = editable_text(block)
        if text is not None:
            parts.append(
                Part(block.key, paper.edits.get(block.key, text), text, block.key in paper.edits, under)
            )
        if isinstance(block, structure.Heading):
            under = block.text
    if composed.recipients:
        text, key = "\n".join(composed.recipients), structure.RECIPIENTS
        parts.append(Part(key, paper.edits.get(key, text), text, key in paper.edits, "Nơi nhận"))
    return parts


def composed_text(paper: IssuedPaper, key: str) -> str | None:
    """What the program wrote under a key; None for a key that nobody may rewrite."""
    return next((part.composed for part in editable_parts(paper) if part.key == key), None)


def stale(paper: IssuedPaper) -> tuple[str, ...]:
    """Keys of edits about something that is no longer in the paper."""
    return stale_edits(from_json(paper.base), paper.edits)


def filename(paper: IssuedPaper, ending: str) -> str:
    """'BB-03-thang-12-2026-chi-bo-hoa-binh.pdf': plain letters, so that every phone can save it."""
    number = f"{paper.number:02d}" if paper.number else "du-thao"
    month = f"thang-{paper.month.number:02d}-{paper.month.year}" if paper.month else ""
    words = [search_key(paper.kind).upper(), number, month, *_plain_words(paper.cell.name)]
    return "-".join(word for word in words if word) + f".{ending}"


def kept_files() -> Iterator[ExpectedFile]:
    """Every file of this app, for `sotay check`."""
    yield from printed_files()
    yield from other_files()


def printed_files() -> Iterator[ExpectedFile]:
    """The PDF of each issued paper."""
    frozen = IssuedPaper.objects.filter(state=IssuedPaper.State.FROZEN).order_by("pk")
    rows = frozen.values_list("cell__name", "number_text", "pdf", "pdf_sha256")
    for cell, number, name, sha256 in rows.iterator(chunk_size=500):
        yield ExpectedFile(f"{cell}, paper {number}", name, sha256)


def may_replace(paper: IssuedPaper) -> QuerySet[IssuedPaper]:
    """Issued papers of the unit that still hold, issued at the same time or later, the newest first."""
    rows = IssuedPaper.objects.filter(cell=paper.cell_id, state=IssuedPaper.State.FROZEN, ending=None)
    return rows.filter(frozen_at__gte=paper.frozen_at).exclude(pk=paper.pk).order_by("-frozen_at")


def last_numbers(term: Term) -> list[tuple[str | Promise, int]]:
    """How far the numbers of each kind have come in a term."""
    rows = PaperNumber.objects.filter(cell=term.cell_id, term_from=term.from_on).order_by("kind")
    return [(KINDS.get(row.kind, row.kind), row.last) for row in rows]


def other_files() -> Iterator[ExpectedFile]:
    """Prints with digital signatures, and units' own templates, for `sotay check`."""
    signed = SignedPrint.objects.order_by("pk").values_list(
        "cell__name", "paper__number_text", "pdf", "pdf_sha256"
    )
    for cell, number, name, sha256 in signed.iterator(chunk_size=500):
        yield ExpectedFile(f"{cell}, paper {number}, signed", name, sha256)
    kept = UnitKind.objects.exclude(template="").order_by("pk")
    for cell, kind, name, sha256 in kept.values_list("cell__name", "kind", "template", "template_sha256"):
        yield ExpectedFile(f"{cell}, template {kind}", name, sha256)


def known_files(names: Collection[str]) -> set[str]:
    """Those of the names that are a paper's PDF, signed digitally or not, or a unit's template."""
    return {
        *IssuedPaper.objects.filter(pdf__in=names).values_list("pdf", flat=True),
        *SignedPrint.objects.filter(pdf__in=names).values_list("pdf", flat=True),
        *UnitKind.objects.filter(template__in=names).values_list("template", flat=True),
    }


def _plain_words(name: str) -> list[str]:
    return "".join(char if char.isascii() and char.isalnum() else " " for char in search_key(name)).split()


def _signatures(paper: IssuedPaper) -> dict[str, Signature]:
    return {signature.role: signature for signature in paper.signatures.all()}
