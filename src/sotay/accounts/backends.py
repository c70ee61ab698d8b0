"""Log-in by username or by member-card number."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from sotay.accounts.models import Account


class NameOrCard(ModelBackend):
    """Find the account by either name a person may know it by, then check the password as usual."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        if not username or password is None:
            return None
        typed = username.strip().lower()
        account = (
            Account.objects.filter(username=typed).first()
            or Account.objects.filter(member__member_card_no=typed, member__left_on=None).first()
        )
        if account is None:
            Account().set_password(password)  # as slow as a wrong password, so that names cannot be probed
            return None
        return account if account.check_password(password) and self.user_can_authenticate(account) else None
