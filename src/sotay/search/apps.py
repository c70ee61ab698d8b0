from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.navigation import ACCOUNT, SEARCH, Entry


class SearchConfig(AppConfig):
    name = "sotay.search"
    label = "search"

    def ready(self) -> None:
        from sotay.audit.actions import RECORDED
        from sotay.kernel import clock, jobs
        from sotay.kernel.search import CHANGES
        from sotay.search.jobs import follow, follow_below, follow_later, follow_line, leave_nothing, mend

        everybody = tuple(Role.values)
        SEARCH.register(Entry("search:search", _("Search"), "search", roles=everybody))
        ACCOUNT.register(Entry("search:search", _("Search"), "search", order=4, roles=everybody))
        RECORDED.register(follow_line)
        CHANGES.register(follow_later)
        following = _("Having the search follow what changed")
        for job in (follow, follow_below):
            jobs.DESCRIPTIONS.register(jobs.Description(job.module_path, following))
        erasing = _("Erasing what the search still holds of things that were removed")
        jobs.DESCRIPTIONS.register(jobs.Description(leave_nothing.module_path, erasing))
        mending = _("Looking every night whether the search finds what there is")
        clock.DUE.register(clock.ScheduledJob("search.mend", mend, about=mending))
