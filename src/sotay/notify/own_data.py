"""What a member was told."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.notify.models import Device, Notice, Reach


def notices(member: Member) -> Section:
    rows = Notice.objects.filter(member=member).order_by("created_at", "id")
    told = [{"at": row.created_at, "read_at": row.read_at, "text": str(row), "page": row.url} for row in rows]
    return Section("notices", told)


def reach(member: Member) -> Section:
    """How they asked to be reached, and on which devices."""
    rows = Reach.objects.filter(member=member)
    asked = [
        {
            "email": row.email,
            "email_confirmed_at": row.email_confirmed_at,
            "by_text": row.by_text,
            "quiet_from": f"{row.quiet_from:%H:%M}",
            "quiet_until": f"{row.quiet_until:%H:%M}",
            "daily_at": f"{row.daily_at:%H:%M}" if row.daily_at else None,
            "language": row.language,
            "devices": [
                {"name": device.name, "since": device.created_at, "reached_at": device.reached_at}
                for device in Device.objects.filter(account__member=member).order_by("created_at")
            ],
        }
        for row in rows
    ]
    return Section("reach", asked)
