"""Standings the cell decides, recognises or is told of: full status, exemption, suspension, prosecution."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import PartialDate, as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members import rules
from sotay.members.actions.checks import in_order, locked, not_later_than_today, still_here
from sotay.members.models import Member, Sitting, Standing

SETTABLE = (
    Standing.Kind.FULL,
    Standing.Kind.EXEMPT,
    Standing.Kind.SUSPENDED,
    Standing.Kind.PROSECUTED,
)


@transaction.atomic
def set_standing(
    *, member: Member, by: Actor, kind: str, from_on: date, until_on: date | None = None, note: str = ""
) -> Standing:
    """Record that the member is `kind` from a day on (one of SETTABLE).

    Full status ends probation and is for good; the others may have an end. Raises Refusal for full
    status before probation or twice, and for a standing that overlaps one of its own kind.
    """
    if kind not in SETTABLE:
        raise ValueError(f"{kind} is not set by hand")
    member = locked(member)
    still_here(member)
    in_order(from_on, until_on)
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
        from_on=from_on,
        until_on=until_on,
        note=tidy(note),
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
def end_standing(*, standing: Standing, by: Actor, on: date) -> Standing:
    """End one of `rules.ENDABLE`: `on` is the first day it no longer holds."""
    if standing.kind not in rules.ENDABLE:
        raise ValueError(f"{standing.kind} does not end by hand")
    member = locked(standing.member)
    standing.refresh_from_db()
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
        member.sittings.filter(kind=Sitting.Kind.TEMPORARY, **same_days).update(until_on=on)
    audit.record(
        by,
        "member.standing_ended",
        member,
        name=member.full_name,
        standing=_for_the_audit(standing),
        on=as_day(on),
    )
    return standing


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
