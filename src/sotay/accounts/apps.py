from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sotay.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sotay.accounts import at_units, trail
        from sotay.accounts.words import AUDIT_WORDS
        from sotay.audit import words

        words.register(AUDIT_WORDS)
        trail.follow()
        at_units.join_in()
