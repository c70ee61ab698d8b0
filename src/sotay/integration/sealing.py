"""Secrets of webhooks, kept closed: a signature needs the secret itself, and a copy of the database must not
hold it. Keys in SECRET_KEY_FALLBACKS still open what they closed.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(secret: str) -> str:
    return _locks().encrypt(secret.encode()).decode()


def opened(sealed: str) -> str | None:
    """The secret; None when it was sealed with a SECRET_KEY that is gone."""
    try:
        return _locks().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _locks() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"sotay.integration.webhook:" + str(key).encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
