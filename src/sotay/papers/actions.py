"""Writing papers: compose, edit, sign, freeze. See `docs/papers.md`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.versions import Stale
from sotay.members.models import Member
from sotay.papers import printing, queries
from sotay.papers.layout import WITHOUT_NUMBER
from sotay.papers.models import Help, IssuedPaper, PaperIsFrozen, PaperNumber, Role, Signature, Term
from sotay.papers.printing import Prints
from sotay.papers.structure import (
    Paper,
    digest,
    from_json,
    legible,
    legible_text,
    to_json,
)
from sotay.units.models import Unit

LONGEST_PART = 20_000
"""Characters of one edited part: a dozen printed pages, far beyond any statement made in a meeting."""


class PartIsGone(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This part is no longer in the paper. Go back to the paper and choose the part again.")
        )


class PartIsTooLong(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This part is too long. Shorten it to at most 20,000 characters."), field="text")


class TextHasChanged(Stale):
    def __init__(self) -> None:
        super().__init__(sentence=_("The text changed after you opened it. Read it again, then sign."))


class AlreadySigned(Refusal):
    def __init__(self, signature: Signature) -> None:
        sentence = _("{name} has already signed here. There is nothing left to do.")
        super().__init__(format_lazy(sentence, name=signature.name))


class HelpNeedsReason(Refusal):
    def __init__(self, member: Member) -> None:
        sentence = _("Say why {name} cannot sign with a log-in of their own.")
        super().__init__(format_lazy(sentence, name=member.full_name), field="help_needed")


class NoPlaceToSign(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This paper has no place for that signature. Choose another role."))


def role_name(role: str) -> str:
    """The role in the reader's words; a role of another app's own as it is written."""
    return str(Role(role).label) if role in Role.values else role


class NotAllSigned(Refusal):
    def __init__(self, roles: list[str]) -> None:
        who = ", ".join(role_name(role) for role in roles)
        super().__init__(
            format_lazy(
                _("The paper still waits for a signature: {who}. Ask them to sign, then issue it."), who=who
            )
        )


class TermOverlaps(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A term that starts on that day or later is already recorded. Enter a later day."),
            field="from_on",
        )


@transaction.atomic
def draft(
    *,
    by: Actor,
    cell: Unit,
    kind: str,
    about_id: UUID,
    month: Month | None,
    paper: Paper,
    instead_of: Iterable[str] = (),
    keeps_recipients: bool = False,
) -> IssuedPaper:
    """Compose the paper of this kind about a thing, or compose it again; edits stay where they were.

    A draft about it of a kind in `instead_of` becomes this one. The recipients are those the unit set for the
    kind, if it did, unless the paper `keeps_recipients`: people named them. Composing the same text again
    writes nothing. Raises PaperIsFrozen once it has been issued.
    """
    composed = legible(paper if keeps_recipients else queries.with_own_recipients(cell, paper))
    about = IssuedPaper.objects.filter(cell=cell, about_id=about_id)
    if not about.filter(kind=kind).exists():
        about.filter(kind__in=list(instead_of)).update(kind=kind)
    base, title = to_json(composed), f"{composed.title} {composed.abstract}".strip()[:300]
    issued, new = IssuedPaper.objects.get_or_create(
        cell=cell,
        kind=kind,
        about_id=about_id,
        defaults={"commune_id": cell.commune_id, "month": month, "title": title, "base": base},  # type: ignore[misc]
    )
    if new:
        audit.record(by, "paper.drafted", issued, paper=issued.plain_name)
        return issued
    issued = locked(issued)
    if from_json(issued.base) != composed or issued.month != month:
        issued.base, issued.title = base, title
        issued.month = month  # type: ignore[assignment]  # MonthField has no nullable type
        _save_text(issued)
        audit.record(by, "paper.recomposed", issued, paper=issued.plain_name)
    return issued


@transaction.atomic
def edit(*, paper: IssuedPaper, by: Actor, key: str, text: str) -> IssuedPaper:
    """Put a person's words in place of a composed part; items of a list go one to a line.

    Raises PartIsGone, PartIsTooLong, PaperIsFrozen.
    """
    issued, words = locked(paper), legible_text(text).strip()
    composed = _composed_text(issued, key)
    if len(words) > LONGEST_PART:
        raise PartIsTooLong
    if words == issued.edits.get(key, composed):
        return issued
    if words == composed:
        return _take_back(issued, by, key)
    issued.edits = {**issued.edits, key: words}
    _save_text(issued)
    audit.record(by, "paper.edited", issued, paper=issued.plain_name, key=key)
    return issued


@transaction.atomic
def revert(*, paper: IssuedPaper, by: Actor, key: str) -> IssuedPaper:
    """Give a part the composed words back. An edit about something gone can be taken back too."""
    issued = locked(paper)
    return _take_back(issued, by, key) if key in issued.edits else issued


@transaction.atomic
def sign(
    *, paper: IssuedPaper, by: Actor, role: str, member: Member, digest: str, help_needed: str = ""
) -> Signature:
    """Sign the text whose digest the signer read. Somebody else's hand on the button is kept as help, with
    the reason for it (a `Help`).

    Raises HelpNeedsReason, TextHasChanged, AlreadySigned, NoPlaceToSign, PaperIsFrozen.
    """
    issued, helped = locked(paper), by.member_id != member.pk
    if helped and help_needed not in Help.values:
        raise HelpNeedsReason(member)
    if role not in {place.role for place in queries.content(issued).signatures}:
        raise NoPlaceToSign
    before = issued.signatures.filter(role=role).first()
    if before is not None:
        raise AlreadySigned(before)
    if digest != queries.digest_to_sign(issued):
        raise TextHasChanged
    signature = Signature.objects.create(
        commune_id=issued.commune_id,
        cell_id=issued.cell_id,
        paper=issued,
        role=role,
        member=member,
        name=member.full_name,
        account_id=by.account_id,
        helped_by=by.name if helped else "",
        help_needed=help_needed if helped else "",
        signed_at=timezone.now(),
        digest=digest,
    )
    audit.record(
        by,
        "paper.signed_for" if helped else "paper.signed",
        issued,
        assisted=member.pk if helped else None,
        paper=issued.plain_name,
        name=member.full_name,
        role=role,
    )
    return signature


def freeze(*, paper: IssuedPaper, by: Actor) -> IssuedPaper:
    """Number the paper, print it and keep it so for ever. Raises NotAllSigned, PaperIsFrozen, CannotPrint."""
    return printing.issue(lambda prints: freeze_printed(paper=paper, by=by, prints=prints))


def freeze_printed(*, paper: IssuedPaper, by: Actor, prints: Prints) -> IssuedPaper:
    """`freeze` as a part of a larger transaction, which `printing.issue` runs.

    The PDF has been drawn and kept before; where it has not, what is to be drawn is noted in `prints`.
    """
    issued = locked(paper)
    if missing := queries.missing_roles(issued):
        raise NotAllSigned(missing)
    composed = from_json(issued.base)
    layout = queries.layout_for(issued.cell, composed.header.day)
    issued.term_from = _first_day_of_numbering(
        issued.cell, composed.header.day, layout.numbering == "by_year"
    )
    if issued.kind not in WITHOUT_NUMBER:
        issued.number = _next_number(issued.cell, issued.kind, issued.term_from)
        issued.number_text = layout.number_text(issued.kind, issued.number)
    final = queries.final_of(issued, issued.number_text)
    issued.final, issued.digest = to_json(final), digest(final)
    issued.pdf, issued.pdf_sha256 = prints.of(issued, final, layout)
    issued.state, issued.frozen_at = IssuedPaper.State.FROZEN, timezone.now()
    issued.save()
    audit.record(by, "paper.frozen", issued, paper=issued.plain_name, number=issued.number_text)
    return issued


@transaction.atomic
def start_term(*, cell: Unit, by: Actor, from_on: date) -> Term:
    """Numbers of papers dated from this day on begin at 01 again. Raises TermOverlaps."""
    if Term.objects.filter(cell=cell, from_on__gte=from_on).exists():
        raise TermOverlaps
    term = Term.objects.create(commune_id=cell.commune_id, cell=cell, from_on=from_on)
    audit.record(by, "paper.term_started", term, day=f"{from_on:%d/%m/%Y}")
    return term


def locked(paper: IssuedPaper) -> IssuedPaper:
    """The paper as it is now, for this transaction alone. Raises PaperIsFrozen."""
    issued = IssuedPaper.objects.select_for_update(of=("self",)).select_related("cell").get(pk=paper.pk)
    if issued.is_frozen:
        raise PaperIsFrozen
    return issued


def _composed_text(issued: IssuedPaper, key: str) -> str:
    text = queries.composed_text(issued, key)
    if text is None:
        raise PartIsGone
    return text


def _take_back(issued: IssuedPaper, by: Actor, key: str) -> IssuedPaper:
    issued.edits = {name: text for name, text in issued.edits.items() if name != key}
    _save_text(issued)
    audit.record(by, "paper.reverted", issued, paper=issued.plain_name, key=key)
    return issued


def _save_text(issued: IssuedPaper) -> None:
    """Save a changed text. Whoever signed another text has not signed this one."""
    if issued.state == IssuedPaper.State.AGREED:  # what was agreed is another text
        issued.state = IssuedPaper.State.COMMENT
    issued.save()
    issued.signatures.exclude(digest=queries.digest_to_sign(issued)).delete()


def _first_day_of_numbering(cell: Unit, day: date, by_year: bool) -> date:
    """The first day of the term a paper of that day is numbered in.

    A cell that never recorded a term is in one that starts with its first numbered paper.
    Source: regulation "document-layout", point "numbering".
    """
    if by_year:
        return date(day.year, 1, 1)
    terms = Term.objects.filter(cell=cell)
    term = terms.filter(from_on__lte=day).last() or terms.first()
    if term is None:
        term, _new = Term.objects.get_or_create(
            cell=cell, from_on=day, defaults={"commune_id": cell.commune_id}
        )
    return term.from_on


def _next_number(cell: Unit, kind: str, term_from: date) -> int:
    """The next number, without gaps: a transaction that fails gives its number back.

    On PostgreSQL the row's lock makes the second of two at once wait for the first; SQLite lets
    only one transaction write anyway.
    """
    counter, _new = PaperNumber.objects.get_or_create(
        cell=cell, kind=kind, term_from=term_from, defaults={"commune_id": cell.commune_id}
    )
    counter = PaperNumber.objects.select_for_update().get(pk=counter.pk)
    counter.last += 1
    counter.save()
    return counter.last
