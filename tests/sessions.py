"""Clients that hold a session, without the pages of logging in."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone

from sotay.accounts.models import Account


def log_in(username: str) -> Client:
    """The person's client, with a session as after a log-in; of nobody for ''.

    It asks for pages of `localhost`, where passkeys work as they do at an address with a name.
    """
    client = Client(SERVER_NAME="localhost")
    if not username:
        return client
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(Account.objects.get(username=username))
    return client


def session_of(account: Account) -> str:
    """The key of a new session of the account, which has just given its password."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    just_now = {"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}
    store.update(
        {
            SESSION_KEY: str(account.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: account.get_session_auth_hash(),
            "account_authentication_methods": [just_now],
            "account_authentication_methods_user": str(account.pk),
        }
    )
    store.save()
    return str(store.session_key)
