"""Leaving the Party or this system, and coming back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM, Actor, Can
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members import figures
from sotay.members.actions.appointing import end_all_roles, give_back
from sotay.members.actions.checks import (
    decided_above,
    locked,
    not_later_than_today,
    not_oneself,
    open_cell,
    still_here,
)
from sotay.members.actions.numbers import note_clashes, refuse_seen
from sotay.members.actions.transfer import end_temporary
from sotay.members.models import CellMembership, Member, Standing
from sotay.regulations import NotInForce
from sotay.units.decisions import Decision
from sotay.units.models import Unit
from sotay.units.settings import setting

_GO_ON = (
    Standing.Kind.PROBATIONARY,
    Standing.Kind.FULL,
    Standing.Kind.EXEMPT,
    Standing.Kind.SUSPENDED,
    Standing.Kind.PROSECUTED,
)


@transaction.atomic
@figures.counted
def leave(
    *, member: Member, by: Actor, on: date, cause: str, note: str = "", decision: Decision | None = None
) -> Member:
    """Record that the member left on `on`: membership, standings and appointments end that day.

    Nobody records it of themselves. What a level above the cell decides (`decided_causes`) is recorded there,
    with the decision. The record stays in the register of those who left; `come_back` takes this back.
    """
    member = locked(member)
    not_oneself(member, by)
    still_here(member)
    not_later_than_today(on)
    membership = member.memberships.filter(kind=CellMembership.Kind.FORMAL, until_on=None).first()
    if membership is not None and on < membership.from_on:
        raise Refusal(
            _("%(name)s belongs to %(cell)s only from %(day)s. Choose that day or a later one.")
            % {"name": member.full_name, "cell": membership.cell.name, "day": as_day(membership.from_on)},
            field="on",
        )
    paper = _paper_of(cause, member, by, on, decision)
    end_temporary(member, on)
    end_all_roles(member, on)
    member.memberships.filter(until_on=None).update(until_on=on)
    member.standings.filter(kind__in=_GO_ON, until_on=None).update(until_on=on)
    left = Standing.objects.create(
        commune_id=member.commune_id,
        cell=member.cell,
        member=member,
        kind=Standing.Kind.LEFT,
        cause=Standing.Cause(cause),
        from_on=on,
        note=tidy(note),
        **paper,
    )
    member.left_on, member.group = on, None
    member.save()
    audit.record(
        by,
        "member.left",
        member,
        name=member.full_name,
        on=as_day(on),
        reason=left.get_cause_display(),
    )
    return member


@transaction.atomic
@figures.counted
def come_back(*, member: Member, by: Actor, on: date | None = None, cell: Unit | None = None) -> Member:
    """Bring back somebody who left.

    Without a day the leaving was a mistake and is taken back as if it had never been, temporary
    transfers excepted: those are recorded anew. With a day they return then, to `cell` or to the cell
    they left, with the standing they had and without their former roles.
    """
    member = locked(member)
    left_on = member.left_on
    if left_on is None:
        raise Refusal(_("%(name)s has not left. There is nothing to take back.") % {"name": member.full_name})
    _only_who_could_record_it(member, by)
    cell = cell or member.cell
    open_cell(cell)
    refuse_seen(member, by)
    left = member.standings.filter(kind=Standing.Kind.LEFT, until_on=None)
    if on is None:
        left.delete()
        sat = member.memberships.filter(
            kind=CellMembership.Kind.FORMAL, cell=member.cell_id, until_on=left_on
        )
        sat.update(until_on=None)
        member.standings.filter(kind__in=_GO_ON, until_on=left_on).update(until_on=None)
        _end_probation_again(member)
    else:
        _return(member, cell, left_on, on)
        left.update(until_on=on)
    member.left_on, member.cell, member.commune_id = None, cell, cell.commune_id
    member.save()
    note_clashes([member])
    if on is None:
        audit.record(by, "member.leave_undone", member, name=member.full_name)
        give_back(member, by, left_on)
    else:
        audit.record(by, "member.came_back", member, name=member.full_name, on=as_day(on))
    return member


def decided_causes(cell: Unit, day: date) -> frozenset[str]:
    """Ways of leaving that a level above the cell decides, by the rules of the day."""
    try:
        return frozenset(setting(cell, "charter-implementation.leaving_decided_above", day))
    except NotInForce:  # a day before every text we know
        return frozenset(setting(cell, "charter-implementation.leaving_decided_above", timezone.localdate()))


def _paper_of(cause: str, member: Member, by: Actor, on: date, decision: Decision | None) -> dict[str, Any]:
    if cause not in decided_causes(member.cell, on):
        return {}
    return decided_above(member, by, decision, _decided_sentence(Standing.Cause(cause).label))


def _decided_sentence(cause: object) -> str:
    words = _("“%(cause)s” is decided by the level above the cell, whose office records it.")
    return words % {"cause": cause}


def _only_who_could_record_it(member: Member, by: Actor) -> None:
    """What the level above has decided is not taken back in the cell."""
    left = member.standings.filter(kind=Standing.Kind.LEFT, until_on=None).last()
    if left is None or by is SYSTEM or by.may_from_above(Can.EDIT_ROSTER, member.cell.path):
        return
    if left.cause in decided_causes(member.cell, left.from_on):
        raise Refusal(_decided_sentence(left.get_cause_display()))


def _return(member: Member, cell: Unit, left_on: date, on: date) -> None:
    not_later_than_today(on)
    if on < left_on:
        raise Refusal(
            _("%(name)s left on %(day)s. Choose that day or a later one.")
            % {"name": member.full_name, "day": as_day(left_on)},
            field="on",
        )
    owned = {"commune_id": cell.commune_id, "cell": cell, "member": member, "from_on": on}
    CellMembership.objects.create(**owned)
    kind = Standing.Kind.FULL if member.full_on else Standing.Kind.PROBATIONARY
    Standing.objects.create(kind=kind, **owned)
    member.appointments.update(cut_on=None, was_until=None)


def _end_probation_again(member: Member) -> None:
    """Who became full on the very day they left was reopened twice; full status wins."""
    full = member.standings.filter(kind=Standing.Kind.FULL, until_on=None).first()
    if full is not None:
        member.standings.filter(kind=Standing.Kind.PROBATIONARY, until_on=None).update(until_on=full.from_on)
