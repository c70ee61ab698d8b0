"""Papers a unit writes itself: begin, save, sign and issue, throw a draft away. See `docs/papers.md`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.kernel.versions import Stale
from sotay.members.queries import holders
from sotay.papers import actions, life, printing, queries, writing
from sotay.papers.layout import Layout, place_of
from sotay.papers.models import Composition, IssuedPaper, UnitKind
from sotay.papers.printing import Prints
from sotay.papers.renderers.pdf import fits
from sotay.papers.structure import Paper, legible_text, lines
from sotay.papers.words import LACKS
from sotay.regulations import NotInForce
from sotay.units.models import Unit
from sotay.units.rules import committee_of
from sotay.units.settings import settings_of

State = IssuedPaper.State


class NotComplete(Refusal):
    """Names every field an office would send the paper back for."""

    def __init__(self, missing: list[writing.Missing]) -> None:
        what = "; ".join(named(each) for each in missing)
        super().__init__(format_lazy(_("The paper cannot be issued yet. Still missing: {what}."), what=what))


class NotAllowedHere(Refusal):
    def __init__(self) -> None:
        super().__init__(_("A cell does not issue papers of this kind. Choose another."))


def named(missing: writing.Missing) -> str:
    """What is missing, in the reader's words."""
    return str(LACKS[missing.lack]) + (f" (“{missing.where}”)" if missing.where else "")


def forms_of(unit: Unit, day: date) -> dict[str, writing.Form]:
    """The forms this unit fills in on that day. Source: regulation "document-types"."""
    try:
        allowed = settings_of(unit, day).values_of("document-types")["cell_may_issue"]
    except (NotInForce, KeyError):
        allowed = tuple({form.kind for form in writing.FORMS.values() if not form.of_committees})
    return writing.forms_for(allowed, above_cells=not unit.is_cell)


@transaction.atomic
def begin(*, unit: Unit, by: Actor, form: str, values: dict[str, Any]) -> Composition:
    """Begin a paper from what was filled in. Raises NotAllowedHere."""
    if form not in forms_of(unit, timezone.localdate()):
        raise NotAllowedHere
    composition = Composition(cell=unit, commune_id=unit.commune_id, form=form)
    return _save(composition, by, values)


@transaction.atomic
def save(*, composition: Composition, by: Actor, values: dict[str, Any]) -> Composition:
    """Write over a draft. One that was agreed goes back to comment. Raises PaperIsFrozen."""
    actions.locked(paper_of(composition))
    row = (
        Composition.objects.select_for_update(of=("self",))
        .select_related("cell__parent")
        .get(pk=composition.pk)
    )
    return _save(row, by, values)


def _save(composition: Composition, by: Actor, values: dict[str, Any]) -> Composition:
    for name, value in values.items():
        setattr(composition, name, legible_text(value) if isinstance(value, str) else value)
    composition.save()
    paper = _draft(composition, by, compose(composition))
    life.keep_version(paper, by, "written")
    return composition


def _draft(composition: Composition, by: Actor, paper: Paper) -> IssuedPaper:
    return actions.draft(
        by=by,
        cell=composition.cell,
        kind=paper.kind,
        about_id=composition.pk,
        month=None,
        paper=paper,
        keeps_recipients=True,
    )


@transaction.atomic
def discard(*, composition: Composition, by: Actor) -> None:
    """Throw a draft away with what was said of it. Raises PaperIsFrozen."""
    paper = actions.locked(paper_of(composition))
    audit.record(by, "paper.discarded", paper, paper=paper.plain_name)
    IssuedPaper.objects.filter(pk=paper.pk).delete()
    Composition.objects.filter(pk=composition.pk).delete()


