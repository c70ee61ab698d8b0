from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.assignments.words import AUDIT_WORDS, NOTICE_WORDS
from sotay.audit import words as audit
from sotay.kernel.navigation import IN_MEETINGS, MAIN, Entry
from sotay.notify import words as notify


def give(**asked: Any) -> str:
    """For `meetings.handing_out`."""
    from sotay.assignments import actions

    return actions.give(**asked).get_absolute_url()


class AssignmentsConfig(AppConfig):
    name = "sotay.assignments"
    label = "assignments"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.assignments import own_data, search_source
        from sotay.kernel import search

        for section in (own_data.tasks, own_data.handed_over, own_data.drafted):
            OWN_DATA.register(section)

        from sotay.assignments import access, reminders
        from sotay.assignments.agenda_source import SettledTaskAgendaSource, TaskAgendaSource
        from sotay.assignments.at_units import tasks_section
        from sotay.assignments.figures import SOURCE, follow_setting
        from sotay.assignments.needs import needs_of
        from sotay.figures.work import SOURCES
        from sotay.kernel.needs import NEEDS
        from sotay.library.access import SCOPES
        from sotay.meetings import agenda_sources
        from sotay.meetings.handing_out import GIVERS
        from sotay.notify.reminders import REMINDERS, Ladder
        from sotay.units.changes import SETTING_CHANGES
        from sotay.units.sections import SECTIONS

        NEEDS.register(needs_of)
        SOURCES.register(SOURCE)
        SETTING_CHANGES.register(follow_setting)
        SCOPES.register(access.documents)
        SECTIONS.register(tasks_section)
        GIVERS.register(give)
        MAIN.register(Entry("assignments:tasks", _("Tasks"), "list-checks", order=40, roles=IN_MEETINGS))
        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notify.NOTICE_SENTENCES.register(NOTICE_WORDS)
        REMINDERS.register(Ladder("reminders.task", "task.soon", reminders.coming))
        search.SOURCES.register(search_source.SOURCE)
        search.READERS.register(search_source.readers)
        agenda_sources.AGENDA_SOURCES.register(TaskAgendaSource())
        agenda_sources.AGENDA_SOURCES.register(SettledTaskAgendaSource())
