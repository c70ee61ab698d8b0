"""Reading audit lines. Who may read which is for the page to know; see `accounts.audit_page`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel.text import person_sort_key

MOST_PEOPLE = 200


def of_units(unit_ids: Iterable[UUID] | QuerySet[AuditLine, UUID]) -> QuerySet[AuditLine]:
    """The lines of some units, newest first."""
    return AuditLine.objects.filter(unit_id__in=unit_ids).order_by("-at", "-id")


def about(object_ids: Iterable[UUID | None]) -> QuerySet[AuditLine]:
    """The lines that speak of any of these things, newest first."""
    return AuditLine.objects.filter(object_id__in=[pk for pk in object_ids if pk]).order_by("-at", "-id")


def between(lines: QuerySet[AuditLine], first: date | None, last: date | None) -> QuerySet[AuditLine]:
    """Those of the days from `first` to `last`, both included, in the reader's time zone."""
    if first:
        lines = lines.filter(at__gte=_midnight(first))
    if last:
        lines = lines.filter(at__lt=_midnight(last + timedelta(days=1)))
    return lines


def people_in(lines: QuerySet[AuditLine]) -> list[tuple[UUID, str]]:
    """Who acted in these lines, by name."""
    found = lines.exclude(account_id=None).order_by().values_list("account_id", "actor_name").distinct()
    names = {pk: name for pk, name in found[:MOST_PEOPLE] if pk}
    return sorted(names.items(), key=lambda person: person_sort_key(person[1]))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
