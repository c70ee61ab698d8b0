"""The door to units."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.units.models import Unit


def access_unit(actor: Actor, pk: UUID, need: Can = Can.SEE_UNIT) -> Unit:
    """The unit, when the actor may do `need` there; Http404 when not, or when there is none."""
    unit = Unit.objects.select_related("parent").filter(pk=pk).first()
    if unit is None or not actor.may(need, unit.path):
        raise Http404
    return unit


def access_cell(actor: Actor, pk: UUID, need: Can = Can.SEE_UNIT) -> Unit:
    """As access_unit, for a unit that holds meetings of its own."""
    unit = access_unit(actor, pk, need)
    if not unit.is_cell:
        raise Http404
    return unit
