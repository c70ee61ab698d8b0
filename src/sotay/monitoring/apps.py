from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel import clock


class MonitoringConfig(AppConfig):
    name = "sotay.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from sotay.kernel import jobs

        about = _("Forgetting jobs that were done a day ago")
        clock.DUE.register(clock.ScheduledJob("monitoring.forget_jobs", jobs.forget_finished, about=about))
