"""The two ways in that are checked on the server: a name with its password, and a slip's code."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from sotay.accounts import actions
from sotay.accounts.models import Account
from sotay.accounts.queries import named, still_reaches
from sotay.kernel.rows import get_or_none


class House(ModelBackend):
    """Accounts as they are in this house: no permissions, and nobody in whose member has left."""

    def user_can_authenticate(self, user: Account | AnonymousUser | None) -> bool:
        return isinstance(user, Account) and user.may_log_in

    def get_user(self, user_id: Any) -> Account | None:
        """Asked on every request, so a session ends with the account, and the member comes along."""
        account = get_or_none(Account.objects.select_related("member"), user_id)
        return account if self.user_can_authenticate(account) else None


class SlipCode(House):
    """A code printed on a slip. `secret_code` is named so that Django and axes keep it out of every log."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, secret_code: str | None = None, **kwargs: Any
    ) -> Account | None:
        return actions.use_slip(typed=secret_code) if secret_code else None


class NameOrCard(House):
    """Find the account by either name a person may know it by, then check the password as usual."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        if not username or password is None:
            return None
        account = named(username)
        if account is None:
            Account().set_password(password)  # as slow as a wrong password, so that names cannot be probed
            return None
        if not (account.check_password(password) and self.user_can_authenticate(account)):
            return None
        return account if _is_still_good(account) else None


def _is_still_good(account: Account) -> bool:
    """Whoever handed out a password knows it until it is changed, so it ends as their slip would."""
    if not account.must_change_password:
        return True
    return still_reaches(account.password_from_id, account, timezone.localdate())
