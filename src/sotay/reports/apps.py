from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "sotay.reports"
    label = "reports"

    def ready(self) -> None:
        from sotay.meetings import loops  # noqa: PLC0415 - models are ready only now
        from sotay.reports.actions import keep  # noqa: PLC0415

        loops.watch(keep)
