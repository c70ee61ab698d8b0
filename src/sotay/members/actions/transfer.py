"""Moving between cells: for good, and for a while.

Source: QĐ 208-QĐ/TW (formal transfer), HD 01-HD/TW (temporary transfer); DOMAIN 6.4.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy
from sotay.members import figures, rules
from sotay.members.actions.appointing import end_roles_from_the_cell, give_back
from sotay.members.actions.checks import (
    in_order,
    locked,
    not_later_than_today,
    not_oneself,
    open_cell,
    still_here,
)
from sotay.members.models import CellMembership, Member, Standing
from sotay.members.queries import latest_transfer
from sotay.units.models import Unit

_TEMPORARY = (Standing.Kind.AWAY, Standing.Kind.HERE)


@transaction.atomic
@figures.counted
def transfer(*, member: Member, by: Actor, to_cell: Unit, on: date, reason: str = "") -> Member:
    """Transfer formally: the member belongs to `to_cell` from `on`.

    Temporary transfers and roles in the old cell end; standing and seniority go along. A transfer
    back on the day of the last one takes that one back, so a slip of the finger is undone so: the
    roles that ended with it are held again. Nobody transfers themselves.
    """
    member = locked(member)
    not_oneself(member, by)
    still_here(member)
    open_cell(to_cell, "to_cell")
    not_later_than_today(on)
    if to_cell.pk == member.cell_id:
        raise Refusal(
            _("%(name)s belongs to this cell already. Choose another.") % {"name": member.full_name},
            field="to_cell",
        )
    old = member.cell
    end_temporary(member, on)
    end_roles_from_the_cell(member, old, on)
    is_taken_back = _sit(member, to_cell, on, tidy(reason))
    member.cell, member.commune_id, member.group = to_cell, to_cell.commune_id, None
    member.save()
    member.standings.filter(until_on=None).update(cell=to_cell, commune_id=to_cell.commune_id)
    audit.record(
        by, "member.transferred", member, name=member.full_name, cell=old.name, to=to_cell.name, on=as_day(on)
    )
    if is_taken_back:
        give_back(member, by, on)
    return member


@transaction.atomic
def take_back_transfer(*, member: Member, by: Actor) -> Member:
    """Back to the cell before, on the day the latest transfer was made."""
    came = latest_transfer(locked(member))
    if came is None:
        raise Refusal(_("There is no transfer to take back. Transfer the member again instead."))
    return transfer(member=member, by=by, to_cell=came.cell, on=came.on)


@transaction.atomic
@figures.counted
def transfer_temporarily(
    *,
    member: Member,
    by: Actor,
    from_on: date,
    until_on: date | None,
    to_cell: Unit | None = None,
    elsewhere: str = "",
    note: str = "",
) -> Standing:
    """Send the member to another cell for a while: in the tree (`to_cell`) or in words (`elsewhere`).

    At home they are away, at the host they are here; a role in the cell committee at home stays
    (QĐ 294-QĐ/TW, 6.3.2c). Answers the standing at home.
    """
    member, elsewhere = locked(member), tidy(elsewhere)
    still_here(member)
    in_order(from_on, until_on)
    if to_cell is not None:
        open_cell(to_cell, "to_cell")
        elsewhere = to_cell.name
        if to_cell.pk == member.cell_id:
            raise Refusal(
                _("%(name)s belongs to this cell already. Choose another.") % {"name": member.full_name},
                field="to_cell",
            )
    if not elsewhere:
        raise Refusal(_("Say which cell the member goes to."), field="elsewhere")
    away_then = member.standings.filter(kind=Standing.Kind.AWAY)
    if any(rules.overlaps(row, from_on, until_on) for row in away_then):
        raise Refusal(
            _("%(name)s is on another temporary transfer in these days. End that one first.")
            % {"name": member.full_name},
            field="from_on",
        )
    dates = {"member": member, "from_on": from_on, "until_on": until_on}
    away = Standing.objects.create(
        **dates,
        commune_id=member.commune_id,
        cell=member.cell,
        kind=Standing.Kind.AWAY,
        elsewhere=elsewhere,
        note=tidy(note),
    )
    if to_cell is not None:
        host = {"commune_id": to_cell.commune_id, "cell": to_cell}
        CellMembership.objects.create(**dates, **host, kind=CellMembership.Kind.TEMPORARY)
        Standing.objects.create(**dates, **host, kind=Standing.Kind.HERE, elsewhere=member.cell.name)
    audit.record(
        by,
        "member.transferred_temporarily",
        member,
        name=member.full_name,
        to=elsewhere,
        on=as_day(from_on),
    )
    return away


def end_temporary(member: Member, on: date) -> None:
    """End every temporary transfer that still runs on `on` or begins later."""
    running = member.standings.filter(kind__in=_TEMPORARY).exclude(until_on__lte=on)
    temporary = member.memberships.filter(kind=CellMembership.Kind.TEMPORARY).exclude(until_on__lte=on)
    for rows in (running, temporary):
        rows.filter(from_on__gte=on).delete()
        rows.update(until_on=on)


def _sit(member: Member, cell: Unit, on: date, reason: str) -> bool:
    """Close the formal membership and open one in `cell`; a membership of no days is not kept.

    Answers whether that was the way back from a transfer of the same day.
    """
    formal = member.memberships.filter(kind=CellMembership.Kind.FORMAL)
    now = formal.filter(until_on=None).order_by("from_on").last()
    if now is not None and on < now.from_on:
        raise Refusal(
            _("%(name)s belongs to %(cell)s only from %(day)s. Choose that day or a later one.")
            % {"name": member.full_name, "cell": now.cell.name, "day": as_day(now.from_on)},
            field="on",
        )
    if now is not None and now.from_on == on:
        now.delete()
        before = formal.filter(cell=cell, until_on=on).last()
        if before is not None:
            before.until_on = None
            before.save()
            return True
    elif now is not None:
        now.until_on = on
        now.save()
    CellMembership.objects.create(
        commune_id=cell.commune_id, cell=cell, member=member, from_on=on, reason=reason
    )
    return False
