from __future__ import annotations

from datetime import datetime
from importlib import import_module

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
        register = import_module("sotay.audit.words").AUDIT_SENTENCES.register
        register(import_module("sotay.units.words").AUDIT_WORDS)
        register(import_module("sotay.units.settings").SETTING_WORDS)
        seen_by = (*ABOVE_CELLS, Role.OPERATOR)
        MAIN.register(Entry("units:units", _("Units"), "network", order=60, roles=seen_by))
        clock.DUE.register(
            clock.Job(
                "units.changes",
                make_due_changes,
                about=_("Names and places of units that change on a day"),
                overdue=changes_waiting,
            )
        )


def make_due_changes(now: datetime) -> int:
    """Give the units the names and places whose day has come."""
    done: int = import_module("sotay.units.actions").apply_due(timezone.localdate(now))
    return done


def changes_waiting(moment: datetime) -> clock.Waiting | None:
    """Changes of units whose day had come by that moment, and that are not made."""
    waiting: clock.Waiting | None = import_module("sotay.units.queries").changes_waiting(moment)
    return waiting
