from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "sotay.figures"
    label = "figures"

    def ready(self) -> None:
        from sotay.figures import partitions, refill, sample
        from sotay.figures.actions import follow_tree, keep_below_later, roll_up_later
        from sotay.figures.jobs import begin_months, sweep
        from sotay.kernel import clock, health, jobs, replica
        from sotay.units.changes import TREE_CHANGES

        about = _("Adding up the figures above cells")
        clock.DUE.register(clock.ScheduledJob("figures.sweep", sweep, about=about))
        jobs.DESCRIPTIONS.register(jobs.Description(roll_up_later.module_path, about))
        counting = _("Counting again what cells' months hold")
        jobs.DESCRIPTIONS.register(jobs.Description(keep_below_later.module_path, counting))
        beginning = _("Beginning the figures of a new month")
        clock.DUE.register(clock.ScheduledJob("figures.months", begin_months, about=beginning))
        filling = _("Working figures out again that an older version kept")
        clock.DUE.register(clock.ScheduledJob("figures.refill", refill.go_on, about=filling))
        looking = _("Working the figures of some cells out again, every night")
        clock.DUE.register(clock.ScheduledJob("figures.sample", sample.check_sample, about=looking))
        health.QUESTIONS.register(health.Question("figures agree with the records", sample.faults))
        TREE_CHANGES.register(follow_tree)
        replica.FROM_REPLICA.register(self.label)
        clock.DUE.register(
            clock.ScheduledJob(
                "figures.partitions",
                partitions.make_ahead,
                about=_("Making room for the figures of coming months"),
                overdue=partitions.missing,
            )
        )
        health.QUESTIONS.register(
            health.Question("figures lie in the partition of their month", partitions.faults)
        )
