"""The doors to papers, and to the units that write their own. Floors above say which papers are about their
things and who reads those (`SCOPES`); any other paper is read by whoever sees the meetings of its cell.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel import reading
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.hooks import Hook
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.papers.life import COMMITTEE, COMPOSERS
from sotay.papers.models import Composition, IssuedPaper
from sotay.units.access import access_unit
from sotay.units.models import Kind, Unit

SCOPES: Hook[reading.Scoping] = Hook(
    "papers.scopes", "which papers are about an app's things, and who reads them"
)
"""Papers know nothing of what they are about: meetings hand in that minutes wait for their report, and that
each of two cells that met together reads the other's record."""


def readable_by(actor: Actor) -> Q:
    """Papers the actor may read, for a list or a search."""
    return reading.readable_by(actor, SCOPES, inside("cell__path", *actor.reach(Can.SEE_MEETING)))


def access_paper(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> IssuedPaper:
    """The paper, when the actor may read it and do `need` in its cell; Http404 when not."""
    rows = IssuedPaper.objects.filter(readable_by(actor)).select_related("cell")
    if need is not Can.SEE_MEETING:
        rows = rows.filter(inside("cell__path", *actor.reach(need)))
    paper = get_or_none(rows, pk)
    if paper is None:
        raise Http404
    return paper


def own_papers(actor: Actor) -> reading.Scope:
    """Papers a unit writes itself: once issued whoever sees its meetings reads them; while they are written
    those who write for the unit, and while they are up for comment or agreed, its whole committee.
    """
    State = IssuedPaper.State  # noqa: N806 - a class
    known = Q(about_id__in=Composition.objects.values("pk"))
    issued = inside("cell__path", *actor.reach(Can.SEE_MEETING)) & Q(state=State.FROZEN)
    asked = Q(cell__in=_units(actor, *COMMITTEE), state__in=[State.COMMENT, State.AGREED, State.FROZEN])
    return reading.Scope(known, issued | asked | Q(cell__in=_units(actor, *COMPOSERS)))


def _units(actor: Actor, *roles: Role) -> list[UUID]:
    return [grant.unit_id for grant in actor.holds(*roles)]


def may_compose(actor: Actor, unit: Unit) -> bool:
    """Whether the actor writes papers for this unit: its secretary or deputy, or its office."""
    open_unit = unit.kind != Kind.GROUP and unit.closed_on is None
    return open_unit and unit.pk in _units(actor, *COMPOSERS)


def access_composing_unit(actor: Actor, pk: UUID) -> Unit:
    """A unit the actor writes papers for; Http404 when not."""
    unit = access_unit(actor, pk)
    if not may_compose(actor, unit):
        raise Http404
    return unit


def access_own_paper(actor: Actor, pk: UUID) -> tuple[IssuedPaper, Composition]:
    """A paper the unit wrote itself and the actor may rewrite, with what was filled in; Http404 when not."""
    paper = access_paper(actor, pk)
    composition = Composition.objects.select_related("cell__parent").filter(pk=paper.about_id).first()
    if composition is None or not may_compose(actor, paper.cell):
        raise Http404
    return paper, composition


def access_issuing(actor: Actor, pk: UUID) -> IssuedPaper:
    """A paper of a unit the actor writes for, whatever it is about: to end it, sign it digitally, or see who
    opened it."""
    paper = access_paper(actor, pk)
    if not may_compose(actor, paper.cell):
        raise Http404
    return paper


def access_printed(code: str) -> IssuedPaper:
    """The issued paper a print's code names, for whoever holds the print; Http404 for none."""
    rows = IssuedPaper.objects.select_related("cell", "ending__replaced_by")
    paper = rows.filter(check_code=code, state=IssuedPaper.State.FROZEN).first()
    if paper is None:
        raise Http404
    return paper
