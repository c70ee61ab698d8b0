"""Where a passkey can work: it belongs to a name, reached securely, and never to bare numbers."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest

LOCAL = ("localhost", ".localhost")
"""Browsers take these for secure without a certificate (Secure Contexts, W3C, section 3.1)."""


def host_of(request: HttpRequest) -> str:
    """The name or address in the browser's bar, without the port."""
    return urlsplit(f"//{request.get_host()}").hostname or ""


def work_at(request: HttpRequest) -> bool:
    """Whether browsers allow passkeys at the address this page was opened at.

    Web Authentication, section 5.1.3: the relying party's id is a domain, so an IP address has none; section
    5.1: only in a secure context.
    """
    host = host_of(request)
    with suppress(ValueError):
        ip_address(host)
        return False
    secure = request.is_secure() or request.headers.get("X-Forwarded-Proto") == "https"
    return secure or host == LOCAL[0] or host.endswith(LOCAL[1])
