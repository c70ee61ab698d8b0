from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ACCOUNT, Entry


class AccountsConfig(AppConfig):
    name = "sotay.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sotay.accounts import at_units, lockout, shared_cache, trail
        from sotay.accounts.words import AUDIT_WORDS
        from sotay.audit import words
        from sotay.kernel import clock

        ACCOUNT.register(Entry("accounts:me", _("My account"), "circle-user", order=10))
        ACCOUNT.register(Entry("account_logout", _("Log out"), "log-out", order=90, sends=True))
        words.AUDIT_SENTENCES.register(AUDIT_WORDS)
        trail.follow()
        at_units.join_in()
        clock.DUE.register(
            clock.ScheduledJob(
                "accounts.forget_failures", lockout.forget, about=_("Forgetting wrong passwords of long ago")
            )
        )
        clock.DUE.register(
            clock.ScheduledJob(
                "accounts.forget_shared_values",
                shared_cache.forget,
                about=_("Removing shared values that expired"),
            )
        )
