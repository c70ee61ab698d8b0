"""What schemes add to the page of a cell: what it takes part in."""

from __future__ import annotations

from datetime import date

from sotay.kernel.actor import Actor
from sotay.schemes import queries
from sotay.schemes.access import readable_q
from sotay.schemes.scheme_views import standing
from sotay.units.models import Unit
from sotay.units.sections import Section

SHOWN = 6


def section(actor: Actor, unit: Unit, _day: date) -> Section | None:
    """The registrations of a cell the reader may open, the newest first. One query."""
    if not unit.is_cell:
        return None
    rows = list(queries.of_cells([unit.pk]).filter(readable_q(actor))[:SHOWN])
    if not rows:
        return None
    return Section("schemes/_of_cell.html", {"rows": [(row, *standing(actor, row)) for row in rows]})
