"""What a member is known to have opened of guidance and digests."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.guidance.models import Reading
from sotay.members.models import Member


def readings(member: Member) -> Section:
    rows = Reading.objects.filter(member=member).select_related("guidance", "cell")
    return Section(
        "guidance_read",
        [
            {
                "title": row.guidance.title,
                "page": row.get_page_display(),
                "cell": row.cell.name,
                "at": row.at,
            }
            for row in rows
        ],
    )
