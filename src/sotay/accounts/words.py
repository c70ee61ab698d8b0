"""What the audit lines of accounts say, and how a device is named."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.accounts.rules import device_of

AUDIT_WORDS = {
    "account.opened": _("opened the account “%(username)s” for %(name)s"),
    "account.slip_issued": _("issued a log-in slip for %(name)s"),
    "account.password_reset": _("issued a new password for %(name)s"),
    "account.two_step_cleared": _("removed two-step log-in from the account of %(name)s"),
    "account.closed": _("closed the account of %(name)s"),
    "account.reopened": _("opened the account of %(name)s again"),
    "account.password_set": _("set a password of their own"),
    "account.slips_kept": _("chose to log in by slip, without a password"),
    "account.session_ended": _("ended a session of theirs: %(browser)s"),
    "account.logged_in": _("logged in by password"),
    "account.logged_in_by_slip": _("logged in by slip"),
    "account.logged_in_by_passkey": _("logged in by passkey"),
    "account.locked_out": _("took no more tries at the account of %(name)s from one place for a while"),
    "account.app_added": _("turned on two-step log-in by authenticator app"),
    "account.app_removed": _("turned off two-step log-in by authenticator app"),
    "account.passkey_added": _("added a passkey"),
    "account.passkey_removed": _("removed a passkey"),
    "account.data_exported": _("downloaded their own data"),
}


def say_device(user_agent: str) -> str:
    """“Chrome, Android”; what a browser says of itself when neither is known."""
    browser, system = device_of(user_agent)
    return (
        ", ".join(part for part in (browser, system) if part) or user_agent[:60] or gettext("Unknown device")
    )
