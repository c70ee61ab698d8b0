"""Reading audit lines. Who may read which is for the page to know; see `accounts.audit_page`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Actor
from sotay.kernel.text import person_sort_key
from sotay.kernel.versions import Change

MOST_PEOPLE = 200
_LOOKED_BACK = 20  # lines: a change older than that says little about what a page missed


def of_units(unit_ids: Iterable[UUID] | QuerySet[AuditLine, UUID]) -> QuerySet[AuditLine]:
    """The lines of some units, newest first."""
    return AuditLine.objects.filter(unit_id__in=unit_ids).order_by("-at", "-id")


def about(object_ids: Iterable[UUID | None]) -> QuerySet[AuditLine]:
    """The lines that speak of any of these things, newest first."""
    return AuditLine.objects.filter(object_id__in=[pk for pk in object_ids if pk]).order_by("-at", "-id")


def last_change(
    reader: Actor, *object_ids: UUID | None, codes: Collection[str] = ()
) -> Callable[[str], Change | None]:
    """What `kernel.versions.Edited` asks: who changed a field of these things last, and what they did.

    A line that names the fields it changed speaks of those alone. `codes` narrows to some acts.
    """

    def changed(field: str) -> Change | None:
        lines = about(object_ids)
        lines = lines.filter(code__in=codes) if codes else lines
        for line in lines[:_LOOKED_BACK]:
            fields = line.data.get("fields")
            if not field or not isinstance(fields, list) or field in fields:
                own = line.account_id is not None and line.account_id == reader.account_id
                return Change(line.who, line.at, line.sentence, own)
        return None

    return changed


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
