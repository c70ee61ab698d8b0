from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "sotay.members"
    label = "members"

    def ready(self) -> None:
        words = import_module("sotay.members.words")
        import_module("sotay.audit.words").register(words.AUDIT_WORDS)
        import_module("sotay.members.at_units").join_in()
        import_module("sotay.members.roster.upload").join_in()
