"""Receipts: eight letters by which a voter finds their own slip in the list published after the count.

A receipt comes with the empty ballot, drawn at random and signed for that ballot and that voter alone, and
the voter's device keeps it; the signature is kept nowhere. Were it made by the device, or good for any voter,
somebody who buys or presses votes could say which letters to use, and look for them in the list. It is on no
screen before the count, and afterwards the mark on the device can be put on any line, so that what a voter
shows proves nothing.
"""

from __future__ import annotations

import random
from uuid import UUID

from django.core.signing import BadSignature, Signer

from sotay.votes.rules import RECEIPT_LENGTH, RECEIPT_LETTERS

_CHANCE = random.SystemRandom()


def drawn() -> str:
    return "".join(_CHANCE.choice(RECEIPT_LETTERS) for _place in range(RECEIPT_LENGTH))


def offered(ballot: UUID, member: UUID) -> str:
    """A new receipt as an empty ballot carries it: "2BCDF3GH:signature"."""
    return _signer(ballot, member).sign(drawn())


def read(ballot: UUID, member: UUID, sent: str) -> str:
    """The receipt that came with a slip; a new one when it was not drawn for this ballot and member."""
    try:
        return _signer(ballot, member).unsign(sent)
    except BadSignature:
        return drawn()


def _signer(ballot: UUID, member: UUID) -> Signer:
    return Signer(salt=f"sotay.votes.receipt.{ballot}.{member}")
