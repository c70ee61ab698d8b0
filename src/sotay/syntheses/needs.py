"""What Today asks an office for: the synthesis of the month, from the day after the cells' meetings on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.navigation import OFFICES
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import Month, as_day
from sotay.meetings.today.reading import TodayMeetings
from sotay.syntheses import queries
from sotay.syntheses.models import Synthesis
from sotay.syntheses.rules import MAKES_ONE, Deadline
from sotay.units.models import Unit
from sotay.units.queries import units_at


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One query for all units of the actor, and none before the first of them is asked."""
    month, asked = Month.of(day), []
    units = [unit for unit in units_at(actor, *OFFICES) if unit.kind in MAKES_ONE]
    settings = TodayMeetings.of(actor, day).settings if units else {}
    for unit in units:
        due = queries.deadline(unit, month, settings.get(unit.pk))
        if due is not None and due.asks_on(day):
            asked.append((unit, due))
    if not asked:
        return
    rows = Synthesis.objects.filter(unit__in=[unit.pk for unit, _due in asked], month=month)
    newest = {row.unit_id: row for row in rows.order_by("version")}
    for unit, due in asked:
        row = newest.get(unit.pk)
        if row is None or not row.is_sent:
            yield _need(unit, month, row, due, day)


def _need(unit: Unit, month: Month, row: Synthesis | None, due: Deadline, day: date) -> Need:
    title = _("Synthesis of %(month)s") % {"month": month.label()}
    if row is None:
        button, says = (
            _("Build it"),
            _("It is written from the figures of the month; you read and complete it."),
        )
    elif row.is_draft:
        button, says = _("Go on"), _("It is built and waits to be signed.")
    else:
        button, says = _("Send it up"), _("It is signed and not sent yet.")
    late = due.is_late(day)
    if late:
        says = _("It was due on %(day)s.") % {"day": as_day(due.due_on)} + " " + says
    url = row.get_absolute_url() if row else f"{reverse('syntheses:unit', args=[unit.pk])}?month={month}"
    return Need(
        "synthesis",
        Urgency.OWED if late else Urgency.SOON,
        title,
        says,
        button,
        url,
        matter=("synthesis", unit.pk),
        due=due.due_on,
        unit=unit.organ,
    )
