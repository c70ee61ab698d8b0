"""What the clock does for secret votes: it tidies up after a process that was killed before it could."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from sotay.votes import keys, leftovers
from sotay.votes.actions import locked, opening_key


def destroy_old_keys(now: datetime) -> int:
    """Destroy keys whose vote is over, and all but one of each open vote: what a process left that was killed
    before it could. For the clock; answers how many.
    """
    files: dict[UUID, list[Path]] = {}
    for ballot_id, file in keys.all_files():
        files.setdefault(ballot_id, []).append(file)
    old = [file for ballot_id, found in files.items() for file in _old_keys(ballot_id, found, now)]
    keys.destroy(old)
    leftovers.overwrite_soon()
    return len(old)


def _old_keys(ballot_id: UUID, found: list[Path], now: datetime) -> list[Path]:
    with transaction.atomic():
        ballot = locked(ballot_id)
        if ballot is None:  # or one that is being opened this moment
            return [file for file in found if keys.is_unclaimed(file, now)]
        if not ballot.is_open:
            return found
        present = keys.of(ballot_id)
        opening = opening_key(ballot, present)
        return [key.file for key in present if opening and key.file != opening.file]
