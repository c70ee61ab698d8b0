"""What several actions refuse in the same words."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.members.models import Member
from sotay.units.models import Unit


def locked(member: Member) -> Member:
    """The member as it is now, held until the transaction ends."""
    return Member.objects.select_for_update(of=("self",)).select_related("cell").get(pk=member.pk)


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
