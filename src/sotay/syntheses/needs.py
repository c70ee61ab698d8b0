"""What Today asks an office for: the synthesis of the month, from the day after the cells' meetings on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.figures.models import UnitMonth
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
    """Of this month and of the one before, until it is sent. One query for all units of the actor, and none
    before the first of them is asked.
    """
    month, asked = Month.of(day), []
    units = [unit for unit in units_at(actor, *OFFICES) if unit.kind in MAKES_ONE]
    settings = TodayMeetings.of(actor, day).settings if units else {}
    for unit in units:
        for of_month in (month.plus(-1), month):
            due = queries.deadline(unit, of_month, settings.get(unit.pk))
            if due is not None and due.asks_on(day):
                asked.append((unit, of_month, due))
    if not asked:
        return
    rows = Synthesis.objects.filter(
        unit__in=[unit.pk for unit, *_rest in asked], month__in=[month.plus(-1), month]
    )
    newest = {(row.unit_id, row.month): row for row in rows.order_by("version")}
    open_ = [each for each in asked if not _is_sent(newest.get((each[0].pk, each[1])))]
    forgotten = [unit.pk for unit, of_month, _due in open_ if of_month != month]
    met = _have_met(forgotten, month.plus(-1)) if forgotten else set()
    for unit, of_month, due in open_:
        if of_month == month or unit.pk in met:
            yield _need(unit, of_month, newest.get((unit.pk, of_month)), due, day)


def _is_sent(row: Synthesis | None) -> bool:
    return row is not None and row.is_sent


def _have_met(unit_ids: list[UUID], month: Month) -> set[UUID]:
    """Units below which something was planned in a month: nobody is asked for months before they began."""
    return set(UnitMonth.objects.filter(unit__in=unit_ids, month=month).values_list("unit", flat=True))


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
        matter=("synthesis", unit.pk, str(month)),
        due=due.due_on,
        unit=unit.organ,
    )
