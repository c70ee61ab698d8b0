"""What Today asks for: a review that is due, or signed and not sent yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS, OFFICES
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import as_day
from sotay.kernel.tree import ancestors
from sotay.period_reviews.access import can_issue, can_write
from sotay.period_reviews.models import PeriodReview
from sotay.units.queries import units_at

AHEAD = timedelta(days=7)
"""How long before its day a draft stands on Today."""

Status = PeriodReview.Status


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One query for all units of the actor."""
    units = {unit.pk: unit for unit in units_at(actor, *LEADERS, *OFFICES) if can_write(actor, unit)}
    if not units:
        return
    due = Q(status=Status.DRAFT, due_on__lte=day + AHEAD)
    rows = PeriodReview.objects.filter(due | Q(status=Status.SIGNED), unit__in=list(units))
    for row in rows.order_by("due_on"):
        row.unit = units[row.unit_id]
        to_send = can_issue(actor, row.unit) and ancestors(row.unit.path)  # nobody is above the first unit
        if row.is_draft or to_send:
            yield _need(row, day)


def _need(row: PeriodReview, day: date) -> Need:
    late = row.due_on < day
    if row.is_draft:
        says, button = _("The draft is to be completed, signed and sent up."), _("Go on with the review")
    else:
        says, button = _("It is signed and waits to be sent up."), _("Send the review up")
    if late:
        says = _("It was due on %(day)s.") % {"day": as_day(row.due_on)} + " " + says
    return Need(
        "period_review",
        Urgency.OWED if late else Urgency.SOON,
        f"{row.kind_name}: {row.title}",
        says,
        button,
        row.get_absolute_url(),
        matter=("period_review", row.series),
        due=row.due_on,
        unit=row.unit.organ,
    )
