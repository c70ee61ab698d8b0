"""What overseers of the demo ward leave after meetings they attended, and what the cells answer."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sotay.demo.year import actor_of, words
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.members.models import Appointment
from sotay.oversight import actions as oversight
from sotay.oversight.models import Observation
from sotay.units.models import Unit


def visit(cell: Unit, month: Month, turn: int) -> Observation | None:
    """The overseer of the cell writes of its regular meeting of the month, when it was held."""
    held = Meeting.objects.filter(cell=cell, month=month, kind=Meeting.Kind.REGULAR, closed_at__isnull=False)
    meeting, row = held.first(), _holder(cell, Role.OVERSEER)
    if meeting is None or row is None or row.member is None:
        return None
    said = words()["visits"]
    attended, text, *proposals = said[turn % len(said)]
    return oversight.keep(
        meeting=meeting,
        cell=cell,
        by=actor_of(row.member),
        attended=attended,
        text=text,
        proposals="\n".join(proposals),
        send=True,
    )


def answer(observation: Observation, *, all_of_them: bool) -> None:
    """The secretary answers every recommendation, or the first alone; the overseer takes note of all."""
    row = _holder(observation.cell, Role.SECRETARY)
    if row is None or row.member is None:
        return
    secretary, due = actor_of(row.member), timezone.localdate() + timedelta(days=20)
    rows = list(observation.recommendations.all())
    for each in rows if all_of_them else rows[:1]:
        text = words()["visit_answer"]
        oversight.answer(recommendation=each, by=secretary, accepted=True, text=text, due_on=due)
    if all_of_them and rows and observation.member:
        oversight.acknowledge(observation=observation, by=actor_of(observation.member))


def _holder(cell: Unit, role: Role) -> Appointment | None:
    return cell.appointments.select_related("member").filter(role=role, until_on=None).first()
