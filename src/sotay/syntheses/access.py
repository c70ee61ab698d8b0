"""The door to syntheses: its own office writes one, offices above read it once it was sent."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.reading import Scope
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.petitions.holding import offices, speaks_for
from sotay.petitions.rules import speaks_for as speaks_for_kind
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


def readable_by(actor: Actor) -> Q:
    """Rows of `Synthesis` the actor may read: what `can_read` answers of one, for a list."""
    ours = [grant.unit_id for grant in offices(actor) if speaks_for_kind(grant.role, grant.kind)]
    own = Q(unit__in=ours, unit__kind__in=MAKES_ONE)
    sent = Q(status=Synthesis.Status.SENT) & inside("unit__path", *actor.reach(Can.SEE_FIGURES))
    return own | sent


def papers(actor: Actor) -> Scope:
    """A draft is its own office's; an office above, which reads no meetings, reads what it was sent."""
    about = Synthesis.objects.filter(pk=OuterRef("about_id"))
    known = Q(kind=PAPER_KIND) & Q(Exists(about))
    return Scope(known, readable=Q(Exists(about.filter(readable_by(actor)))))
