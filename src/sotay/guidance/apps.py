from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import IN_MEETINGS, Entry


class GuidanceConfig(AppConfig):
    name = "sotay.guidance"
    label = "guidance"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.figures.work import SOURCES
        from sotay.guidance import own_data
        from sotay.guidance.access import documents, readers
        from sotay.guidance.agenda_source import GuidanceAgendaSource, questions
        from sotay.guidance.figures import SOURCE
        from sotay.guidance.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.guidance.needs import needs_of
        from sotay.guidance.today import announced
        from sotay.kernel import search
        from sotay.kernel.needs import NEEDS
        from sotay.library import access as library
        from sotay.meetings import agenda_sources
        from sotay.meetings.views import BESIDE_MEETINGS
        from sotay.notify import words as notices

        NEEDS.register(needs_of)
        SOURCES.register(SOURCE)
        library.SCOPES.register(documents)
        search.READERS.register(readers)
        OWN_DATA.register(own_data.readings)
        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        agenda_sources.AGENDA_SOURCES.register(GuidanceAgendaSource())
        agenda_sources.ANNOUNCEMENTS.register(announced)
        agenda_sources.QUESTIONS.register(questions)
        roles = (*IN_MEETINGS, Role.WARD_OFFICE, Role.CENTRE_OFFICE, Role.INSPECTION_COMMISSION)
        BESIDE_MEETINGS.register(
            Entry("guidance:home", _("Guidance and bulletins"), "megaphone", roles=roles)
        )
