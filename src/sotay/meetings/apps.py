from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "sotay.meetings"
    label = "meetings"

    def ready(self) -> None:
        from sotay.audit import words as audit
        from sotay.kernel import clock, health
        from sotay.kernel.navigation import IN_MEETINGS, MAIN, Entry
        from sotay.kernel.needs import ARRIVALS, NEEDS
        from sotay.library.access import ask_who_reads
        from sotay.meetings.access import can_open_document, can_read_other_record, can_read_paper
        from sotay.meetings.arrivals import arrivals_of
        from sotay.meetings.needs import needs_of
        from sotay.meetings.queries import broken_logs, meeting_of
        from sotay.meetings.session.self_service import forget_tries
        from sotay.meetings.words import AUDIT_WORDS, NOTICE_WORDS
        from sotay.notify import words as notices
        from sotay.papers.about import lead_back_by
        from sotay.papers.access import also_open_by, ask_before_reading

        NEEDS.register(needs_of)
        ARRIVALS.register(arrivals_of)
        MAIN.register(Entry("meetings:meetings", _("Meetings"), "calendar-days", order=20, roles=IN_MEETINGS))
        audit.register(AUDIT_WORDS)
        notices.register(NOTICE_WORDS)
        ask_before_reading(can_read_paper)
        ask_who_reads(can_open_document)
        also_open_by(can_read_other_record)
        lead_back_by(meeting_of)
        health.ask("meeting logs are whole", broken_logs)
        clock.due("meetings.forget_tries", forget_tries)
