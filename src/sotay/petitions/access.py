"""The door to petitions.

Whoever may read the minutes of a meeting sees the petitions raised at it. A unit above that holds one, or
held it, sees that one with its answers and nothing else of the meeting. Whoever raised one always sees it.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.rows import get_or_none
from sotay.petitions import holding, queries
from sotay.petitions.models import Petition
from sotay.units.models import Unit
from sotay.units.queries import units_at


def access_petition(actor: Actor, pk: UUID) -> Petition:
    found = get_or_none(queries.in_sight(actor).select_related("cell", "held_by"), pk)
    if found is None:
        raise Http404
    return found


def access_petition_to_handle(actor: Actor, pk: UUID) -> Petition:
    """The petition, for somebody who acts for a unit on its way.

    Whether that unit still holds it is the action's to say: it may have moved a second ago.
    """
    found = access_petition(actor, pk)
    ours = {grant.unit_id for grant in holding.offices(actor)}
    on_its_way = {found.cell_id, found.held_by_id, *found.events.values_list("to_id", flat=True)}
    if not ours & on_its_way:
        raise Http404
    return found


def access_own_petition(actor: Actor, pk: UUID) -> Petition:
    """The petition, for the person who raised it."""
    found = access_petition(actor, pk)
    if found.raised_by_id is None or found.raised_by_id != actor.member_id:
        raise Http404
    return found


def access_cell_to_petition(actor: Actor, pk: UUID | None) -> Unit:
    """The cell the actor raises a petition in: the one named, else the first they sit in or lead."""
    ours = [unit for unit in units_at(actor, *IN_CELL) if unit.is_cell]
    found = next((unit for unit in ours if pk in {None, unit.pk}), None)
    if found is None:
        raise Http404
    return Unit.objects.get(pk=found.pk)


IN_CELL = (Role.MEMBER, *LEADERS)


def access_petition_to_confirm(actor: Actor, pk: UUID) -> Petition:
    """The petition, for its cell's leaders or the person who raised it."""
    found = access_petition(actor, pk)
    if not holding.may_close(actor, found):
        raise Http404
    return found
