"""The door to syntheses: its own office writes one, offices above read it once it was sent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.papers.models import IssuedPaper
from sotay.petitions.holding import speaks_for
from sotay.syntheses.models import Synthesis
from sotay.syntheses.rules import MAKES_ONE
from sotay.units.access import access_unit
from sotay.units.models import Unit

PAPER_KIND = "BC"


def can_write(actor: Actor, unit: Unit) -> bool:
    return unit.kind in MAKES_ONE and speaks_for(actor, unit)


def can_read(actor: Actor, synthesis: Synthesis) -> bool:
    if can_write(actor, synthesis.unit):
        return True
    return synthesis.is_sent and actor.may(Can.SEE_FIGURES, synthesis.unit.path)


def access_month(actor: Actor, pk: UUID) -> Unit:
    """A unit above cells whose figures the actor may see."""
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if unit.is_cell:
        raise Http404
    return unit


def access_own(actor: Actor, pk: UUID) -> Unit:
    """A unit whose synthesis the actor writes."""
    unit = access_month(actor, pk)
    if not can_write(actor, unit):
        raise Http404
    return unit


def access_synthesis(actor: Actor, pk: UUID, *, write: bool = False) -> Synthesis:
    found = get_or_none(Synthesis.objects.select_related("unit__parent"), pk)
    if found is None or not (can_write(actor, found.unit) if write else can_read(actor, found)):
        raise Http404
    return found


def can_read_paper(actor: Actor, paper: IssuedPaper) -> bool:
    """A guard of papers: a draft is its own office's. True for a paper that is about no synthesis."""
    found = _of(paper)
    return found is None or can_read(actor, found)


def can_read_sent_paper(actor: Actor, paper: IssuedPaper) -> bool:
    """An office above, which reads no meetings, reads the synthesis it was sent."""
    found = _of(paper)
    return found is not None and can_read(actor, found)


def _of(paper: IssuedPaper) -> Synthesis | None:
    if paper.kind != PAPER_KIND:
        return None
    return get_or_none(Synthesis.objects.select_related("unit"), paper.about_id)
