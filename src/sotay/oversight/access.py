"""The door to observations, their recommendations, and the pages about who oversees a cell."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.meetings import access as meetings
from sotay.meetings.models import Meeting
from sotay.members.access import roles_to_hand_out
from sotay.oversight.models import Observation, Recommendation
from sotay.units.access import access_cell, access_unit
from sotay.units.models import Unit

READERS = (Can.PREPARE, Can.OBSERVE, Can.GUIDE)
"""What lets somebody read what overseers sent: leading the cell, overseeing it, or guiding it from above."""


def own_q(actor: Actor) -> Q:
    """Observations the actor wrote."""
    if actor.member_id is not None:
        return Q(member=actor.member_id)
    return Q(account=actor.account_id) if actor.account_id is not None else Q(pk__in=[])


def readable_q(actor: Actor) -> Q:
    """Observations the actor may read: their own, and those that were sent about cells they lead, oversee or
    guide."""
    parts = [part for need in READERS for part in actor.reach(need)]
    return own_q(actor) | (Q(sent_at__isnull=False) & inside("cell__path", *parts))


def is_own(actor: Actor, observation: Observation) -> bool:
    if actor.member_id is not None:
        return observation.member_id == actor.member_id
    return actor.account_id is not None and observation.account_id == actor.account_id


def access_observation(actor: Actor, pk: UUID) -> Observation:
    rows = Observation.objects.filter(readable_q(actor)).select_related("cell", "meeting__cell")
    found = get_or_none(rows, pk)
    if found is None:
        raise Http404
    return found


def access_own_sent(actor: Actor, pk: UUID) -> Observation:
    """An observation of the actor's own that was sent, of a cell they still oversee."""
    found = access_observation(actor, pk)
    if not (found.is_sent and is_own(actor, found) and actor.may(Can.OBSERVE, found.cell.path)):
        raise Http404
    return found


def access_to_acknowledge(actor: Actor, pk: UUID) -> Observation:
    """A sent observation, for whoever oversees the cell now: also who took over from its writer."""
    found = access_observation(actor, pk)
    if not (found.is_sent and actor.may(Can.OBSERVE, found.cell.path)):
        raise Http404
    return found


def access_recommendation(actor: Actor, pk: UUID) -> Recommendation:
    """A recommendation, for the leaders of its cell."""
    row = get_or_none(Recommendation.objects.select_related("cell", "observation__meeting"), pk)
    if row is None or not actor.may(Can.PREPARE, row.cell.path):
        raise Http404
    return row


def access_meeting_to_observe(actor: Actor, pk: UUID) -> tuple[Meeting, Unit]:
    """A meeting the actor attends as overseer, and the cell of it they oversee. A group
    meets among itself.
    """
    meeting = meetings.access_meeting(actor, pk)
    overseen = [cell for cell in meeting.cells if actor.may(Can.OBSERVE, cell.path)]
    if not overseen or meeting.kind == Meeting.Kind.GROUP:
        raise Http404
    return meeting, overseen[0]


def access_overseen_cell(actor: Actor, pk: UUID) -> Unit:
    """A cell whose observations the actor may read."""
    cell = access_cell(actor, pk)
    if not any(actor.may(need, cell.path) for need in READERS):
        raise Http404
    return cell


def access_guided_unit(actor: Actor, pk: UUID) -> Unit:
    """A unit above cells, for its office."""
    unit = access_unit(actor, pk, Can.GUIDE)
    if unit.is_cell:
        raise Http404
    return unit


def access_cell_to_hand_over(actor: Actor, pk: UUID) -> Unit:
    """A cell the actor may appoint overseers of."""
    cell = access_cell(actor, pk)
    if not may_hand_over(actor, cell):
        raise Http404
    return cell


def may_hand_over(actor: Actor, cell: Unit) -> bool:
    return Role.OVERSEER in roles_to_hand_out(actor, cell)
