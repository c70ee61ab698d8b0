"""The log as a chain: every entry is tied to the one that reached the server before it.

A link is SHA-256 over the link before and everything the entry says, so that an entry changed, removed,
added or moved afterwards breaks the chain from there on. Signing the minutes keeps the link of that
moment as the meeting's seal. Pure; `sotay check` asks `queries.broken_logs`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sotay.meetings.log.state import moment


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is stored, with all that the chain vouches for."""

    seq: int
    id: UUID
    act: str
    data: dict[str, Any]
    member_id: UUID | None
    account_id: UUID | None
    device: str
    device_at: datetime
    server_at: datetime


def link(before: str, row: Row) -> str:
    """64 hexadecimal digits that stand for the row and everything before it."""
    said = [
        row.seq,
        str(row.id),
        row.act,
        row.data,
        str(row.member_id or ""),
        str(row.account_id or ""),
        row.device,
        moment(row.device_at),
        moment(row.server_at),
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def faults(rows: Iterable[tuple[Row, str]], head: str, seal: str) -> Iterator[str]:
    """What is wrong with a whole log: rows in order with their links, its newest link and its seal.

    Only amendments follow the seal and none comes before it, so that a seal moved to another entry of the
    same log is found too.
    """
    before, sealed = "", False
    for expected, (row, kept) in enumerate(rows, start=1):
        if row.seq != expected:
            yield f"entry {expected} is missing"
            return
        before = link(before, row)
        if before != kept:
            yield f"entry {row.seq} ({row.act}) was changed after it was recorded"
            return
        if seal and sealed != (row.act == "amended"):
            yield f"entry {row.seq} ({row.act}) stands on the wrong side of the seal"
            return
        sealed = sealed or before == seal
    if before != head:
        yield "entries are missing at the end"
    if seal and not sealed:
        yield "the entries that were sealed are not these"
