from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel import clock


class MonitoringConfig(AppConfig):
    name = "sotay.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        from sotay.kernel import health, jobs, replica

        about = _("Forgetting jobs that were done a day ago")
        clock.DUE.register(clock.ScheduledJob("monitoring.forget_jobs", jobs.forget_finished, about=about))
        about = _("Reading reports from the replica")
        clock.DUE.register(clock.ScheduledJob("monitoring.replica", replica.watch, about=about))
        health.QUESTIONS.register(health.Question("the replica for reports answers", replica.faults))
