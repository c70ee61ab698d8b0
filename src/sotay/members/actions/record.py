"""The record of a member: adding it and correcting it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel import parse
from sotay.kernel.actor import Actor
from sotay.kernel.ids import new_id
from sotay.kernel.periods import PartialDate
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members import figures, rules
from sotay.members.actions.checks import locked, not_later_than_today, not_oneself, open_cell
from sotay.members.actions.numbers import note_clashes, refuse_seen
from sotay.members.models import CellMembership, Member, Standing
from sotay.units.models import Unit
from sotay.units.queries import groups_of

_CITIZEN_ID = re.compile(r"\d{9}|\d{12}")  # 9 digits on the cards of before 2016


@transaction.atomic
def add(
    *,
    by: Actor,
    cell: Unit,
    full_name: str,
    from_on: date,
    born_on: PartialDate | None = None,
    admitted_on: PartialDate | None = None,
    full_on: PartialDate | None = None,
    **facts: str,
) -> Member:
    """Add a member to a cell's roll from a day on.

    With `full_on` they are a full member from then (and were probationary from `admitted_on`),
    without it a probationary one. `facts` are the remaining text fields of `Member`.
    """
    open_cell(cell)
    not_later_than_today(from_on, "from_on")
    member = Member(
        id=new_id(),
        commune_id=cell.commune_id,
        cell=cell,
        full_name=_name(full_name),
        born_on=born_on,
        admitted_on=admitted_on,
        full_on=full_on,
        **_tidied(facts),
    )
    _check(member, by)
    member.save(force_insert=True)
    CellMembership.objects.create(commune_id=cell.commune_id, cell=cell, member=member, from_on=from_on)
    Standing.objects.bulk_create(first_standings(member, from_on))
    note_clashes([member])
    audit.record(by, "member.added", member, name=member.full_name, cell=cell.name)
    figures.keep([cell.pk])
    return member


@transaction.atomic
@figures.counted
def edit(*, member: Member, by: Actor, **facts: str | PartialDate | Unit | None) -> Member:
    """Correct facts of the record. A changed admission or full-status date moves the standing it began.

    Nobody changes those two dates of their own record. What happened to somebody (a transfer, an exemption)
    is not a correction; see the other actions. `group` puts them into a Party group of their cell, or with
    None into none.
    """
    member = locked(member)
    if facts.get("full_name") not in (None, "", member.full_name):
        facts["full_name"] = _name(str(facts["full_name"]))
    changed = {key: new for key, new in _tidied(facts).items() if new != getattr(member, key)}
    if not changed:
        return member
    if {"admitted_on", "full_on"} & changed.keys():
        not_oneself(member, by)
    if changed.get("group") is not None:
        _refuse_foreign_group(member, changed["group"])
    for key, value in changed.items():
        setattr(member, key, value)
    _check(member, by)
    member.save()
    if changed.keys() & rules.NUMBERS:
        note_clashes([member])
    if {"admitted_on", "full_on"} & changed.keys():
        _restart_standings(member)
    audit.record(by, "member.edited", member, name=member.full_name, fields=sorted(changed))
    return member


def _name(said: str) -> str:
    try:
        return parse.person_name(said)
    except parse.ParseError:
        raise Refusal(_("Enter family and given name, nothing else."), field="full_name") from None


def _refuse_foreign_group(member: Member, group: Unit) -> None:
    if not groups_of(member.cell).filter(pk=group.pk).exists():
        raise Refusal(_("This group does not belong to the member's cell. Choose another."), field="group")


def first_standings(member: Member, from_on: date) -> list[Standing]:
    """Probationary, full, or one after the other, from the member's dates; unsaved.

    Used by the roster import too. `from_on` is when they came, for records that know no date.
    """
    owned = {"commune_id": member.commune_id, "cell": member.cell, "member": member}
    admitted = member.admitted_on.earliest if member.admitted_on else None
    if member.full_on is None:
        kind, since = Standing.Kind.PROBATIONARY, admitted or from_on
        return [Standing(kind=kind, from_on=since, **owned)]
    full = member.full_on.earliest
    rows = [Standing(kind=Standing.Kind.FULL, from_on=full, **owned)]
    if admitted is not None and admitted < full:
        rows.append(Standing(kind=Standing.Kind.PROBATIONARY, from_on=admitted, until_on=full, **owned))
    return rows


def _restart_standings(member: Member) -> None:
    """Rebuild the standings that follow from the two dates, keeping the end of those that ended."""
    old = list(member.standings.filter(kind__in=[Standing.Kind.PROBATIONARY, Standing.Kind.FULL]))
    ended = member.left_on
    since = min((row.from_on for row in old), default=timezone.localdate())
    member.standings.filter(pk__in=[row.pk for row in old]).delete()
    rows = first_standings(member, since)
    for row in rows:
        row.until_on = row.until_on or ended
    Standing.objects.bulk_create(rows)


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tidy(value) if isinstance(value, str) else value for key, value in facts.items()}


def _check(member: Member, by: Actor) -> None:
    """Raises Refusal for dates that cannot be and numbers that somebody in the actor's sight has."""
    fault = rules.fault_of_dates(member.born_on, member.admitted_on, member.full_on, timezone.localdate())
    if fault is not None:
        raise Refusal(_DATE_FAULTS[fault.what](), field=fault.field)
    if member.citizen_id and not _CITIZEN_ID.fullmatch(member.citizen_id):
        raise Refusal(_("A citizen ID number has 12 digits (9 on old cards)."), field="citizen_id")
    _one_at_a_time(member)
    refuse_seen(member, by)


def _one_at_a_time(member: Member) -> None:
    """Within a ward nobody else checks numbers meanwhile, so that two cannot be given the same one."""
    list(Unit.objects.select_for_update(no_key=True).filter(pk=member.commune_id).values_list("pk"))


_DATE_FAULTS = {
    "future": lambda: _("This date has not come yet. Check the year."),
    "admitted_before_birth": lambda: _("The admission date is before the birth date. Check both."),
    "full_before_admission": lambda: _("The full-status date is before the admission date. Check both."),
}
