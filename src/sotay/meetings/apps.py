from __future__ import annotations

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "sotay.meetings"
    label = "meetings"

    def ready(self) -> None:
        from sotay.audit import words
        from sotay.meetings.words import AUDIT_WORDS

        words.register(AUDIT_WORDS)
