"""Ballot papers that lie in the database before the count say nothing, not even which are filled in.

Every paper is sealed anew at every vote, blank ones too, under the vote's key of that moment (`keys`) mixed
with SECRET_KEY and the ballot's id. Whoever has copies of the database from before and after one vote (a disk
image, the write-ahead log, rows a database has deleted and not yet overwritten) sees that somebody voted, and
every paper changed to other random letters of the same length. AES-GCM, not Fernet: a Fernet token tells
when it was made.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from sotay.votes.rules import RECEIPT_LENGTH

_NONCE = 12
_MASK = 13  # bytes, a bit for each of the 100 options there can be
_TAG = 16
LENGTH = -(-(_NONCE + 1 + RECEIPT_LENGTH + _MASK + _TAG) // 3) * 4
"""Letters of a sealed slip, whatever is on it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a voter put on a slip."""

    receipt: str
    choice: tuple[int, ...]


@sensitive_variables()
def seal(key: bytes, ballot: UUID, filled: Filled | None) -> str:
    """A slip that only the key opens; `None` for a blank one. Never the same letters twice."""
    nonce = secrets.token_bytes(_NONCE)
    return b64encode(nonce + _cipher(key, ballot).encrypt(nonce, _packed(filled), ballot.bytes)).decode()


@sensitive_variables()
def unseal(key: bytes, ballot: UUID, sealed: str) -> Filled | None:
    """What is on the slip. Raises `cryptography.exceptions.InvalidTag` for another key or SECRET_KEY."""
    raw = b64decode(sealed)
    packed = _cipher(key, ballot).decrypt(raw[:_NONCE], raw[_NONCE:], ballot.bytes)
    if not packed[0]:
        return None
    mask = int.from_bytes(packed[1 + RECEIPT_LENGTH :])
    places = (place for place in range(_MASK * 8) if mask >> place & 1)
    return Filled(packed[1 : 1 + RECEIPT_LENGTH].decode("ascii"), tuple(places))


@sensitive_variables()
def _packed(filled: Filled | None) -> bytes:
    if filled is None:
        return bytes(1 + RECEIPT_LENGTH + _MASK)
    mask = sum(1 << place for place in set(filled.choice))
    return b"\1" + filled.receipt.encode("ascii") + mask.to_bytes(_MASK)


@sensitive_variables()
def _cipher(key: bytes, ballot: UUID) -> AESGCM:
    return AESGCM(salted_hmac("sotay.votes.papers", key + ballot.bytes, algorithm="sha256").digest())
