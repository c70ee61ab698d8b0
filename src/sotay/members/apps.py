from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import LEADERS, MAIN, Entry


class MembersConfig(AppConfig):
    name = "sotay.members"
    label = "members"

    def ready(self) -> None:
        words = import_module("sotay.members.words")
        import_module("sotay.audit.words").AUDIT_SENTENCES.register(words.AUDIT_WORDS)
        import_module("sotay.members.at_units").join_in()
        import_module("sotay.members.roster.upload").join_in()
        keepers = (*LEADERS, Role.WARD_OFFICE, Role.INSPECTION_COMMISSION)
        MAIN.register(Entry("members:members", _("Members"), "users", order=30, roles=keepers))
