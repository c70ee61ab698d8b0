"""Who looked at somebody's reviews, kept for that person to see: once a viewer, member and day."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Actor
from sotay.members.models import CellMembership, Member
from sotay.units.models import Unit

OF_ONE, OF_ALL = "review.viewed", "review.list_viewed"


def note_one(member: Member, by: Actor) -> None:
    """Somebody opens what is kept of the reviews of somebody else."""
    if by.member_id == member.pk:
        return
    key = f"{OF_ONE} {by.account_id} {member.pk} {timezone.localdate()}"
    audit.record_once(
        key, by, OF_ONE, member, lambda: {"name": member.full_name, "unit": _acting(by, member)}
    )


def note_list(cell: Unit, by: Actor) -> None:
    """Somebody opens the list of all reviews of a cell."""
    key = f"{OF_ALL} {by.account_id} {cell.pk} {timezone.localdate()}"
    audit.record_once(key, by, OF_ALL, cell, lambda: {"cell": cell.name})


def seen_by(member: Member) -> QuerySet[AuditLine]:
    """What the member sees of it, newest first: of their own reviews, and of lists of their cell since they
    came to it."""
    formal = member.memberships.filter(kind=CellMembership.Kind.FORMAL)
    membership = formal.order_by("from_on").last()
    lists = Q(code=OF_ALL, object_id=member.cell_id)
    if membership is not None:
        lists &= Q(at__date__gte=membership.from_on)
    lines = AuditLine.objects.filter(Q(code=OF_ONE, object_id=member.pk) | lists)
    return lines.order_by("-at", "-id")


def _acting(by: Actor, member: Member) -> str:
    """For which unit the actor looked."""
    return ", ".join(grant.acts_for for grant in by.acting(member.cell.path))
