"""Who looked at a member's record, when and in which role: kept for the member to see.

A record is noted once for each viewer, member and day, a list once for each viewer, unit and day, and every
list that is printed or taken along. One's own record is one's own to open.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from sotay.audit import actions as audit
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Actor, Can, Grant
from sotay.kernel.hooks import Hook
from sotay.kernel.tree import ancestors
from sotay.members.models import CellMembership, Member
from sotay.units.models import Unit

OF_ONE = "member.viewed"
LOOKS: Hook[str] = Hook(
    "members.looks", "codes of audit lines about a member that tell them who looked at something of theirs"
)
OF_MANY = ("member.list_viewed", "member.list_printed", "member.list_exported")


def note_record(member: Member, by: Actor) -> None:
    """Somebody opens the record of somebody else."""
    if by.member_id == member.pk:
        return
    grant = _seeing(by, member.cell.path)
    audit.record_once(
        f"{OF_ONE} {by.account_id} {member.pk} {timezone.localdate()}",
        by,
        OF_ONE,
        member,
        lambda: {
            "name": member.full_name,
            "role": grant.role if grant else "",
            "unit": _name_of(grant),
        },
    )


def note_list(unit: Unit | None, by: Actor, count: int) -> None:
    """Somebody opens the list of a unit's members, which shows their names, cards and telephones."""
    place = unit.pk if unit else ""
    audit.record_once(
        f"{OF_MANY[0]} {by.account_id} {place} {timezone.localdate()}",
        by,
        OF_MANY[0],
        unit,
        lambda: {"count": count, "unit": unit.name if unit else ""},
    )


def seen_by(member: Member) -> QuerySet[AuditLine]:
    """The lines that tell a member who looked, newest first: at the record, and at lists that held it."""
    places = Unit.objects.filter(path__in=[*ancestors(member.cell.path), member.cell.path]).values("pk")
    membership = member.memberships.filter(kind=CellMembership.Kind.FORMAL).order_by("from_on").last()
    lists = Q(code__in=OF_MANY, unit_id__in=places)
    if membership is not None:
        lists &= Q(at__date__gte=membership.from_on)
    looked = AuditLine.objects.filter(Q(code__in=[OF_ONE, *LOOKS], object_id=member.pk) | lists)
    return looked.order_by("-at", "-id")


def _seeing(by: Actor, path: str) -> Grant | None:
    """The role by which the actor sees the record: at the member's cell, else where the member is a guest."""
    there = [grant for grant in by.grants if grant.allows(Can.SEE_ROSTER, path)]
    hosting = [grant for grant in by.grants if grant.allows(Can.SEE_ROSTER, grant.path)]
    return next(iter([*there, *hosting]), None)


def _name_of(grant: Grant | None) -> str:
    found = Unit.objects.filter(pk=grant.unit_id).first() if grant else None
    return found.name if found else ""
