"""What a worker does for this app."""

from __future__ import annotations

from django_tasks import task

from sotay.integration import sending


@task()
def send_due(at: str = "") -> None:
    """Tell addresses what is due. `at` tells a job of a later hour from one of now."""
    sending.send_due()
