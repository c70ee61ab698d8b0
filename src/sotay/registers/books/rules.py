"""Who looks as if they should have moved to the cell where they live. Pure."""

from __future__ import annotations

import unicodedata

from sotay.kernel.text import search_key

AT_WORK = frozenset({"office", "state_enterprise", "private_enterprise", "armed_forces"})
"""Kinds of cell that people belong to by their work."""
RETIRED_WORD = "hưu"
RETIRED_PHRASES = ("nghi huu", "huu tri", "ve huu")
"""Typed without marks the word alone is also a name (Hữu), so only phrases are looked for then."""
MONTHS_SHOWN = 2
"""An exemption that ended is told of for so many months."""


def is_retired(occupation: str, age: int | None, retires_at: int) -> bool:
    """By what the record says of the work, else by age; a record without either says nothing."""
    if RETIRED_WORD in unicodedata.normalize("NFC", occupation).lower().split():
        return True
    if any(f" {phrase} " in f" {search_key(occupation)} " for phrase in RETIRED_PHRASES):
        return True
    return age is not None and age > retires_at
