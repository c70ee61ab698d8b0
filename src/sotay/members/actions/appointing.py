"""Appointments: who holds which role where, from when, until when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM, Actor
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.kernel.tree import Range, inside, subtree
from sotay.members import rules
from sotay.members.actions.checks import in_order, still_here
from sotay.members.models import Appointment, CellMembership, Member
from sotay.units.models import Unit


@transaction.atomic
def appoint(
    *,
    by: Actor,
    unit: Unit,
    role: str,
    from_on: date,
    until_on: date | None = None,
    member: Member | None = None,
    account: AbstractBaseUser | None = None,
    note: str = "",
    replace: bool = False,
    attends_only: bool = False,
) -> Appointment:
    """Appoint a member, or the account of somebody in no cell, to a role at a unit.

    A cell has one secretary at a time: with `replace` the former one's appointment ends on `from_on`,
    without it Refusal. Nobody appoints themselves.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    _check_role(unit, role)
    in_order(from_on, until_on)
    if by is not SYSTEM and _is_self(by, member.pk if member else None, account.pk if account else None):
        raise Refusal(_("Nobody can appoint themselves. Ask a colleague or the level above."), field="person")
    if member is not None:
        _check_person(unit, role, member, from_on)
    row = Appointment(
        commune_id=unit.commune_id,
        unit=unit,
        role=role,
        member=member,
        account_id=account.pk if account else None,
        from_on=from_on,
        until_on=until_on,
        note=tidy(note),
        attends_only=attends_only,
    )
    _make_room(row, by, replace)
    row.save(force_insert=True)
    audit.record(by, "member.appointed", row, on=as_day(from_on), **_named(row))
    return row


@transaction.atomic
def end_appointment(*, appointment: Appointment, by: Actor, on: date) -> Appointment:
    """End an appointment: `on` is the first day it no longer holds. Nobody ends their own."""
    row = Appointment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=appointment.pk)
    if by is not SYSTEM and _is_self(by, row.member_id, row.account_id):
        raise Refusal(_("Nobody can end their own appointment. Ask a colleague or the level above."))
    if row.until_on is not None and row.until_on <= on:
        raise Refusal(
            _("This ends on %(day)s already. Choose an earlier day.") % {"day": as_day(row.until_on)},
            field="on",
        )
    row.until_on = max(on, row.from_on)
    row.save()
    audit.record(by, "member.appointment_ended", row, on=as_day(row.until_on), **_named(row))
    return row


def end_roles_from_the_cell(member: Member, cell: Unit, on: date) -> None:
    """End the roles somebody holds in a cell because they sit in it."""
    cut(member.appointments.filter(unit=cell, role__in=rules.FROM_THE_CELL), on)


def end_all_roles(member: Member, on: date) -> None:
    cut(member.appointments.all(), on)


def cut(held: QuerySet[Appointment], on: date) -> None:
    """End appointments because of something else that happened on a day; `give_back` undoes it."""
    held.exclude(until_on__lte=on).update(
        cut_on=on, was_until=F("until_on"), until_on=Greatest("from_on", Value(on, DateField()))
    )


def give_back(member: Member, by: Actor, on: date) -> None:
    """Give back the roles that ended with what happened on `on` and is now taken back.

    Not those of a cell the member no longer sits in, and not a role only one can hold and somebody else
    has been given since.
    """
    rows = member.appointments.filter(cut_on=on).exclude(
        ~Q(unit=member.cell_id), role__in=rules.FROM_THE_CELL
    )
    list(Unit.objects.select_for_update().filter(pk__in=rows.values("unit")).order_by("pk"))
    for row in rows.select_related("unit", "member"):
        row.until_on, row.was_until, row.cut_on = row.was_until, None, None
        if row.unit.closed_on is not None or _others_place(row):
            continue
        row.save()
        audit.record(by, "member.role_given_back", row, **_named(row))


def holder_name(row: Appointment) -> str:
    return row.member.full_name if row.member else str(row.account)


def _named(row: Appointment) -> dict[str, Any]:
    return {"name": holder_name(row), "role": row.get_role_display(), "unit": row.unit.name}


def _others_place(row: Appointment) -> bool:
    same_role = Appointment.objects.filter(unit=row.unit, role=row.role).exclude(pk=row.pk)
    return row.role in rules.ONE_AT_A_TIME and any(_overlaps(other, row) for other in same_role)


def _check_role(unit: Unit, role: str) -> None:
    if role not in rules.ROLES_AT[unit.kind]:
        raise Refusal(_("There is no such role at %(unit)s.") % {"unit": unit.name}, field="role")
    if unit.closed_on is not None:
        raise Refusal(_("%(name)s is closed. Reopen it first.") % {"name": unit.name})


def _is_self(by: Actor, member_id: UUID | None, account_id: UUID | None) -> bool:
    if member_id is not None:
        return by.member_id == member_id
    return account_id is not None and by.account_id == account_id


def _check_person(unit: Unit, role: str, member: Member, from_on: date) -> None:
    still_here(member)
    if role not in rules.FROM_THE_CELL:
        return
    sits = inside("cell__path", Range.only(unit.path) if unit.is_cell else subtree(unit.path))
    if not member.memberships.filter(sits, kind=CellMembership.Kind.FORMAL, until_on=None).exists():
        raise Refusal(
            _("%(name)s does not belong to %(unit)s. Transfer them first, or choose one of its members.")
            % {"name": member.full_name, "unit": unit.name},
            field="person",
        )
    status = rules.standing_on(member.standings.all(), max(from_on, timezone.localdate()))
    if not status.full or status.suspended or status.prosecuted:
        raise Refusal(
            _("%(name)s cannot hold this role: only full members who are not suspended can.")
            % {"name": member.full_name},
            field="person",
        )


def _make_room(row: Appointment, by: Actor, replace: bool) -> None:
    """Refuse what overlaps the new appointment, or end the former holder's for it."""
    same_role = Appointment.objects.filter(unit=row.unit, role=row.role).select_related("member", "account")
    overlapping = [old for old in same_role if _overlaps(old, row)]
    for old in overlapping:
        if (old.member_id, old.account_id) == (row.member_id, row.account_id):
            raise Refusal(
                _("%(name)s holds this role already in these days.") % {"name": holder_name(old)},
                field="person",
            )
    if row.role not in rules.ONE_AT_A_TIME:
        return
    for old in overlapping:
        if not replace or old.from_on >= row.from_on:
            raise Refusal(
                _("%(name)s holds this role from %(day)s. End that appointment first, or have it replaced.")
                % {"name": holder_name(old), "day": as_day(old.from_on)},
                field="replace",
            )
        end_appointment(appointment=old, by=by, on=row.from_on)


def _overlaps(old: Appointment, new: Appointment) -> bool:
    never_held = old.until_on is not None and old.until_on <= old.from_on
    return not never_held and rules.overlaps(old, new.from_on, new.until_on)
