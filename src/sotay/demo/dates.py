"""Days that cells of the demo ward register for the coming month, and what the office decided on them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sotay.demo.clock import at
from sotay.demo.year import _moment, actor_of, holder_of, words
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.schedules import actions as schedules
from sotay.schedules.models import MeetingDate
from sotay.units.models import Unit

UNDECIDED = 3


def register(ward: Unit, month: Month, today: date) -> None:
    """Every third cell registers nothing; the office has moved one day and has not decided on some."""
    cells = list(Unit.objects.filter(parent=ward).cells().order_by("name_sort"))
    asked: list[MeetingDate] = []
    with at(_moment(min(today, month.plus(-1).day(18)), 7)):
        for place, cell in enumerate(cells):
            if place % 3:
                asked.append(_ask(cell, month, day=3 + place % 4))
    office = actor_of(holder_of(ward, Role.WARD_OFFICE))
    with at(_moment(min(today, month.plus(-1).day(24)), 7)):
        for place, row in enumerate(asked[:-UNDECIDED]):
            if place == 1:
                later = row.planned_at + timedelta(days=1)
                schedules.move(date=row, by=office, at=later, reason=words()["dates"]["moved"])
            else:
                schedules.approve(date=row, by=office)


def _ask(cell: Unit, month: Month, day: int) -> MeetingDate:
    moment = datetime.combine(month.day(day), time(19, 30), timezone.get_current_timezone())
    secretary = holder_of(cell, Role.SECRETARY)
    place = words()["place"].get(cell.cell_type, words()["place"]["office"])
    topic = words()["dates"]["topic"]
    return schedules.register(
        cell=cell, by=actor_of(secretary), month=month, at=moment, place=place, topic=topic
    )
