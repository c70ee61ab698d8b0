"""Standings the cell decides, recognises or is told of: full status, exemption, suspension, prosecution."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM, Actor, Can
from sotay.kernel.periods import PartialDate, as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members import figures, rules
from sotay.members.actions.checks import (
    decided_above,
    in_order,
    locked,
    not_later_than_today,
    not_oneself,
    still_here,
)
from sotay.members.models import CellMembership, Member, Standing
from sotay.regulations import NotInForce
from sotay.units.decisions import Decision
from sotay.units.models import Unit
from sotay.units.settings import setting

SETTABLE = (
    Standing.Kind.FULL,
    Standing.Kind.EXEMPT,
    Standing.Kind.SUSPENDED,
    Standing.Kind.PROSECUTED,
)


@transaction.atomic
@figures.counted
def set_standing(
    *,
    member: Member,
    by: Actor,
    kind: str,
    from_on: date,
    until_on: date | None = None,
    note: str = "",
    decision: Decision | None = None,
    ground: str = "",
) -> Standing:
    """Record that the member is `kind` from a day on (one of SETTABLE), which nobody does for themselves.

    A suspension is decided above the cell, and recorded there with the decision. `ground` is of an exemption,
    which `actions.exempt` records or proposes.

    Full status ends probation and is for good; the others may have an end. Raises Refusal for full
    status before probation or twice, and for a standing that overlaps one of its own kind.
    """
    if kind not in SETTABLE:
        raise ValueError(f"{kind} is not set by hand")
    member = locked(member)
    not_oneself(member, by)
    still_here(member)
    in_order(from_on, until_on)
    paper = _paper_of(kind, member, by, decision)
    if any(rules.overlaps(row, from_on, until_on) for row in member.standings.filter(kind=kind)):
        raise Refusal(
            _("This is recorded already for some of these days. End that first, or choose other days."),
            field="from_on",
        )
    if kind == Standing.Kind.FULL:
        _end_probation(member, from_on)
    standing = Standing.objects.create(
        commune_id=member.commune_id,
        cell=member.cell,
        member=member,
        kind=kind,
        ground=ground,
        from_on=from_on,
        until_on=until_on,
        note=tidy(note),
        **paper,
    )
    audit.record(
        by,
        "member.standing_set",
        member,
        name=member.full_name,
        standing=_for_the_audit(standing),
        on=as_day(from_on),
    )
    return standing


@transaction.atomic
@figures.counted
def end_standing(*, standing: Standing, by: Actor, on: date) -> Standing:
    """End one of `rules.ENDABLE`: `on` is the first day it no longer holds."""
    if standing.kind not in rules.ENDABLE:
        raise ValueError(f"{standing.kind} does not end by hand")
    member = locked(standing.member)
    not_oneself(member, by)
    standing.refresh_from_db()
    _only_who_could_record_it(standing, member, by)
    if standing.until_on is not None and standing.until_on <= on:
        raise Refusal(
            _("This ends on %(day)s already. Choose an earlier day.") % {"day": as_day(standing.until_on)},
            field="on",
        )
    if on <= standing.from_on:
        raise Refusal(
            _("This began on %(day)s. Choose a later day.") % {"day": as_day(standing.from_on)}, field="on"
        )
    was, standing.until_on = standing.until_on, on
    standing.save()
    if standing.kind == Standing.Kind.AWAY:
        same_days = {"from_on": standing.from_on, "until_on": was}
        member.standings.filter(kind=Standing.Kind.HERE, **same_days).update(until_on=on)
        member.memberships.filter(kind=CellMembership.Kind.TEMPORARY, **same_days).update(until_on=on)
    audit.record(
        by,
        "member.standing_ended",
        member,
        name=member.full_name,
        standing=_for_the_audit(standing),
        on=as_day(on),
    )
    return standing


def suspension_decided_above(cell: Unit, day: date) -> bool:
    """Whether a level above the cell suspends its members, by the rules of the day."""
    try:
        return bool(setting(cell, "charter-implementation.suspension_decided_above", day))
    except NotInForce:  # a day before every text we know
        return True


def _paper_of(kind: str, member: Member, by: Actor, decision: Decision | None) -> dict[str, Any]:
    if kind != Standing.Kind.SUSPENDED or not suspension_decided_above(member.cell, timezone.localdate()):
        return {}
    return decided_above(member, by, decision, _suspended_sentence())


def _only_who_could_record_it(standing: Standing, member: Member, by: Actor) -> None:
    """What the level above has decided is not ended in the cell, before the day it ends by itself."""
    if standing.kind != Standing.Kind.SUSPENDED or by is SYSTEM:
        return
    decided = suspension_decided_above(member.cell, standing.from_on)
    if decided and not by.may_from_above(Can.EDIT_ROSTER, member.cell.path):
        raise Refusal(_suspended_sentence())


def _suspended_sentence() -> str:
    return _("A suspension is decided by the level above the cell, whose office records it and its end.")


def _for_the_audit(standing: Standing) -> str:
    """Audit lines reach the operator, who sees no member: they do not say who is suspended or prosecuted."""
    if standing.kind in rules.RESTRICTED:
        return _("a standing that only the roster shows")
    return standing.get_kind_display()


def _end_probation(member: Member, on: date) -> None:
    """Full status takes over from probation on `on`."""
    not_later_than_today(on, "from_on")
    probation = member.standings.filter(kind=Standing.Kind.PROBATIONARY, until_on=None).last()
    if probation is None:
        raise Refusal(
            _("%(name)s is not recorded as a probationary member. Correct the dates of the record instead.")
            % {"name": member.full_name}
        )
    if on <= probation.from_on:
        raise Refusal(
            _("Full status comes after admission on %(day)s. Choose a later day.")
            % {"day": as_day(probation.from_on)},
            field="from_on",
        )
    probation.until_on = on
    probation.save()
    member.full_on = PartialDate.of(on)
    member.save()
