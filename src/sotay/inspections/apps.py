from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import LEADERS, Entry


class InspectionsConfig(AppConfig):
    name = "sotay.inspections"
    label = "inspections"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.figures.work import SOURCES
        from sotay.inspections import access, own_data, record_set
        from sotay.inspections.agenda_source import DemandAgendaSource
        from sotay.inspections.figures import SOURCE
        from sotay.inspections.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.inspections.needs import needs_of
        from sotay.kernel.needs import NEEDS
        from sotay.kernel.search import READERS
        from sotay.meetings.agenda_sources import AGENDA_SOURCES
        from sotay.meetings.views import BESIDE_MEETINGS
        from sotay.notify import words as notices
        from sotay.papers.about import FINDERS
        from sotay.papers.access import SCOPES

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        OWN_DATA.register(own_data.teams)
        NEEDS.register(needs_of)
        SOURCES.register(SOURCE)
        AGENDA_SOURCES.register(DemandAgendaSource())
        SCOPES.register(access.papers)
        READERS.register(access.readers)
        FINDERS.register(record_set.matter_of)
        roles = (*LEADERS, Role.WARD_OFFICE, Role.INSPECTION_COMMISSION)
        BESIDE_MEETINGS.register(Entry("inspections:home", _("Inspections"), "clipboard-check", roles=roles))
