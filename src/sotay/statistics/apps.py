from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ABOVE_CELLS, Entry


class StatisticsConfig(AppConfig):
    name = "sotay.statistics"
    label = "statistics"

    def ready(self) -> None:
        from sotay.audit.words import AUDIT_SENTENCES
        from sotay.kernel.needs import NEEDS
        from sotay.members.views import BESIDE_MEMBERS
        from sotay.notify.words import NOTICE_SENTENCES
        from sotay.reports.views import BESIDE_BOARD
        from sotay.statistics.beside import of_members
        from sotay.statistics.messages import AUDIT_WORDS, NOTICE_WORDS
        from sotay.statistics.needs import needs_of

        AUDIT_SENTENCES.register(AUDIT_WORDS)
        NOTICE_SENTENCES.register(NOTICE_WORDS)
        NEEDS.register(needs_of)
        BESIDE_MEMBERS.register(of_members)
        BESIDE_BOARD.register(
            Entry("statistics:home", _("Statistics of members"), "chart-column", roles=ABOVE_CELLS)
        )
