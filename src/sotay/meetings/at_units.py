"""What the page of a unit above cells says of the meetings of its committee."""

from __future__ import annotations

from datetime import date

from sotay.kernel.actor import ABOVE_CELLS, Actor
from sotay.meetings import queries
from sotay.meetings.access import may_set_up
from sotay.units.models import Unit
from sotay.units.sections import Section

SHOWN = 6


def committee_section(actor: Actor, unit: Unit, day: date) -> Section | None:
    """Its newest meetings and the way to set one up; nothing where there are none and nobody sets one up."""
    if unit.kind not in ABOVE_CELLS or unit.closed_on is not None:
        return None
    meetings = list(queries.seen_by(actor).filter(cell=unit)[:SHOWN])
    sets_up = may_set_up(actor, unit)
    if not (meetings or sets_up):
        return None
    return Section("meetings/_committee.html", {"unit": unit, "meetings": meetings, "sets_up": sets_up})
