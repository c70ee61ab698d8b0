from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "sotay.figures"
    label = "figures"

    def ready(self) -> None:
        from sotay.figures.jobs import sweep
        from sotay.kernel import clock

        clock.due("figures.sweep", sweep)
