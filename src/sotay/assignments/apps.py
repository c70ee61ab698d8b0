from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.assignments.words import AUDIT_WORDS, NOTICE_WORDS
from sotay.audit import words as audit
from sotay.kernel.navigation import IN_MEETINGS, MAIN, Entry
from sotay.notify import words as notify


class AssignmentsConfig(AppConfig):
    name = "sotay.assignments"
    label = "assignments"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.assignments import own_data

        OWN_DATA.register(own_data.tasks)

        from sotay.assignments.agenda_source import TaskAgendaSource
        from sotay.assignments.needs import needs_of
        from sotay.kernel.needs import NEEDS
        from sotay.meetings import agenda_sources

        NEEDS.register(needs_of)
        MAIN.register(Entry("assignments:tasks", _("Tasks"), "list-checks", order=40, roles=IN_MEETINGS))
        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notify.NOTICE_SENTENCES.register(NOTICE_WORDS)
        agenda_sources.AGENDA_SOURCES.register(TaskAgendaSource())
