from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sotay.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sotay.accounts import at_units, lockout, shared_cache, trail
        from sotay.accounts.words import AUDIT_WORDS
        from sotay.audit import words
        from sotay.kernel import clock

        words.register(AUDIT_WORDS)
        trail.follow()
        at_units.join_in()
        clock.due("accounts.forget_failures", lockout.forget)
        clock.due("accounts.forget_shared_values", shared_cache.forget)
