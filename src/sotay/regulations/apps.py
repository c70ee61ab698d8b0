from __future__ import annotations

from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "sotay.regulations"
    label = "regulations"
