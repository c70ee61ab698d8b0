"""The opinions a member wrote with their name. Those without one are nobody's."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.opinions.models import Opinion, SurveyMember


def opinions(member: Member) -> Section:
    rows = Opinion.objects.filter(member=member).select_related("meeting")
    return Section(
        "opinions",
        [
            {
                "meeting": str(row.meeting),
                "about": row.about,
                "text": row.text,
                "written_at": row.written_at,
                "helped_by": row.helped_by_name,
                "raised": row.raised,
            }
            for row in rows
        ],
    )


def surveys(member: Member) -> Section:
    """Which surveys asked the member, and whether they answered; what, nobody knows."""
    rows = SurveyMember.objects.filter(member=member).select_related("survey").order_by("survey__made_on")
    return Section("surveys", [{"title": row.survey.title, "has_answered": row.has_answered} for row in rows])
