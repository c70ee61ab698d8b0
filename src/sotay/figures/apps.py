from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "sotay.figures"
    label = "figures"

    def ready(self) -> None:
        from sotay.figures.jobs import sweep
        from sotay.kernel import clock

        clock.DUE.register(clock.Job("figures.sweep", sweep, about=_("Adding up the figures above cells")))
