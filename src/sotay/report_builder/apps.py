from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import ABOVE_CELLS, LEADERS, Entry


class ReportBuilderConfig(AppConfig):
    name = "sotay.report_builder"
    label = "report_builder"

    def ready(self) -> None:
        from sotay.audit import words as audit
        from sotay.kernel import clock
        from sotay.kernel.needs import NEEDS
        from sotay.report_builder.actions import make_ready, not_ready
        from sotay.report_builder.messages import AUDIT_WORDS
        from sotay.report_builder.needs import needs_of
        from sotay.reports.views import BESIDE_BOARD

        audit.AUDIT_SENTENCES.register(AUDIT_WORDS)
        NEEDS.register(needs_of)
        about = _("Putting reports on Today on their day of the month")
        clock.DUE.register(
            clock.ScheduledJob("report_builder.ready", make_ready, about=about, overdue=not_ready)
        )
        roles = (*ABOVE_CELLS, *LEADERS, Role.OVERSEER)
        BESIDE_BOARD.register(
            Entry("report_builder:home", _("Reports of your own"), "file-spreadsheet", roles=roles)
        )
