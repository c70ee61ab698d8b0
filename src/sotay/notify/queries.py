"""Reading notices."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from sotay.notify.models import Notice


def of(member_id: UUID | None) -> QuerySet[Notice]:
    """A member's notices, newest first; none for somebody who is no member."""
    return Notice.objects.filter(member=member_id) if member_id else Notice.objects.none()


def unread(member_id: UUID | None) -> QuerySet[Notice]:
    return of(member_id).filter(read_at=None)
