from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sotay.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sotay.accounts import trail  # noqa: PLC0415
        from sotay.accounts.words import AUDIT_WORDS  # noqa: PLC0415
        from sotay.audit import words  # noqa: PLC0415

        words.register(AUDIT_WORDS)
        trail.follow()
