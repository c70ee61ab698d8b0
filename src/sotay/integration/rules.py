"""How long tokens live, how often they may ask, how a webhook is signed and when it is tried again. Pure."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

PREFIX = "sotay_"
"""So that a token found in a file is known for what it is."""
SHOWN = len(PREFIX) + 4
LONGEST_TOKEN = 200
LONGEST_ADDRESS = 500

MINUTE = 60

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
"""Before the second attempt; each later one is three times as long: 1, 3, 9 ... minutes, about 18 hours."""
GIVES_UP_AFTER = timedelta(days=3)
"""An address that took nothing for so long is turned off."""
BOTH_SECRETS = timedelta(days=1)
"""How long the secret of before still signs beside a new one."""


def new_token() -> str:
    """256 random bits, with a beginning that says what it is."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a token. It is random and long, so a slow or keyed hash would add nothing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_secret() -> str:
    return "whsec_" + secrets.token_urlsafe(32)


def window_of(now: datetime) -> tuple[int, int]:
    """The minute requests of a moment count in, and the seconds until the next one."""
    seconds = int(now.timestamp())
    return seconds // MINUTE, MINUTE - seconds % MINUTE


def signature(secrets_: Iterable[str], at: datetime, body: bytes) -> str:
    """What stands in `Sotay-Signature`: the moment, and for each secret HMAC-SHA256 of "moment.body".

    >>> from datetime import UTC
    >>> signature(["whsec_a"], datetime(2026, 12, 1, tzinfo=UTC), b"{}")[:16]
    't=1796083200,v1='
    """
    moment = int(at.timestamp())
    signed = f"{moment}.".encode() + body
    marks = [hmac.new(each.encode(), signed, hashlib.sha256).hexdigest() for each in secrets_]
    return ",".join([f"t={moment}", *(f"v1={mark}" for mark in marks)])


def pause_after(attempts: int) -> timedelta:
    return FIRST_PAUSE * int(3 ** (attempts - 1))
