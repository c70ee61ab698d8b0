"""Lines of a year's programme of inspection and supervision."""

from __future__ import annotations

from django.db import transaction

from sotay.audit import actions as audit
from sotay.inspections import refusals, rules
from sotay.inspections.models import PlannedRound, YearPlan
from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.units.models import Unit


@transaction.atomic
def plan(
    *, unit: Unit, by: Actor, year: int, quarter: int, kind: str, subject: str, cells: int
) -> PlannedRound:
    """Add a round to the unit's programme of the year."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    year_plan, _new = YearPlan.objects.get_or_create(unit=unit, year=year)
    if year_plan.lines.count() >= rules.MOST_PLANNED:
        raise refusals.TooManyLines
    row = year_plan.lines.create(quarter=quarter, kind=kind, subject=tidy(subject), cells=cells)
    audit.record(by, "inspection.planned", year_plan, year=year)
    return row


@transaction.atomic
def take_out(*, line: PlannedRound, by: Actor) -> None:
    """Take a line out; taking out twice changes nothing. Raises PlannedIsBegun."""
    held = PlannedRound.objects.select_for_update(of=("self",)).filter(pk=line.pk).first()
    if held is None:
        return
    if held.rounds.exists():
        raise refusals.PlannedIsBegun
    held.delete()
    audit.record(by, "inspection.unplanned", line.plan, year=line.plan.year)
