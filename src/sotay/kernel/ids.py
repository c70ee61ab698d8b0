"""Ids: UUIDv7 everywhere, so that rows made far apart still sort by the time they were made."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7


def new_id() -> UUID:
    """A new UUIDv7."""
    return UUID(int=_uuid7().int)
