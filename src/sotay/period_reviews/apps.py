from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ABOVE_CELLS, LEADERS, Entry


class PeriodReviewsConfig(AppConfig):
    name = "sotay.period_reviews"
    label = "period_reviews"

    def ready(self) -> None:
        from sotay.audit import words as audit
        from sotay.kernel.needs import NEEDS
        from sotay.notify import words as notices
        from sotay.papers.about import FINDERS
        from sotay.papers.access import SCOPES
        from sotay.period_reviews import access
        from sotay.period_reviews.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.period_reviews.needs import needs_of
        from sotay.period_reviews.queries import matter_of
        from sotay.reports.views import BESIDE_BOARD

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        notices.NOTICE_SENTENCES.register(NOTICE_WORDS)
        NEEDS.register(needs_of)
        SCOPES.register(access.papers)
        FINDERS.register(matter_of)
        roles = (*ABOVE_CELLS, *LEADERS)
        BESIDE_BOARD.register(
            Entry("period_reviews:home", _("Interim and final reviews"), "clipboard-list", roles=roles)
        )
