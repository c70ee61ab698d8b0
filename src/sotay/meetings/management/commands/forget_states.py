"""`sotay manage forget_states`: drop the stored states of meetings' logs, which are worked out again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sotay.meetings import states


class Command(BaseCommand):
    help = (
        "Drop the stored states of meetings' logs. Nothing is lost: they are worked out again from the logs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{states.drop_stored()} states dropped")
