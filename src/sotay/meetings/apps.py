from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "sotay.meetings"
    label = "meetings"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.meetings import own_data

        OWN_DATA.register(own_data.invitations)
        OWN_DATA.register(own_data.attendance)
        OWN_DATA.register(own_data.statements)

        from sotay.audit import words as audit
        from sotay.kernel import clock, health
        from sotay.library.access import ask_who_reads
        from sotay.meetings.access import opens_document, reads_other_record, reads_paper
        from sotay.meetings.hall.taking_part import forget_tries
        from sotay.meetings.queries import broken_logs, meeting_of
        from sotay.meetings.words import AUDIT_WORDS, NOTICE_WORDS
        from sotay.notify import words as notices
        from sotay.papers.about import lead_back_by
        from sotay.papers.access import also_open_by, ask_before_reading

        audit.register(AUDIT_WORDS)
        notices.register(NOTICE_WORDS)
        ask_before_reading(reads_paper)
        ask_who_reads(opens_document)
        also_open_by(reads_other_record)
        lead_back_by(meeting_of)
        health.ask("meeting logs are whole", broken_logs)
        clock.due("meetings.forget_tries", forget_tries)
