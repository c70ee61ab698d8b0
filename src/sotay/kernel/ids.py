"""Ids: UUIDv7 everywhere, so that rows made far apart still sort by the time they were made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def made_at(id: UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond; 1970 for an id of another kind."""
    return _EPOCH + timedelta(milliseconds=id.int >> 80) if id.version == 7 else _EPOCH  # noqa: PLR2004 - of UUIDs


def new_id() -> UUID:
    """A new UUIDv7."""
    return UUID(int=_uuid7().int)


def uuid_or_none(text: str) -> UUID | None:
    """What an address or a form names, which may be anything."""
    try:
        return UUID(text)
    except ValueError:
        return None
