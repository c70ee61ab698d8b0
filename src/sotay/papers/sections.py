"""What the page of a unit says of its papers."""

from __future__ import annotations

from datetime import date

from sotay.kernel.actor import Actor
from sotay.papers.access import may_compose
from sotay.units.models import Unit
from sotay.units.sections import Section


def papers_section(actor: Actor, unit: Unit, day: date) -> Section | None:
    """The way to the unit's papers, for those who write them."""
    return Section("papers/_unit_section.html", {"unit": unit}) if may_compose(actor, unit) else None
