from __future__ import annotations

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "sotay.units"
    label = "units"
