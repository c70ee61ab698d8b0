"""What the forms about members are made from, so that none writes over what is newer (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Change, Edited, Stale, Values
from sotay.members import rules
from sotay.members.actions.checks import locked
from sotay.members.actions.exempting import locked_proposal
from sotay.members.models import Appointment, ExemptionProposal, Member, Standing
from sotay.units.models import Unit


def record(reader: Actor, member: Member) -> Edited[Member]:
    """The facts of the record; that the member moved to another cell is told."""

    def values(member: Member) -> Values:
        facts = {name: getattr(member, name) for name in (*rules.FACTS, *rules.BACKGROUND)}
        return {**facts, "group": member.group_id, "state": [member.cell_id, member.left_on]}

    return Edited(member, values, lock=locked, changed=last_change(reader, member.pk))


def status(reader: Actor, member: Member) -> Edited[Member]:
    """Where the member sits and with which standings: what every act on the roll starts from."""

    def values(member: Member) -> Values:
        standings = member.standings.order_by("pk").values_list("pk", "kind", "from_on", "until_on")
        memberships = member.memberships.order_by("pk").values_list("pk", "cell", "from_on", "until_on")
        return {"state": [member.cell_id, member.left_on, *standings, *memberships]}

    return Edited(member, values, lock=locked, changed=last_change(reader, member.pk))


def standing(reader: Actor, row: Standing) -> Edited[Standing]:
    def lock(row: Standing) -> Standing:
        locked(row.member)
        found = get_or_none(Standing.objects, row.pk)
        if found is None:
            raise Stale
        return found

    def values(row: Standing) -> Values:
        return {"state": [row.kind, row.from_on, row.until_on]}

    return Edited(row, values, lock=lock, changed=last_change(reader, row.member_id))


def exemption(reader: Actor, row: ExemptionProposal) -> Edited[ExemptionProposal]:
    return Edited(
        row,
        lambda row: {"state": row.status},
        lock=locked_proposal,
        changed=last_change(reader, row.member_id),
    )


def posts(reader: Actor, unit: Unit) -> Edited[Unit]:
    """Who holds, now or later, a role of the unit that only one person can hold."""

    def lock(unit: Unit) -> Unit:
        return Unit.objects.select_for_update().get(pk=unit.pk)

    def values(unit: Unit) -> Values:
        held = Appointment.objects.filter(unit=unit, role__in=rules.ONE_AT_A_TIME)
        return {"state": list(held.order_by("pk").values_list("pk", "until_on"))}

    def changed(field: str) -> Change | None:
        rows = Appointment.objects.filter(unit=unit).values_list("pk", flat=True)
        return last_change(reader, *rows)(field)

    return Edited(unit, values, lock=lock, changed=changed)


def appointment(reader: Actor, row: Appointment) -> Edited[Appointment]:
    def lock(row: Appointment) -> Appointment:
        return Appointment.objects.select_for_update().get(pk=row.pk)

    return Edited(row, lambda row: {"state": row.until_on}, lock=lock, changed=last_change(reader, row.pk))
