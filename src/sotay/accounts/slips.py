"""The session of somebody who came in by a slip."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import segno
from django.http import HttpRequest
from django.urls import reverse

from sotay.accounts.rules import read_code

STAY = 60 * 60 * 24 * 60
"""Sixty days in seconds: how long one's own device stays logged in."""

_CAME = "sotay_came_by_slip"
_FRESH = 60 * 60


def remember(request: HttpRequest) -> None:
    request.session[_CAME] = time.time()


def came_by_slip(request: HttpRequest) -> bool:
    """Within the last hour. Long enough to choose a password, too short for who finds the phone."""
    return bool(0 <= time.time() - float(request.session.get(_CAME, 0)) < _FRESH)


def forget(request: HttpRequest) -> None:
    request.session.pop(_CAME, None)


def address(request: HttpRequest, code: str = "") -> str:
    """Where the code is typed; with the code, what the QR on the slip holds."""
    page = request.build_absolute_uri(reverse("accounts:slip"))
    return f"{page}?{urlencode({'code': code})}" if code else page


def picture(request: HttpRequest, code: str) -> str:
    """The QR as an inline image, so that the code is on the printed page and nowhere else."""
    drawn = segno.make(address(request, read_code(code)), error="m", micro=False)
    return str(drawn.svg_data_uri(border=2, scale=1))
