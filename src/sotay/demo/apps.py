from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sotay.kernel.navigation import HELP, Entry


class DemoConfig(AppConfig):
    name = "sotay.demo"
    label = "demo"

    def ready(self) -> None:
        if settings.DEMO:
            HELP.register(Entry("demo:cases", _("Cases of the articles"), "book-open", order=3))
