from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "sotay.reports"
    label = "reports"

    def ready(self) -> None:
        from sotay.meetings import loops
        from sotay.reports.actions import keep

        loops.watch(keep)
