"""Themes a member is to present."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.schedules.models import PlannedTheme


def themes(member: Member) -> Section:
    rows = PlannedTheme.objects.filter(presenter=member).select_related("unit")
    return Section(
        "planned_themes",
        [{"title": row.title, "unit": row.unit.name, "month": row.month.label()} for row in rows],
    )
