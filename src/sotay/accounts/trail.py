"""Audit lines for what the log-in library does by itself: it calls no action of ours, so we listen."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for, named
from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM

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
    user_locked_out.connect(_locked_out, dispatch_uid="sotay.accounts")
    authenticator_added.connect(_added, dispatch_uid="sotay.accounts")
    authenticator_removed.connect(_removed, dispatch_uid="sotay.accounts")


def _logged_in(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    first: dict[str, Any] = next(iter(get_authentication_records(request, user)), {})
    _record(user, WAYS.get(first.get("method", ""), "account.logged_in"))


def _locked_out(request: HttpRequest, username: str, **kwargs: Any) -> None:
    """Once, when the limit is reached: later tries during the lock-out send the signal again."""
    account = named(username)
    if account and getattr(request, "axes_failures_since_start", None) == settings.AXES_FAILURE_LIMIT:
        audit.record(SYSTEM, "account.locked_out", account.member or account, name=account.name)


def _added(user: Account, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in ADDED:
        _record(user, ADDED[authenticator.type])


def _removed(user: Account, authenticator: Authenticator, **kwargs: Any) -> None:
    if authenticator.type in REMOVED:
        _record(user, REMOVED[authenticator.type])


def _record(account: Account, code: str) -> None:
    audit.record(actor_for(account, timezone.localdate()), code, account.member or account)
