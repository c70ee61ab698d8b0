"""Who an account is today: the appointments in force and the cell its member sits in."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from sotay.accounts.models import Account
from sotay.kernel.actor import Actor, Grant, Role
from sotay.members.models import Appointment, Sitting
from sotay.members.queries import in_force


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
