"""What a worker does for this app."""

from __future__ import annotations

from django_tasks import task

from sotay.notify import sending


@task()
def send_due(channel: str, at: str = "") -> None:
    """Send what is due on a channel. `at` tells a job of a later hour from one of now."""
    sending.send_due(channel)
