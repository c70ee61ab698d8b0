"""Telling the many whom a letter of a province or of the centre concerns."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from sotay.guidance.models import Guidance
from sotay.guidance.queries import addressed
from sotay.kernel import jobs
from sotay.kernel.actor import Role
from sotay.kernel.rows import get_or_none
from sotay.members import queries as members
from sotay.notify import actions as notify

MANY = 300
"""Units whose leaders are told in one transaction."""


def tell(row: Guidance) -> None:
    """Tell the secretaries of the cells it is for, and the offices between, that it was sent or withdrawn.

    Those of the first units at once, those of the others by job.
    """
    _tell_next(row, "")


@task()
def tell_later(guidance: str, status: str, beyond: str) -> None:
    """The next units, in the order of their ids beyond `beyond`; nothing once the letter has moved on."""
    row = get_or_none(Guidance.objects.select_related("unit").filter(status=status), UUID(guidance))
    if row is not None:
        _tell_next(row, beyond)


@transaction.atomic
def _tell_next(row: Guidance, beyond: str) -> None:
    units = addressed(row).order_by("pk")
    if beyond:
        units = units.filter(pk__gt=beyond)
    batch = list(units.values_list("pk", flat=True)[:MANY])
    to = members.holder_ids(
        batch, Role.SECRETARY, Role.WARD_OFFICE, Role.PROVINCE_OFFICE, day=timezone.localdate()
    )
    # Of a matter everybody is told once, so that a job that is done twice tells nobody again.
    if row.is_sent:
        code, url = f"{row.kind}.sent", row.get_absolute_url()
        words: dict[str, object] = {"title": row.title, "unit": row.unit.organ, "number": row.number}
    else:
        code, url = "guidance.withdrawn", reverse("guidance:home")
        words = {"title": row.title, "reason": row.withdrawn_because}
    notify.remind(to, code, url, matter=f"{code} {row.pk}", words=words)
    if len(batch) == MANY:
        jobs.enqueue(tell_later, guidance=str(row.pk), status=row.status, beyond=str(batch[-1]))
