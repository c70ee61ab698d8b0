from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "sotay.units"
    label = "units"

    def ready(self) -> None:
        register = import_module("sotay.audit.words").register
        register(import_module("sotay.units.words").AUDIT_WORDS)
        register(import_module("sotay.units.settings").SETTING_WORDS)
