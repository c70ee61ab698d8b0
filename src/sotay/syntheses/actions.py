"""Building a synthesis, writing over parts of it, signing, sending it up, and correcting what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.notify import actions as notify
from sotay.papers import actions as papers
from sotay.papers import printing
from sotay.papers.printing import Prints
from sotay.papers.queries import signed_by
from sotay.papers.structure import Signature, editable_text, from_json
from sotay.petitions.holding import officers, speaks_for
from sotay.syntheses import composing, queries
from sotay.syntheses.models import Synthesis
from sotay.units.models import Unit

Status = Synthesis.Status


class NotADraft(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This synthesis is signed and no longer changes. After sending, write a correction.")
        )


class TooEarly(Refusal):
    def __init__(self, month: Month) -> None:
        super().__init__(
            _("%(month)s has not begun; there is nothing to sum up yet.") % {"month": month.label()}
        )


@transaction.atomic
def build(*, unit: Unit, by: Actor, month: Month) -> Synthesis:
    """Write the synthesis of a month from its figures, or write it again; what people wrote stays.

    Raises TooEarly for a month to come, NotADraft once it is signed.
    """
    now = timezone.now()
    if month.first > timezone.localdate(now):
        raise TooEarly(month)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    found = queries.newest(unit, month)
    if found is not None and not found.is_draft:
        raise NotADraft
    return _build(found or Synthesis(unit=unit, commune_id=unit.commune_id, month=month), by, now)


def _build(synthesis: Synthesis, by: Actor, now: datetime) -> Synthesis:
    facts = queries.facts_of(synthesis.unit, synthesis.month, now)
    synthesis.figures, synthesis.built_at, synthesis.built_by_name = dict(facts.figures), now, by.name
    synthesis.save()
    papers.draft(
        by=by,
        cell=synthesis.unit,
        kind="BC",
        about_id=synthesis.pk,
        month=synthesis.month,
        paper=composing.compose(facts),
    )
    audit.record(by, "synthesis.built", synthesis, month=synthesis.month.label(), unit=synthesis.unit.name)
    return synthesis


@transaction.atomic
def edit(*, synthesis: Synthesis, by: Actor, key: str, text: str) -> Synthesis:
    """Put words in place of what was composed. Raises NotADraft, papers.PartIsGone, papers.PartIsTooLong."""
    held = _locked_draft(synthesis)
    paper = queries.paper_of(held)
    papers.edit(paper=paper, by=by, key=key, text=text)
    composed = {block.key: editable_text(block) for block in from_json(paper.base).blocks}
    held.edited_from = {**held.edited_from, key: composed.get(key)}
    held.save(update_fields=["edited_from"])
    audit.record(by, "synthesis.edited", held, month=held.month.label(), unit=held.unit.name)
    return held


@transaction.atomic
def revert(*, synthesis: Synthesis, by: Actor, key: str) -> Synthesis:
    """Give a part the composed words back."""
    held = _locked_draft(synthesis)
    papers.revert(paper=queries.paper_of(held), by=by, key=key)
    held.edited_from = {name: text for name, text in held.edited_from.items() if name != key}
    held.save(update_fields=["edited_from"])
    audit.record(by, "synthesis.reverted", held, month=held.month.label(), unit=held.unit.name)
    return held


def sign(
    *,
    synthesis: Synthesis,
    by: Actor,
    on_behalf: str,
    post: str,
    name: str,
    unchanged: Callable[[], None] = lambda: None,
) -> Synthesis:
    """Sign the text that was read: it is numbered, printed and frozen.

    Who signs may not be who presses the button; the paper then says who recorded it. `unchanged` raises when
    the text is not what the page showed. Raises NotADraft, CannotPrint.
    """
    at = timezone.now()
    place = signed_by(by, on_behalf=on_behalf, post=post, name=name, at=at)

    def write(prints: Prints) -> Synthesis:
        unchanged()
        return _sign(synthesis, by, place, at, prints)

    return printing.issue(write)


def _sign(synthesis: Synthesis, by: Actor, place: Signature, at: datetime, prints: Prints) -> Synthesis:
    held = _locked_draft(synthesis)
    paper = queries.paper_of(held)
    base = from_json(paper.base)
    header = replace(base.header, day=timezone.localdate(at))
    final = replace(base, header=header, signatures=(place,))
    paper = papers.draft(
        by=by, cell=held.unit, kind=paper.kind, about_id=held.pk, month=held.month, paper=final
    )
    issued = papers.freeze_printed(paper=paper, by=by, prints=prints)
    held.status, held.signed_at, held.signer_name = Status.SIGNED, at, place.name
    held.number_text = issued.number_text
    held.save()
    audit.record(
        by,
        "synthesis.signed",
        held,
        month=held.month.label(),
        unit=held.unit.name,
        number=held.number_text,
        name=place.name,
    )
    return held


@transaction.atomic
def send(*, synthesis: Synthesis, by: Actor) -> Synthesis:
    """Send a signed synthesis to the unit above; sending twice is sending once.

    Raises Refusal for one that is not signed, or when nobody is above.
    """
    held = _locked(synthesis)
    if held.is_sent:
        return held
    if held.status != Status.SIGNED:
        raise Refusal(_("Sign the synthesis first; what is sent is what was signed."))
    receiver = queries.receiver_of(held.unit)
    if receiver is None:
        raise Refusal(_("There is no unit above to send it to."))
    held.status, held.sent_at, held.sent_by_name = Status.SENT, timezone.now(), by.name
    held.save()
    words: dict[str, Any] = {"month": held.month.label(), "unit": held.unit.name}
    audit.record(by, "synthesis.sent", held, to=receiver.organ, **words)
    code = "synthesis.corrected" if held.is_correction else "synthesis.received"
    notify.tell(officers(receiver), code, held.get_absolute_url(), by=by, reason=held.reason, **words)
    return held


def note_opened(*, synthesis: Synthesis, by: Actor) -> None:
    """Keep when the office it was sent to first opened it; once, without an audit line."""
    if synthesis.is_sent and synthesis.opened_at is None:
        receiver = queries.receiver_of(synthesis.unit)
        if receiver is not None and speaks_for(by, receiver):
            Synthesis.objects.filter(pk=synthesis.pk, opened_at=None).update(
                opened_at=timezone.now(), opened_by_name=by.name
            )


@transaction.atomic
def correct(*, synthesis: Synthesis, by: Actor, reason: str) -> Synthesis:
    """Begin a correction of what was sent: a new version from today's figures, with what people wrote.

    The one that was sent stays what the unit above reads until the correction is sent. Raises Refusal for one
    that was not sent, or when a later version exists.
    """
    held = _locked(synthesis)
    if not held.is_sent:
        raise Refusal(_("Only a synthesis that was sent is corrected. This one can still be changed."))
    if Synthesis.objects.filter(unit=held.unit, month=held.month, version__gt=held.version).exists():
        raise Refusal(_("A correction of this synthesis exists already. Open the latest version."))
    if not tidy(reason):
        raise Refusal(_("Say why it is corrected; the unit above reads it."), field="reason")
    new = Synthesis(
        unit=held.unit,
        commune_id=held.commune_id,
        month=held.month,
        version=held.version + 1,
        reason=tidy(reason),
        edited_from=held.edited_from,
    )
    _build(new, by, timezone.now())
    _carry_words(held, new, by)
    return new


def _carry_words(before: Synthesis, new: Synthesis, by: Actor) -> None:
    """What people wrote in the version before stands in the new one, where that part still exists."""
    paper = queries.paper_of(new)
    parts = {block.key for block in from_json(paper.base).blocks if editable_text(block) is not None}
    for key, text in queries.paper_of(before).edits.items():
        if key in parts:
            papers.edit(paper=paper, by=by, key=key, text=text)


def _locked(synthesis: Synthesis) -> Synthesis:
    rows = Synthesis.objects.select_for_update(of=("self",)).select_related("unit__parent")
    return rows.get(pk=synthesis.pk)


def _locked_draft(synthesis: Synthesis) -> Synthesis:
    held = _locked(synthesis)
    if not held.is_draft:
        raise NotADraft
    return held
