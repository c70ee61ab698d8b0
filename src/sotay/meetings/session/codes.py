"""The code on the secretary's screen, by which members check in: a QR and six digits that change.

Pure. A code is a keyed hash over the meeting, the round of roll call and a window of half a minute. It is
accepted in its own window and the one after, so a photo of it sent to somebody at home is worth nothing a
minute after it was first shown. Nothing has to be stored, and any worker can check what another showed.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from hashlib import sha256
from uuid import UUID

from sotay.meetings.log.state import END, START

WINDOW = 30
"""Seconds a code stays on the screen."""
ACCEPTED = 2
"""Windows a code is accepted in: its own, and the next for whoever scanned it as it changed."""
PATIENCE = 10
"""Windows that somebody who opened a good code has for tapping the button: reading takes time at 80."""
DIGITS = 6

_ROUNDS = (START, END)
_MAC = 8  # bytes; nobody can try codes but through the server, one request at a time
_SIZE = 16 + 4 + _MAC


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token says it is; whether that is true is for `judge`."""

    meeting: UUID
    round: str
    window: int
    mac: bytes


class Verdict(Enum):
    GOOD = auto()
    OLD = auto()  # was on our screen, but no longer is
    FALSE = auto()  # never was


def window_of(at: datetime) -> int:
    return int(at.timestamp()) // WINDOW


def expires_in(at: datetime) -> int:
    """Seconds until the code on the screen changes."""
    return WINDOW - int(at.timestamp()) % WINDOW


def token(key: bytes, meeting: UUID, round_: str, at: datetime) -> str:
    """What stands in the address of the QR, 38 letters."""
    window = window_of(at)
    parts = (meeting.bytes, _packed(round_, window), _mac(key, b"token", meeting, round_, window)[:_MAC])
    return urlsafe_b64encode(b"".join(parts)).decode().rstrip("=")


def read(text: str) -> Claim | None:
    """What a token claims; None for what is no token at all."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        return None
    if len(raw) != _SIZE or urlsafe_b64encode(raw).decode().rstrip("=") != text:
        return None
    packed = int.from_bytes(raw[16:20])
    return Claim(UUID(bytes=raw[:16]), _ROUNDS[packed & 1], packed >> 1, raw[20:])


def judge(key: bytes, claim: Claim, at: datetime) -> Verdict:
    made = _mac(key, b"token", claim.meeting, claim.round, claim.window)[:_MAC]
    if not hmac.compare_digest(made, claim.mac):
        return Verdict.FALSE
    return Verdict.GOOD if 0 <= window_of(at) - claim.window < ACCEPTED else Verdict.OLD


def digits(key: bytes, meeting: UUID, round_: str, at: datetime) -> str:
    """The same code for typing. Six digits are enough where wrong ones are counted (`self_service`)."""
    return _digits(key, meeting, round_, window_of(at))


def round_typed(key: bytes, meeting: UUID, typed: str, at: datetime) -> str | None:
    """The round whose digits these are now; None when they are nobody's."""
    now, found = window_of(at), None
    for round_ in _ROUNDS:  # all of them, whatever is found, so that time tells nothing
        for window in range(now - ACCEPTED + 1, now + 1):
            if hmac.compare_digest(_digits(key, meeting, round_, window).encode(), typed.encode()):
                found = found or round_
    return found


def ticket(key: bytes, claim: Claim, holder: str) -> str:
    """A word for `holder` that they opened this code while it was good, so that they may take their time."""
    return _mac(key, b"ticket:" + holder.encode(), claim.meeting, claim.round, claim.window).hex()[:32]


def ticket_is_good(key: bytes, claim: Claim, holder: str, given: str, at: datetime) -> bool:
    in_time = 0 <= window_of(at) - claim.window < PATIENCE
    return in_time and hmac.compare_digest(ticket(key, claim, holder).encode(), given.encode())


def _digits(key: bytes, meeting: UUID, round_: str, window: int) -> str:
    number = int.from_bytes(_mac(key, b"digits", meeting, round_, window)[:8])
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def _packed(round_: str, window: int) -> bytes:
    return (window << 1 | _ROUNDS.index(round_)).to_bytes(4)


def _mac(key: bytes, purpose: bytes, meeting: UUID, round_: str, window: int) -> bytes:
    """The purpose goes last and all before it has a fixed length, so no two questions read the same."""
    return hmac.new(key, meeting.bytes + _packed(round_, window) + purpose, sha256).digest()
