"""The two ways in that are checked on the server: a name with its password, and a slip's code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from sotay.accounts import actions, lockout
from sotay.accounts.models import Account
from sotay.accounts.queries import still_reaches
from sotay.accounts.rules import is_number, login_name
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
    """A code printed on a slip. `secret_code` is named so that Django keeps it out of every log."""

    def authenticate(  # type: ignore[override]
        self,
        request: HttpRequest | None,
        secret_code: str | None = None,
        holders: Collection[UUID] | None = None,
        **kwargs: Any,
    ) -> Account | None:
        """With `holders`, only a slip of one of these accounts is good."""
        return actions.use_slip(typed=secret_code, holders=holders) if secret_code else None


class NameOrCard(House):
    """Find the account by either name a person may know it by, then check the password as usual."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Account | None:
        if not username or password is None or request is None:
            return None
        found = lockout.whose(request, username)
        right = [account for account in found if account.check_password(password)]
        for _missing in range(len(found), AS_IF[is_number(login_name(username))]):
            Account(password=UNUSABLE_PASSWORD_PREFIX).check_password(password)
        good = [each for each in right if self.user_can_authenticate(each) and _is_still_good(each)]
        return good[0] if len(good) == 1 else None


AS_IF = {True: 2, False: 1}
"""Passwords checked for a card number, and for a user name, at least: so that the time it takes tells nobody
whether a name exists, or whether a card number is recorded in another ward too."""


def _is_still_good(account: Account) -> bool:
    """Whoever handed out a password knows it until it is changed, so it ends as their slip would."""
    if not account.must_change_password:
        return True
    return still_reaches(account.password_from_id, account, timezone.localdate())
