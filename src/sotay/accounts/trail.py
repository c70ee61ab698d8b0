"""Audit lines for what the log-in library does by itself: it calls no action of ours, so we listen."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.http import HttpRequest
from django.utils import timezone

from sotay.accounts import devices
from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.audit import actions as audit

WAYS = {
    "slip": "account.logged_in_by_slip",
    "mfa": "account.logged_in_by_passkey",
}
ADDED = {
    Authenticator.Type.TOTP: "account.app_added",
    Authenticator.Type.WEBAUTHN: "account.passkey_added",
}
REMOVED = {
    Authenticator.Type.TOTP: "account.app_removed",
    Authenticator.Type.WEBAUTHN: "account.passkey_removed",
}


def follow() -> None:
    user_logged_in.connect(_logged_in, dispatch_uid="sotay.accounts")
    authenticator_added.connect(_added, dispatch_uid="sotay.accounts")
    authenticator_removed.connect(_removed, dispatch_uid="sotay.accounts")


def _logged_in(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    first: dict[str, Any] = next(iter(get_authentication_records(request, user)), {})
    devices.logged_in(request, user.pk)
    _record(user, WAYS.get(first.get("method", ""), "account.logged_in"))


def _added(user: Account, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in ADDED:
        _record(user, ADDED[authenticator.type])


def _removed(user: Account, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in REMOVED:
        _record(user, REMOVED[authenticator.type])


def _record(account: Account, code: str) -> None:
    audit.record(actor_for(account, timezone.localdate()), code, account.member or account)
