from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import LEADERS, Entry


class OversightConfig(AppConfig):
    name = "sotay.oversight"
    label = "oversight"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.kernel.needs import NEEDS
        from sotay.meetings.agenda_sources import AGENDA_SOURCES
        from sotay.meetings.views import BESIDE_MEETING, BESIDE_MEETINGS
        from sotay.notify import words as notices
        from sotay.oversight import own_data
        from sotay.oversight.agenda_source import RecommendationAgendaSource
        from sotay.oversight.beside import ways
        from sotay.oversight.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.oversight.needs import needs_of

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        OWN_DATA.register(own_data.observations)
        NEEDS.register(needs_of)
        BESIDE_MEETING.register(ways)
        AGENDA_SOURCES.register(RecommendationAgendaSource())
        roles = (*LEADERS, Role.WARD_OFFICE, Role.OVERSEER)
        BESIDE_MEETINGS.register(Entry("oversight:home", _("Overseers"), "eye", roles=roles))
