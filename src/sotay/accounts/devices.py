"""Devices that logged in to an account before, known by a signed cookie.

What strangers do elsewhere does not make such a device wait, and what it does itself is counted apart
(`lockout`). The cookie opens nothing. It holds a random name of the device and a keyed hash for each account
that logged in there, so a shared phone tells nobody who they are.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "device"
AGE = 60 * 60 * 24 * 400
"""Seconds; browsers keep no cookie longer."""
_SALT = "sotay.accounts.device"
_MOST = 20  # accounts of one device: a committee's computer


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: its random name, and the marks of the accounts that logged in there, newest last."""

    name: str
    accounts: tuple[str, ...] = ()

    def knows(self, account_id: UUID) -> bool:
        return _mark(account_id) in self.accounts


def device_of(request: HttpRequest) -> Device | None:
    """The device a request comes from; None when it brings no cookie of ours."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=AGE)
        return Device(str(kept["d"]), tuple(map(str, kept["a"])))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def logged_in(request: HttpRequest, account_id: UUID) -> None:
    """Somebody has logged in: `keep` is to tell the device so."""
    request.device_logged_in = account_id  # type: ignore[attr-defined]


def keep(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the cookie to a device on which somebody has just logged in."""
    account_id: UUID | None = getattr(request, "device_logged_in", None)
    if account_id is None:
        return response
    device, mark = device_of(request) or Device(secrets.token_urlsafe(12)), _mark(account_id)
    others = [each for each in device.accounts if each != mark]
    response.set_cookie(
        COOKIE,
        signing.dumps({"d": device.name, "a": [*others, mark][-_MOST:]}, salt=_SALT),
        max_age=AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _mark(account_id: UUID) -> str:
    return salted_hmac(_SALT, str(account_id), algorithm="sha256").hexdigest()[:16]
