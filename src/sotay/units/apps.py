from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel import clock
from sotay.kernel.actor import Role
from sotay.kernel.navigation import ABOVE_CELLS, MAIN, Entry


class UnitsConfig(AppConfig):
    name = "sotay.units"
    label = "units"

    def ready(self) -> None:
        from sotay.audit.words import AUDIT_SENTENCES
        from sotay.kernel import search
        from sotay.units import search_source
        from sotay.units.queries import changes_waiting
        from sotay.units.settings import SETTING_WORDS
        from sotay.units.words import AUDIT_WORDS

        AUDIT_SENTENCES.register(AUDIT_WORDS)
        search.SOURCES.register(search_source.SOURCE)
        AUDIT_SENTENCES.register(SETTING_WORDS)
        seen_by = (*ABOVE_CELLS, Role.OPERATOR)
        MAIN.register(Entry("units:units", _("Units"), "network", order=60, roles=seen_by))
        clock.DUE.register(
            clock.ScheduledJob(
                "units.changes",
                make_due_changes,
                about=_("Names and places of units that change on a day"),
                overdue=changes_waiting,
            )
        )


def make_due_changes(now: datetime) -> int:
    """Give the units the names and places whose day has come."""
    from sotay.units.actions import apply_due

    return apply_due(timezone.localdate(now))
