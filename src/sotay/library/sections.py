"""What the page of a unit says of its library."""

from __future__ import annotations

from datetime import date

from sotay.kernel.actor import Actor
from sotay.library.access import may_read
from sotay.units.models import Kind, Unit
from sotay.units.sections import Section


def library_section(actor: Actor, unit: Unit, _day: date) -> Section | None:
    """The way to the unit's library, for those who may open it. No query."""
    if unit.kind == Kind.GROUP or not may_read(actor, unit):
        return None
    return Section("library/_unit_section.html", {"unit": unit})
