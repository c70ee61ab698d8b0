from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FederationConfig(AppConfig):
    name = "sotay.federation"
    label = "federation"

    def ready(self) -> None:
        from sotay.federation import jobs, queries, setting_up
        from sotay.figures.actions import KEPT_ELSEWHERE
        from sotay.kernel import clock, health

        about = _("Exchange with the databases of other levels")
        clock.DUE.register(clock.ScheduledJob("federation.exchange", jobs.exchange, about=about))
        health.QUESTIONS.register(health.Question("replication between databases is in step", queries.faults))
        KEPT_ELSEWHERE.register(queries.keeps_elsewhere)
        post_migrate.connect(setting_up.after_migration, sender=self)
