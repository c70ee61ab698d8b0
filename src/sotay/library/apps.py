from __future__ import annotations

from django.apps import AppConfig

from sotay.audit.words import register
from sotay.library.words import AUDIT_WORDS


class LibraryConfig(AppConfig):
    name = "sotay.library"
    label = "library"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.library import own_data

        OWN_DATA.register(own_data.documents)

        register(AUDIT_WORDS)
