"""The doors to statistics: who sees the counts of a unit, who fills in its forms, who reads them.

Who may see names (SEE_ROSTER) sees every number. Who sees figures alone sees units above cells, with small
numbers hidden (`queries.sight_of`); a smaller unit is not opened to them.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel.actor import BELOW, Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside, subtree
from sotay.petitions.holding import offices, speaks_for
from sotay.petitions.rules import speaks_for as speaks_for_kind
from sotay.statistics.models import FormReturn
from sotay.statistics.official import FILLED_BY
from sotay.units.access import access_unit
from sotay.units.models import Kind, Unit

ABOVE_CELLS = (Kind.CENTRE, Kind.PROVINCE, Kind.COMMUNE)
"""Kinds of unit whose counts are shown without names."""


def sees_names(actor: Actor, unit: Unit) -> bool:
    return actor.may(Can.SEE_ROSTER, unit.path)


def top_of(actor: Actor, unit: Unit) -> str:
    """The highest place from which the actor sees figures of the unit."""
    over = [
        grant.path
        for grant in actor.grants
        if Can.SEE_FIGURES in BELOW.get(grant.role, ()) and subtree(grant.path).holds(unit.path)
    ]
    return min(over, key=len, default=unit.path)


def counted_for(actor: Actor, unit: Unit) -> bool:
    """Whether somebody who sees figures of the unit sees its members counted too."""
    return unit.kind != Kind.GROUP and (sees_names(actor, unit) or unit.kind in ABOVE_CELLS)


def access_counts(actor: Actor, pk: UUID) -> Unit:
    """A unit whose members the actor sees counted."""
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if not counted_for(actor, unit):
        raise Http404
    return unit


def access_forms(actor: Actor, pk: UUID) -> Unit:
    """A unit with forms of its own or of units below that the actor sees."""
    unit = access_counts(actor, pk)
    if unit.kind == Kind.CELL:
        raise Http404
    return unit


def fills_in(actor: Actor, unit: Unit) -> bool:
    return unit.kind in FILLED_BY and unit.closed_on is None and speaks_for(actor, unit)


def access_own_forms(actor: Actor, pk: UUID) -> Unit:
    """A unit whose forms the actor fills in."""
    unit = access_forms(actor, pk)
    if not fills_in(actor, unit):
        raise Http404
    return unit


def calls_for(actor: Actor, unit: Unit) -> bool:
    """Whether the actor asks the units directly below for their forms."""
    return unit.kind != Kind.CELL and speaks_for(actor, unit)


def access_to_call(actor: Actor, pk: UUID) -> Unit:
    unit = access_forms(actor, pk)
    if not calls_for(actor, unit):
        raise Http404
    return unit


def access_return(actor: Actor, pk: UUID, *, write: bool = False) -> FormReturn:
    """A form its own office fills in, or that was sent to the actor."""
    found = get_or_none(FormReturn.objects.select_related("unit__parent"), pk)
    if found is None or not (fills_in(actor, found.unit) if write else can_read(actor, found)):
        raise Http404
    return found


def can_read(actor: Actor, row: FormReturn) -> bool:
    if fills_in(actor, row.unit):
        return True
    shown = sees_names(actor, row.unit) or row.unit.kind in ABOVE_CELLS
    return row.is_sent and shown and actor.may(Can.SEE_FIGURES, row.unit.path)


def readable_by(actor: Actor) -> Q:
    """Rows of `FormReturn` the actor may read: what `can_read` answers of one, for a list."""
    ours = [grant.unit_id for grant in offices(actor) if speaks_for_kind(grant.role, grant.kind)]
    own = Q(unit__in=ours, unit__kind__in=FILLED_BY, unit__closed_on=None)
    figures = inside("unit__path", *actor.reach(Can.SEE_FIGURES))
    names = inside("unit__path", *actor.reach(Can.SEE_ROSTER)) | Q(unit__kind__in=ABOVE_CELLS)
    return own | (Q(status=FormReturn.Status.SENT) & figures & names)
