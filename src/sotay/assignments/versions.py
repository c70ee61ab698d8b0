"""What every form about a task starts from, so that none decides by an old page (`kernel.versions`)."""

from __future__ import annotations

from django.db import transaction

from sotay.assignments import actions, rules, year_actions
from sotay.assignments.models import Task, YearLine
from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.members.models import Member
from sotay.units.models import Unit


def history(reader: Actor, task: Task) -> Edited[Task]:
    """How the task stands, and the newest thing said of it."""

    def values(task: Task) -> Values:
        newest = actions.newest_event(task)
        people = list(task.given_to.order_by("id").values_list("member", flat=True))
        return {"state": [task.state, task.due_on, task.done_on, newest.pk if newest else None, *people]}

    return Edited(task, values, lock=actions.locked, changed=last_change(reader, task.pk))


def line(reader: Actor, row: YearLine) -> Edited[YearLine]:
    def values(row: YearLine) -> Values:
        return {
            "text": row.text,
            "kind": row.kind,
            "due_on": row.due_on,
            "follower": str(row.follower_id or ""),
        }

    return Edited(row, values, lock=year_actions.locked_line, changed=last_change(reader, row.year_list_id))


def year_list(reader: Actor, cell: Unit, year: int) -> Edited[Unit]:
    """The lines of a year and what adopted them, for the buttons of the list."""

    def values(cell: Unit) -> Values:
        rows = YearLine.objects.filter(cell=cell, year_list__year=year).order_by("id")
        return {"state": list(rows.values_list("pk", "text", "kind", "due_on", "follower", "adoption"))}

    def lock(cell: Unit) -> Unit:
        year_actions.locked_list(cell, year)
        return cell

    return Edited(cell, values, lock=lock)


def commitment(reader: Actor, cell: Unit, member: Member, year: int) -> Edited[Unit]:
    def values(cell: Unit) -> Values:
        kept = actions.commitment_of(cell, member, year)
        words = kept.commitment if kept else {}
        return {key: words.get(key, "") for key in rules.COMMITTED}

    @transaction.atomic
    def lock(cell: Unit) -> Unit:
        return Unit.objects.select_for_update().get(pk=cell.pk)

    kept = actions.commitment_of(cell, member, year)
    changed = {"changed": last_change(reader, kept.pk)} if kept else {}
    return Edited(cell, values, lock=lock, **changed)
