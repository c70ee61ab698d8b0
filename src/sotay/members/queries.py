"""Reading members: who holds what on a day, and who belongs on a roll."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from sotay.kernel.actor import Role
from sotay.members.models import Appointment, Member


def in_force(day: date) -> Q:
    """Rows with from_on and until_on that hold on `day`; until_on is the first day they no longer do."""
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))


def holders(unit_ids: list[UUID], *roles: Role, day: date) -> QuerySet[Appointment]:
    """Appointments to any of the roles in force at any of the units, with their members."""
    return Appointment.objects.filter(in_force(day), unit__in=unit_ids, role__in=roles).select_related("member")


def overseers_of(cell_id: UUID, day: date) -> list[Member]:
    return [row.member for row in holders([cell_id], Role.OVERSEER, day=day) if row.member is not None]
