"""What a member was told."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.notify.models import Notice


def notices(member: Member) -> Section:
    rows = Notice.objects.filter(member=member).order_by("created_at", "id")
    told = [{"at": row.created_at, "read_at": row.read_at, "text": str(row), "page": row.url} for row in rows]
    return Section("notices", told)
