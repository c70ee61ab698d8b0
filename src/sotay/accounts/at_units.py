"""What accounts add to the pages of units: the way to log-ins, and to who did what."""

from __future__ import annotations

from datetime import date

from sotay.kernel.actor import Actor, Can
from sotay.units import sections
from sotay.units.access import may
from sotay.units.models import Kind, Unit
from sotay.units.sections import Section


def join_in() -> None:
    sections.SECTIONS.register(ways_in)


def ways_in(actor: Actor, unit: Unit, day: date) -> Section | None:
    """Links for those who hand out log-ins or answer for what happens; nothing for others."""
    issues, sees_audit = may(actor, Can.ISSUE_LOGIN, unit), may(actor, Can.SEE_AUDIT, unit)
    if unit.kind == Kind.GROUP or not (issues or sees_audit):
        return None
    return Section("accounts/_unit_accounts.html", {"unit": unit, "issues": issues, "audit": sees_audit})
