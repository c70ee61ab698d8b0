from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import ABOVE_CELLS, MAIN, Entry


class ReportsConfig(AppConfig):
    name = "sotay.reports"
    label = "reports"

    def ready(self) -> None:
        from sotay.kernel.needs import NEEDS
        from sotay.reports.needs import needs_of
        from sotay.reports.views import BESIDE_BOARD

        NEEDS.register(needs_of)
        BESIDE_BOARD.register(Entry("scoring:home", _("Scores of the meetings"), "gauge", roles=ABOVE_CELLS))
        MAIN.register(Entry("reports:board", _("Overview"), "chart-column", order=10, roles=ABOVE_CELLS))
        BESIDE_BOARD.register(Entry("schemes:home", _("Model cells"), "award", roles=ABOVE_CELLS))
