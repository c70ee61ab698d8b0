from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import IN_MEETINGS, Entry


class SchemesConfig(AppConfig):
    name = "sotay.schemes"
    label = "schemes"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.kernel.needs import NEEDS
        from sotay.meetings.agenda_sources import AGENDA_SOURCES
        from sotay.meetings.views import BESIDE_MEETINGS
        from sotay.notify import words as notices
        from sotay.schemes import at_units, own_data
        from sotay.schemes.agenda_source import MilestoneAgendaSource, SchemeAgendaSource
        from sotay.schemes.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.schemes.needs import needs_of
        from sotay.units.sections import SECTIONS

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        OWN_DATA.register(own_data.milestones)
        OWN_DATA.register(own_data.overseen)
        NEEDS.register(needs_of)
        AGENDA_SOURCES.register(SchemeAgendaSource())
        AGENDA_SOURCES.register(MilestoneAgendaSource())
        SECTIONS.register(at_units.section)
        BESIDE_MEETINGS.register(Entry("schemes:home", _("Model cells"), "award", roles=IN_MEETINGS))
