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
        register = import_module("sotay.audit.words").register
        register(import_module("sotay.units.words").AUDIT_WORDS)
        register(import_module("sotay.units.settings").SETTING_WORDS)
        seen_by = (*ABOVE_CELLS, Role.OPERATOR)
        MAIN.register(Entry("units:units", _("Units"), "network", order=60, roles=seen_by))
        clock.due("units.changes", make_due_changes)


def make_due_changes(now: datetime) -> int:
    """Give the units the names and places whose day has come."""
    done: int = import_module("sotay.units.actions").apply_due(timezone.localdate(now))
    return done
