from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ABOVE_CELLS, Entry


class SynthesesConfig(AppConfig):
    name = "sotay.syntheses"
    label = "syntheses"

    def ready(self) -> None:
        from sotay.audit import words as audit
        from sotay.kernel.needs import NEEDS
        from sotay.notify import words as notices
        from sotay.papers.about import FINDERS
        from sotay.papers.access import SCOPES
        from sotay.reports.views import BESIDE_BOARD
        from sotay.syntheses import access
        from sotay.syntheses.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.syntheses.needs import needs_of
        from sotay.syntheses.queries import matter_of

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        NEEDS.register(needs_of)
        SCOPES.register(access.papers)
        FINDERS.register(matter_of)
        BESIDE_BOARD.register(Entry("syntheses:home", _("Monthly synthesis"), "file-text", roles=ABOVE_CELLS))
