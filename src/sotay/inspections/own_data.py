"""The inspections whose team a member is in."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.inspections.models import Round, TeamMember
from sotay.members.models import Member


def teams(member: Member) -> Section:
    rows = TeamMember.objects.filter(member=member, round__status=Round.Status.ANNOUNCED)
    return Section(
        "inspection_teams",
        [
            {
                "title": row.round.title,
                "unit": row.round.unit.name,
                "announced_at": row.round.announced_at,
                "leads": row.leads,
            }
            for row in rows.select_related("round__unit")
        ],
    )
