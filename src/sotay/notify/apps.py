from __future__ import annotations

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "sotay.notify"
    label = "notify"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.notify import own_data

        OWN_DATA.register(own_data.notices)
