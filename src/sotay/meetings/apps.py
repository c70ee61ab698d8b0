from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "sotay.meetings"
    label = "meetings"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.audit import words as audit
        from sotay.figures.actions import RECOUNTS
        from sotay.figures.work import SOURCES
        from sotay.kernel import clock, health, search
        from sotay.kernel.navigation import IN_MEETINGS, MAIN, Entry
        from sotay.kernel.needs import ARRIVALS, NEEDS
        from sotay.library import access as library
        from sotay.meetings import access, composing, own_data, reminders, search_source, states, trial
        from sotay.meetings.agenda_sources import AGENDA_SOURCES
        from sotay.meetings.arrivals import arrivals_of
        from sotay.meetings.at_units import committee_section
        from sotay.meetings.attendance.beside import beside_member
        from sotay.meetings.figures import SOURCE, recount
        from sotay.meetings.needs import needs_of
        from sotay.meetings.preparation.set_aside import SetAsideAgendaSource
        from sotay.meetings.queries import broken_logs, meeting_of
        from sotay.meetings.session.self_service import forget_tries, tries_waiting
        from sotay.meetings.words import AUDIT_WORDS, NOTICE_WORDS, OUTSIDE_WORDS
        from sotay.members.views import BESIDE_MEMBER
        from sotay.notify import words as notices
        from sotay.notify.reminders import REMINDERS, Ladder
        from sotay.papers import access as papers
        from sotay.papers.about import FINDERS
        from sotay.units.sections import SECTIONS
        from sotay.units.trials import TRIALS

        for part in own_data.PARTS:
            OWN_DATA.register(part)
        SECTIONS.register(committee_section)
        NEEDS.register(needs_of)
        search.SOURCES.register(search_source.SOURCE)
        search.READERS.register(search_source.readers)
        ARRIVALS.register(arrivals_of)
        MAIN.register(Entry("meetings:meetings", _("Meetings"), "calendar-days", order=20, roles=IN_MEETINGS))
        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        papers.SCOPES.register(access.papers)
        library.SCOPES.register(access.documents)
        FINDERS.register(meeting_of)
        TRIALS.register(trial.try_papers)
        health.QUESTIONS.register(health.Question("meeting logs are whole", broken_logs))
        health.QUESTIONS.register(health.Question("kept states are what the logs say", states.faults))
        health.QUESTIONS.register(
            health.Question("papers can be made by the rules and settings in force", trial.faults)
        )
        health.QUESTIONS.register(health.Question("closed meetings have their papers", composing.faults))
        RECOUNTS.register(recount)
        SOURCES.register(SOURCE)
        notices.OUTSIDE_SENTENCES.register(OUTSIDE_WORDS)
        REMINDERS.register(Ladder("reminders.meeting", "meeting.soon", reminders.coming))
        BESIDE_MEMBER.register(beside_member)
        AGENDA_SOURCES.register(SetAsideAgendaSource())
        clock.DUE.register(
            clock.ScheduledJob(
                "meetings.forget_tries",
                forget_tries,
                about=_("Forgetting wrong check-in numbers"),
                overdue=tries_waiting,
            )
        )
