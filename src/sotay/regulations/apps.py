from __future__ import annotations

from django.apps import AppConfig
from django.core import checks


class RegulationsConfig(AppConfig):
    name = "sotay.regulations"
    label = "regulations"

    def ready(self) -> None:
        checks.register(files_are_sound, "regulations")


def files_are_sound(app_configs: object, **_: object) -> list[checks.CheckMessage]:
    """A file of regulations that is wrong stops every command before it does anything."""
    from sotay.regulations.loader import BadRegulation, library

    try:
        library()
    except BadRegulation as wrong:
        return [checks.Error(str(wrong), hint="See docs/regulations.md.", id="regulations.E001")]
    return []