def issue(
    *,
    composition: Composition,
    by: Actor,
    on_behalf: str,
    post: str,
    name: str,
    unchanged: Callable[[], None] = lambda: None,
) -> IssuedPaper:
    """Sign the text that was read, number and print it. Who signs may not be who presses the button; the
    paper then says who recorded it.

    Raises NotComplete, Stale, PaperIsFrozen, CannotPrint, what `unchanged` raises.
    """
    at = timezone.now()
    place = queries.signed_by(by, on_behalf=on_behalf, post=post, name=name, at=at)
    day = composition.day or timezone.localdate(at)
    as_read = replace(compose(composition, day), signatures=(place,))
    if missing := missing_of(composition, as_read):
        raise NotComplete(missing)

    def write(prints: Prints) -> IssuedPaper:
        unchanged()
        actions.locked(paper_of(composition))
        row = Composition.objects.select_related("cell__parent").get(pk=composition.pk)
        final = replace(compose(row, row.day or day), signatures=(place,))
        if final != as_read:  # somebody saved it meanwhile, after `unchanged` looked
            raise Stale
        paper = _draft(composition, by, final)
        issued = actions.freeze_printed(paper=paper, by=by, prints=prints)
        life.keep_version(issued, by, "issued")
        return issued

    return printing.issue(write)


def paper_of(composition: Composition) -> IssuedPaper:
    return IssuedPaper.objects.select_related("cell__parent").get(about_id=composition.pk)


def written_of(composition: Composition) -> writing.Written:
    return writing.Written(
        tidy(composition.abstract),
        composition.addressee,
        composition.opening,
        tuple(writing.Section(each["title"], each["text"]) for each in composition.sections),
        tuple(lines(composition.recipients)),
    )


def compose(composition: Composition, day: date | None = None) -> Paper:
    """The paper of what is filled in, dated that day, its own, or today."""
    day = day or composition.day or timezone.localdate()
    unit = composition.cell
    layout = queries.layout_for(unit, day)
    form = writing.FORMS[composition.form]
    return writing.compose(form, written_of(composition), issuer_of(unit, day, layout), day, layout)


def issuer_of(unit: Unit, day: date, layout: Layout) -> writing.Issuer:
    superior = unit.parent.name if unit.parent else ""
    place = place_of(superior if unit.is_cell else unit.name)
    return writing.Issuer(superior, unit.name, place, signs_for(unit, layout), secretary_of(unit, day))


def signs_for(unit: Unit, layout: Layout) -> tuple[str, ...]:
    """On whose behalf, and the post: the unit's own setting for a cell, its committee above cells."""
    if unit.is_cell:
        return layout.signature_block
    organ = " ".join(committee_of(unit.name).split()[:2]).upper()
    return (layout.spell(f"T/M {organ}"), layout.signature_block[-1])


def secretary_of(unit: Unit, day: date) -> str:
    held = holders([unit.pk], Role.SECRETARY, day=day).first()
    return held.member.full_name if held and held.member else ""


def missing_of(composition: Composition, paper: Paper) -> list[writing.Missing]:
    """What is missing before the paper can be issued, in the order of the form."""
    form, layout = writing.FORMS[composition.form], queries.layout_of_paper(composition.cell, paper)
    found = writing.missing_in(form, written_of(composition)) + writing.faults_of(paper)
    if not fits(paper, layout):
        found.append(writing.Missing("one_page"))
    return found


def usual_recipients(unit: Unit, kind: str, layout: Layout) -> str:
    """Those the unit set for the kind, else the superior and the file."""
    own = UnitKind.objects.filter(cell=unit, kind=kind).values_list("recipients", flat=True).first()
    if own:
        return str(own)
    superior = [f"{layout.spell(committee_of(unit.parent.name))} (để báo cáo),"] if unit.parent else []
    last = layout.last_recipient if unit.is_cell else f"Lưu Văn phòng {' '.join(unit.organ.split()[:2])}."
    return "\n".join([*superior, last])


def proposed(unit: Unit, form: str) -> dict[str, Any]:
    """What a new paper starts from: titles, recipients, and for a few forms an example of how to write."""
    found = writing.FORMS[form]
    layout = queries.layout_for(unit, timezone.localdate())
    return {
        "abstract": found.abstract,
        "recipients": usual_recipients(unit, found.kind, layout),
        "sections": [{"title": title, "text": ""} for title in found.sections],
    }


def of_paper(paper: IssuedPaper) -> Composition | None:
    rows = Composition.objects.select_related("cell__parent")
    return rows.filter(pk=paper.about_id, cell=paper.cell_id).first()
