from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import LEADERS, MAIN, Entry


class MembersConfig(AppConfig):
    name = "sotay.members"
    label = "members"

    def ready(self) -> None:
        from sotay.audit.words import AUDIT_SENTENCES
        from sotay.figures.work import SOURCES
        from sotay.kernel import search
        from sotay.kernel.needs import NEEDS
        from sotay.members import at_units, search_source
        from sotay.members.figures import SOURCE
        from sotay.members.needs import needs_of
        from sotay.members.roster import upload
        from sotay.members.words import AUDIT_WORDS

        AUDIT_SENTENCES.register(AUDIT_WORDS)
        search.SOURCES.register(search_source.SOURCE)
        NEEDS.register(needs_of)
        SOURCES.register(SOURCE)
        at_units.join_in()
        upload.join_in()
        keepers = (*LEADERS, Role.WARD_OFFICE, Role.INSPECTION_COMMISSION)
        MAIN.register(Entry("members:members", _("Members"), "users", order=30, roles=keepers))
