"""Who an account is today: the appointments in force and the cell its member sits in."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from sotay.accounts.models import Account, Appointment
from sotay.kernel.actor import Actor, Grant, Role
from sotay.members.models import Member, Sitting


def in_force(day: date) -> Q:
    """Rows with from_on and until_on that hold on `day`; until_on is the first day they no longer do."""
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))


def actor_for(account: Account, day: date) -> Actor:
    """The actor an account is on `day`."""
    held = Appointment.objects.filter(in_force(day), unit__closed_on=None).select_related("unit")
    held = held.filter(Q(member_id=account.member_id) if account.member_id else Q(account=account))
    grants = [Grant(row.role, row.unit_id, row.unit.path) for row in held]
    if account.member_id:
        sits = Sitting.objects.filter(in_force(day), member=account.member_id, member__left_on=None)
        grants += [Grant(Role.MEMBER, row.cell_id, row.cell.path) for row in sits.select_related("cell")]
    return Actor(
        account_id=account.pk, member_id=account.member_id, name=account.name, grants=tuple(grants)
    )


def holders(unit_ids: list[object], role: Role, day: date) -> QuerySet[Appointment]:
    """Appointments to `role` in force at any of the units, with their members."""
    return Appointment.objects.filter(in_force(day), unit__in=unit_ids, role=role).select_related("member")


def overseers_of(cell_id: object, day: date) -> list[Member]:
    held = holders([cell_id], Role.OVERSEER, day).exclude(member=None)
    return [row.member for row in held if row.member is not None]
