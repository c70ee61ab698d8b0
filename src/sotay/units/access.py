"""The door to units."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.kernel.tree import parent as parent_place
from sotay.units import rules
from sotay.units.models import Kind, Unit, UnitSetting, UnitVersion


def access_unit(actor: Actor, pk: UUID, need: Can = Can.SEE_UNIT) -> Unit:
    """The unit, when the actor may do `need` there; Http404 when not, or when there is none.

    A Party group is a part of its cell: what somebody may in the cell they may in the group.
    """
    unit = get_or_none(Unit.objects.select_related("parent"), pk)
    if unit is None or not may(actor, need, unit):
        raise Http404
    return unit


def readable_by(actor: Actor, need: Can = Can.SEE_UNIT) -> Q:
    """Units the actor may see, for a search: what `access_unit` answers of one."""
    parts = actor.reach(need)
    return inside("path", *parts) & ~Q(kind=Kind.GROUP) | inside("parent__path", *parts) & Q(kind=Kind.GROUP)


def access_version(actor: Actor, pk: UUID) -> UnitVersion:
    """A planned change of a unit the actor may edit."""
    version = get_or_none(UnitVersion.objects, pk)
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


def may_set(actor: Actor, unit: Unit, point: str) -> bool:
    """Whether the actor may give an open unit its own value of a point that is left to units.

    Whoever edits a unit sets any of them; who prepares a cell's meetings sets the cell's own ones.
    """
    if unit.closed_on is not None or unit.kind == Kind.GROUP:
        return False
    if actor.may(Can.EDIT_UNIT, unit.path):
        return True
    return unit.is_cell and rules.is_cells_own(point) and actor.may(Can.PREPARE, unit.path)


def access_to_set(actor: Actor, pk: UUID, point: str) -> Unit:
    """The unit, when the actor may set this point for it."""
    unit = access_unit(actor, pk)
    if not may_set(actor, unit, point):
        raise Http404
    return unit


def access_setting(actor: Actor, pk: UUID) -> UnitSetting:
    """A unit's own value that the actor may take back."""
    change = get_or_none(UnitSetting.objects, pk)
    if change is None:
        raise Http404
    change.unit = access_to_set(actor, change.unit_id, change.key)
    return change
