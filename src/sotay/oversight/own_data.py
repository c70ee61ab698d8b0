"""The observations a member wrote as an overseer."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.oversight.models import Observation


def observations(member: Member) -> Section:
    rows = Observation.objects.filter(member=member).select_related("cell", "meeting")
    return Section(
        "observations",
        [
            {
                "cell": row.cell.name,
                "meeting": row.meeting.planned_at,
                "attended": row.get_attended_display(),
                "text": row.text,
                "proposals": row.proposals,
                "written_at": row.written_at,
                "sent_at": row.sent_at,
                "added": [{"at": each.at, "text": each.text} for each in row.remarks.all()],
                "recommendations": [
                    {"number": each.number, "text": each.text, "status": each.get_status_display()}
                    for each in row.recommendations.all()
                ],
            }
            for row in rows.prefetch_related("remarks", "recommendations")
        ],
    )
