"""The door to units."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.tree import parent as parent_place
from sotay.units.models import Kind, Unit, UnitVersion


def access_unit(actor: Actor, pk: UUID, need: Can = Can.SEE_UNIT) -> Unit:
    """The unit, when the actor may do `need` there; Http404 when not, or when there is none.

    A Party group is a part of its cell: what somebody may in the cell they may in the group.
    """
    unit = Unit.objects.select_related("parent").filter(pk=pk).first()
    if unit is None or not may(actor, need, unit):
        raise Http404
    return unit


def access_version(actor: Actor, pk: UUID) -> UnitVersion:
    """A planned change of a unit the actor may edit."""
    version = UnitVersion.objects.filter(pk=pk).first()
    if version is None:
        raise Http404
    version.unit = access_unit(actor, version.unit_id, Can.EDIT_UNIT)
    return version


def may(actor: Actor, need: Can, unit: Unit) -> bool:
    place = parent_place(unit.path) if unit.kind == Kind.GROUP else unit.path
    return actor.may(need, place)


def access_cell(actor: Actor, pk: UUID, need: Can = Can.SEE_UNIT) -> Unit:
    """As access_unit, for a unit that holds meetings of its own."""
    unit = access_unit(actor, pk, need)
    if not unit.is_cell:
        raise Http404
    return unit
