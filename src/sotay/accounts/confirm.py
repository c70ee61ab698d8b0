"""Asking somebody who is logged in once more who they are, before what is done in their name.

The log-in library asks for the password, the app's code or the passkey and remembers it in the session for
some minutes. Somebody who has none of these enters a new slip's code.
"""

from __future__ import annotations

import time
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from sotay.accounts.models import Account


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person has shown who they are in this session, some minutes ago at most."""
    user = request.user if isinstance(request.user, Account) else None
    shown = [each["at"] for each in get_authentication_records(request, user) if each.get("reauthenticated")]
    return bool(shown) and 0 <= time.time() - shown[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def ask(request: HttpRequest, back: str) -> HttpResponse:
    """To the page that asks, and from there to `back`, a page that is opened and not sent to."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    page = methods[0]["url"] if methods else reverse("accounts:confirm_by_slip")
    return redirect(f"{page}?{urlencode({'next': back})}")


def has_other_ways(request: HttpRequest) -> bool:
    """Whether a password or a second step could be asked for, so that a slip is not taken."""
    return bool(get_adapter().get_reauthentication_methods(request.user))


def by_slip(request: HttpRequest, account: Account) -> None:
    """Note that the person has shown a slip of their own."""
    record_authentication(request, account, method="slip", reauthenticated=True)
