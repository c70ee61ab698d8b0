from __future__ import annotations

from django.apps import AppConfig

from sotay.audit.words import register
from sotay.library.words import AUDIT_WORDS


class LibraryConfig(AppConfig):
    name = "sotay.library"
    label = "library"

    def ready(self) -> None:
        register(AUDIT_WORDS)
