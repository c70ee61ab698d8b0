from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "sotay.figures"
    label = "figures"

    def ready(self) -> None:
        from sotay.figures.actions import roll_up_later
        from sotay.figures.jobs import sweep
        from sotay.kernel import clock, jobs

        about = _("Adding up the figures above cells")
        clock.DUE.register(clock.ScheduledJob("figures.sweep", sweep, about=about))
        jobs.DESCRIPTIONS.register(jobs.Description(roll_up_later.module_path, about))
