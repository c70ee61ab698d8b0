"""What tasks add to the page of a unit: who has none in a cell, how many are late below an office."""

from __future__ import annotations

from datetime import date

from sotay.assignments import year_queries
from sotay.kernel.actor import Actor, Can
from sotay.units.access import may
from sotay.units.models import Kind, Unit
from sotay.units.sections import Section


def tasks_section(actor: Actor, unit: Unit, day: date) -> Section | None:
    """Names only for who leads the cell or works above it; the way to the list for whoever sees meetings."""
    if unit.kind == Kind.GROUP or unit.closed_on is not None:
        return None
    if not unit.is_cell:
        shows = may(actor, Can.SEE_FIGURES, unit)
        return Section("assignments/_unit_late.html", {"unit": unit}) if shows else None
    if not may(actor, Can.SEE_MEETING, unit):
        return None
    state = year_queries.year_state(unit, day) if may(actor, Can.SEE_ROSTER, unit) else None
    return Section("assignments/_unit_tasks.html", {"unit": unit, "state": state, "year": day.year})
