"""What the forms of oversight are made from, so that none decides by an old page (`kernel.versions`)."""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor, Role
from sotay.kernel.versions import Change, Edited, Values
from sotay.meetings.models import Meeting
from sotay.members.models import Appointment
from sotay.oversight import actions, queries
from sotay.oversight.models import Observation, Recommendation
from sotay.units.models import Unit


def own(reader: Actor, meeting: Meeting) -> Edited[Meeting]:
    """What the reader wrote of a meeting. Nothing yet is a version too: two pages do not begin it at once."""

    def lock(meeting: Meeting) -> Meeting:
        return actions.locked_meeting(meeting)

    def values(meeting: Meeting) -> Values:
        row = queries.own_observation(reader, meeting)
        if row is None:
            return dict.fromkeys(("attended", "text", "proposals", "state"))
        return {
            "attended": row.attended,
            "text": row.text,
            "proposals": row.proposals,
            "state": row.sent_at,
        }

    def changed(field: str) -> Change | None:
        row = queries.own_observation(reader, meeting)
        return last_change(reader, row.pk)(field) if row else None

    return Edited(meeting, values, lock=lock, changed=changed)


def observation(reader: Actor, row: Observation) -> Edited[Observation]:
    """What was sent, what was added to it, and what the cell has answered."""

    def values(row: Observation) -> Values:
        recommended = row.recommendations.values_list("pk", "status", "answered_at", "acknowledged_at")
        return {"state": [row.sent_at, *row.remarks.values_list("pk", flat=True), *recommended]}

    return Edited(row, values, lock=actions.locked, changed=last_change(reader, row.pk))


def recommendation(reader: Actor, row: Recommendation) -> Edited[Recommendation]:
    def values(row: Recommendation) -> Values:
        return {"state": [row.status, row.answered_at, row.acknowledged_at]}

    return Edited(row, values, lock=actions.locked_recommendation, changed=last_change(reader, row.pk))


def overseers(reader: Actor, cell: Unit) -> Edited[Unit]:
    """Who oversees the cell, now or later."""

    def lock(cell: Unit) -> Unit:
        return Unit.objects.select_for_update().get(pk=cell.pk)

    def rows(cell: Unit) -> list[tuple[object, ...]]:
        held = Appointment.objects.filter(unit=cell, role=Role.OVERSEER).order_by("pk")
        return list(held.values_list("pk", "from_on", "until_on"))

    def changed(field: str) -> Change | None:
        return last_change(reader, *(row[0] for row in rows(cell)))(field)  # type: ignore[arg-type]

    return Edited(cell, lambda cell: {"state": rows(cell)}, lock=lock, changed=changed)
