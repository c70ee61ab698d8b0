"""By when a unit has to answer a petition, in working days from the day the petition came to it.

Source: QĐ 294-QĐ/TW, point 2.3 (30, 60 or 90 working days by level). Every unit that takes a petition over
has the whole term; a longer one needs a promise with the reason, which the person who asked reads.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from sotay import regulations
from sotay.kernel.actor import SYSTEM
from sotay.kernel.clock import Waiting
from sotay.kernel.periods import as_day
from sotay.notify import actions as notify
from sotay.petitions import holding, rules
from sotay.petitions.models import Petition
from sotay.regulations.loader import NotInForce
from sotay.regulations.working_days import plus_working_days
from sotay.units.models import Unit
from sotay.units.settings import settings_for

DEADLINE = Coalesce("due_on", "reply_by")
MANY = 500
"""How many petitions one run of the clock reminds of; the next run goes on."""


def reply_by(unit: Unit, day: date) -> date | None:
    """The last day for an answer of a unit that a petition came to on `day`; None when no text says so."""
    point = rules.REPLY_TERM.get(unit.kind)
    try:
        days = regulations.on(day).value(f"charter-implementation.{point}") if point else None
    except NotInForce:
        return None
    return plus_working_days(day, days) if days else None


def remind(now: datetime) -> int:
    """Remind the holders of petitions whose answer is due soon, and tell the unit above, and whoever asked,
    of those that are late. Each is told once for each deadline, however often this runs.
    """
    day = timezone.localdate(now)
    told = 0
    for pk in list(_due(day).values_list("pk", flat=True)[:MANY]):
        with transaction.atomic():
            told += _remind(pk, day)
    return told


def overdue(now: datetime) -> Waiting | None:
    """Petitions that are late since yesterday or longer, and of which nobody was told."""
    day = timezone.localdate(now)
    missed = _open().filter(due__lt=day).filter(_not_yet("escalated_for")).order_by("due")
    oldest = missed.values_list("due", flat=True).first()
    if oldest is None:
        return None
    since = datetime.combine(
        plus_working_days(oldest, 1), datetime.min.time(), timezone.get_current_timezone()
    )
    return Waiting(missed.count(), since) if since < now else None


def _open() -> QuerySet[Any]:
    return Petition.objects.filter(status=rules.OPEN).annotate(due=DEADLINE)


def _not_yet(field: str) -> Q:
    """Not told of the deadline there is now."""
    return Q(**{f"{field}__isnull": True}) | ~Q(**{field: F("due")})


def _due(day: date) -> QuerySet[Any]:
    """Late ones nobody was told of, and those that may be due soon by any unit's setting."""
    soon = Q(due__gte=day, due__lte=plus_working_days(day, LONGEST_WARNING)) & _not_yet("reminded_for")
    late = Q(due__lt=day) & _not_yet("escalated_for")
    return _open().filter(soon | late).order_by("due", "pk")


LONGEST_WARNING = 30
"""The most working days ahead a unit can choose to be reminded (`reply_warning_days`)."""


def _remind(pk: UUID, day: date) -> int:
    held = Petition.objects.select_for_update(of=("self",)).select_related("held_by").get(pk=pk)
    deadline = held.deadline
    if held.status != rules.OPEN or deadline is None:
        return 0
    if deadline < day:
        return _escalate(held, deadline)
    warning = settings_for([held.held_by], day)[held.held_by_id]["charter-implementation.reply_warning_days"]
    if held.reminded_for == deadline or deadline > plus_working_days(day, warning):
        return 0
    held.reminded_for = deadline
    held.save(update_fields=["reminded_for"])
    _tell(held, holding.officers(held.held_by), "petition.soon", deadline)
    return 1


def _escalate(held: Petition, deadline: date) -> int:
    if held.escalated_for == deadline:
        return 0
    held.escalated_for = held.reminded_for = deadline
    held.save(update_fields=["escalated_for", "reminded_for"])
    above = holding.above(held.held_by)
    _tell(held, holding.officers(held.held_by), "petition.late", deadline)
    _tell(held, holding.officers(above) if above else [], "petition.late_below", deadline)
    _tell(held, [held.raised_by_id], "petition.late_told", deadline)
    return 1


def _tell(held: Petition, to: list[UUID] | list[UUID | None], code: str, deadline: date) -> None:
    words = {"text": held.text, "unit": held.held_by.organ, "due": as_day(deadline)}
    notify.tell(to, code, held.get_absolute_url(), by=SYSTEM, **words)
