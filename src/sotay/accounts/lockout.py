"""Lock-out after repeated failures: what counts as the same name and place, and the page that says so."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sotay.accounts.queries import named
from sotay.accounts.rules import login_name

SLIPS = "(slip)"
"""Whom wrong codes count against: they name nobody, so they count together at each address."""


def client_address(request: HttpRequest) -> str:
    """Where a request comes from. Behind the proxy that SOTAY_HTTPS speaks of, the address it saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.HTTPS else ""
    nearest = forwarded.rpartition(",")[2].strip()  # whatever stands before was sent by the client
    for address in (nearest, str(request.META.get("REMOTE_ADDR", ""))):
        with suppress(ValueError):
            return _place(ip_address(address))
    return "127.0.0.1"  # a socket file has no address


def _place(address: IPv4Address | IPv6Address) -> str:
    """Of IPv6 the network: one house has 2**64 addresses, a new one for each try."""
    plain = getattr(address, "ipv4_mapped", None) or address
    return str(plain if isinstance(plain, IPv4Address) else ip_network((plain, 64), False).network_address)


def counted_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The username failures count against: the same whether the name or the card number was typed."""
    given = credentials or {}
    if "secret_code" in given:
        return SLIPS
    typed = str(given.get("username") or request.POST.get("login") or "")
    account = named(typed)
    return account.username if account else login_name(typed)[:255]


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """The page that says how long to wait and what else to do, the same for names that do not exist."""
    minutes = _minutes_left(request, credentials)
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)


def _minutes_left(request: HttpRequest, credentials: dict[str, Any] | None) -> int:
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    last = (
        AccessAttempt.objects.filter(
            username=counted_name(request, credentials), ip_address=client_address(request)
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    left = (last + cool_off - timezone.now()) if last else cool_off
    return max(1, math.ceil(left / timedelta(minutes=1)))
