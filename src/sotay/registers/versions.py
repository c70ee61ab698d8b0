"""What forms and buttons of the books start from, so that none writes over what is newer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Edited, Stale
from sotay.members.models import Member
from sotay.registers.dues import queries as dues
from sotay.registers.training import queries as training
from sotay.registers.training.models import Course
from sotay.units.models import Unit

Row = TypeVar("Row", bound=Model)


def row(reader: Actor, thing: Row, *names: str) -> Edited[Row]:
    """A row with the values of these fields; one that is gone was taken back meanwhile."""

    def lock(thing: Row) -> Row:
        rows = type(thing)._default_manager.select_for_update(of=("self",))
        found = get_or_none(rows, thing.pk)
        if found is None:
            raise Stale(last_change(reader, thing.pk)(""))
        return found

    return Edited(
        thing,
        lambda thing: {name: getattr(thing, name) for name in names},
        lock=lock,
        changed=last_change(reader, thing.pk),
    )


def terms(reader: Actor, cell: Unit, member: Member, month: Month) -> Edited[Member]:
    """What a member pays in a month, as the form about it shows it."""

    def values(member: Member) -> dict[str, object]:
        held = dues.terms_of([member.pk], month).get(member.pk)
        if held is None:
            return {"group": "", "amount": None, "ground": "", "approved_no": "", "until_month": None}
        return {
            "group": held.group,
            "amount": held.amount or None,
            "ground": held.ground,
            "approved_no": held.approved_no,
            "until_month": held.until_month,
        }

    def lock(member: Member) -> Member:
        return Member.objects.select_for_update(of=("self",)).get(pk=member.pk)

    return Edited(member, values, lock=lock, changed=last_change(reader, member.pk))


def waiting_dues(reader: Actor, cell: Unit, month: Month) -> Edited[Unit]:
    """What a remittance would take up, as the page shows it."""

    def values(cell: Unit) -> dict[str, object]:
        return {"total": sum(each.amount for each in dues.to_remit(cell, month))}

    def lock(cell: Unit) -> Unit:
        return Unit.objects.select_for_update().get(pk=cell.pk)

    return Edited(cell, values, lock=lock, changed=last_change(reader, cell.pk))


def marks(reader: Actor, course: Course, cell: Unit, people: Sequence[Member]) -> Edited[Course]:
    """How the members of a cell are marked on a course, by the fields of the form."""

    def values(course: Course) -> dict[str, object]:
        known = training.of_cell(course, cell)
        found: dict[str, object] = {}
        for member in people:
            row = known.get(member.pk)
            found[f"result_{member.pk}"] = row.result if row else ""
            found[f"number_{member.pk}"] = row.certificate_no if row else ""
        return found

    def lock(course: Course) -> Course:
        return Course.objects.select_for_update(of=("self",)).get(pk=course.pk)

    return Edited(course, values, lock=lock, changed=last_change(reader, course.pk))
