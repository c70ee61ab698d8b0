"""The door to members and to appointments."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside
from sotay.members import rules
from sotay.members.models import Appointment, CellMembership, ExemptionProposal, Member, Standing
from sotay.members.queries import in_force
from sotay.units.access import may
from sotay.units.models import Unit


def access_member(actor: Actor, pk: UUID, need: Can = Can.SEE_ROSTER) -> Member:
    """The member, when the actor may do `need` in their cell.

    Everybody may see their own record, and a cell may see the record of its guests on temporary
    transfer; neither may change it for that reason.
    """
    member = get_or_none(Member.objects.select_related("cell", "group"), pk)
    if member is None:
        raise Http404
    own = need is Can.SEE_ROSTER and pk == actor.member_id
    if own or actor.may(need, member.cell.path):
        return member
    if need is Can.SEE_ROSTER and _is_guest_of(actor, member):
        return member
    raise Http404


def access_standing(actor: Actor, pk: UUID) -> Standing:
    """A standing the actor may end: one that ends by hand, of a member whose roll they keep."""
    found = Standing.objects.select_related("member").filter(kind__in=rules.ENDABLE)
    standing = get_or_none(found, pk)
    if standing is None:
        raise Http404
    standing.member = access_member(actor, standing.member_id, Can.EDIT_ROSTER)
    return standing


def access_exemption(actor: Actor, pk: UUID) -> ExemptionProposal:
    """A proposal of a member whose roll the actor keeps."""
    row = get_or_none(ExemptionProposal.objects.select_related("member"), pk)
    if row is None:
        raise Http404
    row.member = access_member(actor, row.member_id, Can.EDIT_ROSTER)
    return row


def access_exemption_to_decide(actor: Actor, pk: UUID) -> ExemptionProposal:
    """The same, for the office of a unit above the cell."""
    row = access_exemption(actor, pk)
    if not actor.may_from_above(Can.EDIT_ROSTER, row.member.cell.path):
        raise Http404
    return row


def access_appointment(actor: Actor, pk: UUID) -> Appointment:
    """An appointment the actor may end: to a role they may hand out at that unit."""
    rows = Appointment.objects.select_related("unit", "member", "account")
    row = get_or_none(rows, pk)
    if row is None or row.role not in roles_to_hand_out(actor, row.unit):
        raise Http404
    return row


def roles_to_hand_out(actor: Actor, unit: Unit) -> list[Role]:
    """The roles the actor may appoint people to at a unit, in order of the list of roles there."""
    if not may(actor, Can.APPOINT, unit):
        return []
    handed: set[str] = set()
    for grant in actor.grants:
        if grant.allows(Can.APPOINT, unit.path):
            handed |= rules.MAY_APPOINT.get(grant.role, frozenset())
    return [Role(role) for role in rules.ROLES_AT[unit.kind] if role in handed]


def _is_guest_of(actor: Actor, member: Member) -> bool:
    memberships = CellMembership.objects.filter(
        in_force(timezone.localdate()), member=member, kind=CellMembership.Kind.TEMPORARY
    )
    return any(actor.may(Can.SEE_ROSTER, row.cell.path) for row in memberships.select_related("cell"))


def readable_by(actor: Actor) -> Q:
    """Members whose record the actor may see, for a search: what `access_member` answers of one."""
    seen = inside("cell__path", *actor.reach(Can.SEE_ROSTER))
    guests = CellMembership.objects.filter(
        in_force(timezone.localdate()),
        inside("cell__path", *actor.reach(Can.SEE_ROSTER)),
        member=OuterRef("pk"),
        kind=CellMembership.Kind.TEMPORARY,
    )
    own = Q(pk=actor.member_id) if actor.member_id else Q(pk__in=[])
    return seen | own | Q(Exists(guests))
