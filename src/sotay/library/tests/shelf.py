"""Putting documents into a library, for the tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from sotay.library import keeping
from sotay.library.models import LibraryEntry, LibraryRelation

DAY = date(2026, 3, 2)


def add(unit: Any, by: Any, **facts: Any) -> LibraryEntry:
    """A resolution of DAY, unless told otherwise."""
    usual = {"kind": "NQ", "number": "21-NQ/TW", "issuer": "Trung ương", "dated": DAY, "not_secret": True}
    return keeping.add(unit=unit, by=by.actor, **{**usual, "abstract": "Tổ chức cơ sở đảng", **facts})


def relate(entry: LibraryEntry, by: Any, kind: str, target: Any) -> LibraryRelation:
    return keeping.relate(entry=entry, by=by.actor, kind=kind, target_id=target.pk)
