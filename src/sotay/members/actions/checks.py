"""What several actions refuse in the same words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.actor import SYSTEM, Actor, Can
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.members.models import Member
from sotay.units import decisions
from sotay.units.decisions import Decision
from sotay.units.models import Unit


def locked(member: Member) -> Member:
    """The member as it is now, held until the transaction ends."""
    return Member.objects.select_for_update(of=("self",)).select_related("cell").get(pk=member.pk)


def not_oneself(member: Member, by: Actor) -> None:
    """What changes somebody's own standing or place is recorded by a colleague or the level above."""
    if by.member_id is not None and by.member_id == member.pk:
        raise Refusal(
            _("Nobody records this about themselves. Ask a colleague who keeps the roll, or the level above.")
        )


def decided_above(member: Member, by: Actor, decision: Decision | None, refused: str) -> dict[str, Any]:
    """The columns of a decision that a level above the cell has taken, whose office records it.

    Raises Refusal (`refused`) for who belongs to the cell, and for a decision that is wanting. Programs bring
    what was decided long ago, without papers.
    """
    if by is SYSTEM:
        return {}
    if not by.may_from_above(Can.EDIT_ROSTER, member.cell.path):
        raise Refusal(refused)
    return decisions.check(decision).columns()


def still_here(member: Member) -> None:
    if member.left_on is not None:
        raise Refusal(
            _("%(name)s left on %(day)s. Record that they came back first.")
            % {"name": member.full_name, "day": as_day(member.left_on)}
        )


def not_later_than_today(day: date, field: str = "on") -> None:
    if day > timezone.localdate():
        raise Refusal(_("This day has not come yet. Record it on the day it happens."), field=field)


def in_order(from_on: date, until_on: date | None) -> None:
    if until_on is not None and until_on <= from_on:
        raise Refusal(_("The last day is before the first day. Choose a later last day."), field="until_on")


def open_cell(cell: Unit, field: str = "cell") -> None:
    if not cell.is_cell:
        raise Refusal(_("Members belong to cells. Choose a cell."), field=field)
    if cell.closed_on is not None:
        raise Refusal(_("%(name)s is closed. Choose a cell that is open.") % {"name": cell.name}, field=field)
