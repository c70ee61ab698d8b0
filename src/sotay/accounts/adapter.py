"""What the log-in library asks of the house: words, addresses, who may come in, how secrets are kept."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.accounts import actions, lockout, passkeys
from sotay.accounts.lockout import Secret, client_address
from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for

WAIT = _(
    "Too many attempts. Wait five minutes, then try again, or ask your cell's secretary for a log-in slip."
)
BY_PASSKEY = "mfa_reauthenticate:webauthn"
WRONG_CODE = _("That code is not right. Codes change every 30 seconds: enter the newest one.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask your cell's secretary."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("The password is not right."),
        "invalid_login": _("The name or the password is not right."),
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
        "username_password_mismatch": _(
            "The name or the password is not right. Check both, and that Caps Lock is off."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """An address that is none ("https://[") is not safe, rather than an error."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Check a name and password, here or to confirm who one is. Raises Paused, which becomes a page."""
        one = lockout.begin(request, Secret.PASSWORD, str(credentials.get("username", "")))
        account = authenticate(request, **credentials)
        if not isinstance(account, Account):
            lockout.failed(one)
            return None
        lockout.succeeded(one)
        return account

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """The last gate, which passkeys pass too: they never ask our backends."""
        if not user.may_log_in:
            clear_login(request)
            return cast(HttpResponse, self.respond_user_inactive(request, user))
        return cast(HttpResponse | None, super().pre_login(request, user, **kwargs))

    def set_password(self, user: Account, password: str) -> None:
        actions.set_password(by=actor_for(user, timezone.localdate()), account=user, password=password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, Any]]:
        """The library's ways to prove it is you, in our words."""
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use the authenticator app or a recovery code"),
            BY_PASSKEY: gettext("Use a passkey"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        work = passkeys.work_at(context.request)
        return [
            {**method, "description": words.get(method["id"], method["description"])}
            for method in methods
            if work or method["id"] != BY_PASSKEY
        ]


class MfaAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": _("Turn on two-step log-in first; recovery codes belong to it."),
    }

    def encrypt(self, text: str) -> str:
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _locks().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": held + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": passkeys.host_of(context.request), "name": settings.MFA_TOTP_ISSUER}


def _locks() -> MultiFernet:
    """Two-step secrets are kept encrypted by SECRET_KEY, so that a copy of the database holds none.

    Keys in SECRET_KEY_FALLBACKS still open what they closed.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"sotay.accounts.two-step:" + key.encode()).digest() for key in map(str, keys)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
