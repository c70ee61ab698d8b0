from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import IN_MEETINGS, OFFICES, Entry


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
        from sotay.guidance.jobs import tell_later
        from sotay.guidance.library_source import SOURCE as LIBRARY_SOURCE
        from sotay.guidance.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.guidance.needs import needs_of
        from sotay.guidance.today import announced
        from sotay.kernel import jobs, search
        from sotay.kernel.needs import NEEDS
        from sotay.library import access as library
        from sotay.library import sources as library_sources
        from sotay.meetings import agenda_sources
        from sotay.meetings.views import BESIDE_MEETINGS
        from sotay.notify import words as notices

        NEEDS.register(needs_of)
        SOURCES.register(SOURCE)
        telling = _("Telling secretaries and offices of guidance from above")
        jobs.DESCRIPTIONS.register(jobs.Description(tell_later.module_path, telling))
        library.SCOPES.register(documents)
        search.READERS.register(readers)
        library_sources.SOURCES.register(LIBRARY_SOURCE)
        OWN_DATA.register(own_data.readings)
        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        agenda_sources.AGENDA_SOURCES.register(GuidanceAgendaSource())
        agenda_sources.ANNOUNCEMENTS.register(announced)
        agenda_sources.QUESTIONS.register(questions)
        roles = (*IN_MEETINGS, *OFFICES, Role.INSPECTION_COMMISSION)
        BESIDE_MEETINGS.register(
            Entry("guidance:home", _("Guidance and bulletins"), "megaphone", roles=roles)
        )
