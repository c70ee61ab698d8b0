from __future__ import annotations

from django.apps import AppConfig


class SchedulesConfig(AppConfig):
    name = "sotay.schedules"
    label = "schedules"

    def ready(self) -> None:
        from sotay.audit import words as audit
        from sotay.meetings.preparation.drafting import AGREED_TIMES
        from sotay.notify import words as notices
        from sotay.schedules.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.schedules.queries import approved_time

        audit.register(AUDIT_WORDS)
        notices.register(NOTICE_WORDS)
        AGREED_TIMES.register(approved_time)
