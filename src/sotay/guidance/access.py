"""The door to guidance: written by an office, read by those of the cells it is for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from sotay.guidance.models import Guidance, GuidancePaper
from sotay.kernel.actor import Actor, Can
from sotay.kernel.reading import Scope
from sotay.kernel.rows import get_or_none
from sotay.kernel.search import Readers
from sotay.kernel.tree import ancestors, inside
from sotay.units.access import access_cell, access_unit
from sotay.units.models import Unit


def access_guiding_unit(actor: Actor, pk: UUID) -> Unit:
    """A unit above cells whose guidance the actor writes."""
    unit = access_unit(actor, pk, Can.SEND_GUIDANCE)
    if unit.is_cell:
        raise Http404
    return unit


def access_guidance(actor: Actor, pk: UUID) -> Guidance:
    """What the actor may read: all of the unit they write for; what was sent to a cell they belong to."""
    row = get_or_none(Guidance.objects.select_related("unit").filter(readable_by(actor)), pk)
    if row is None:
        raise Http404
    return row


def access_own_guidance(actor: Actor, pk: UUID) -> Guidance:
    """What the actor may write, send and withdraw."""
    row = get_or_none(Guidance.objects.select_related("unit"), pk)
    if row is None or not actor.may(Can.SEND_GUIDANCE, row.unit.path):
        raise Http404
    return row


def access_digest_cell(actor: Actor, pk: UUID) -> Unit:
    """A cell whose digest the actor may read: whoever may see its meetings."""
    return access_cell(actor, pk, Can.SEE_MEETING)


def access_own_paper(actor: Actor, pk: UUID) -> GuidancePaper:
    """A document of a draft the actor writes."""
    row = get_or_none(GuidancePaper.objects.select_related("guidance__unit", "document"), pk)
    if row is None or not actor.may(Can.SEND_GUIDANCE, row.guidance.unit.path):
        raise Http404
    return row


def documents(actor: Actor) -> Scope:
    """A document given with guidance is for those who may read that."""
    given = Guidance.objects.filter(pk=OuterRef("about_id"))
    return Scope(known=Q(Exists(given)), readable=Q(Exists(given.filter(readable_by(actor)))))


def readers(ids: Collection[UUID]) -> Iterator[tuple[UUID, Readers]]:
    """Where a search looks for what was given with guidance: at its unit and everywhere below."""
    for pk, unit in Guidance.objects.filter(pk__in=ids).values_list("pk", "unit_id"):
        yield pk, Readers(trees=(unit,))


def readable_by(actor: Actor) -> Q:
    """Rows of `Guidance` the actor may read; one query when they belong to cells."""
    found = inside("unit__path", *actor.reach(Can.SEND_GUIDANCE))
    held = [grant for grant in actor.grants if grant.allows(Can.SEE_MEETING, grant.path)]
    sent = Q(status=Guidance.Status.SENT)
    above = {grant.path for grant in held if grant.kind != "cell"}
    found |= sent & Q(unit__path__in={path for here in above for path in (*ancestors(here), here)})
    cells = Unit.objects.filter(pk__in={grant.unit_id for grant in held if grant.kind == "cell"})
    for path, kind in cells.values_list("path", "cell_type") if held else ():
        is_for = Q(cell_types="") | Q(cell_types__contains=f",{kind},")
        found |= sent & is_for & Q(unit__path__in=ancestors(path))
    return found
