from __future__ import annotations

from django.apps import AppConfig

from sotay.assignments.words import AUDIT_WORDS, NOTICE_WORDS
from sotay.audit import words as audit
from sotay.notify import words as notify


class AssignmentsConfig(AppConfig):
    name = "sotay.assignments"
    label = "assignments"

    def ready(self) -> None:
        from sotay.accounts.export import OWN_DATA
        from sotay.assignments import own_data

        OWN_DATA.register(own_data.tasks)

        from sotay.assignments.loop import TaskLoop
        from sotay.meetings import loops

        audit.register(AUDIT_WORDS)
        notify.register(NOTICE_WORDS)
        loops.join(TaskLoop())
