"""What the figures of the month need of an office now: cells that meet today, and cells that have not met."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.figures.tree import Moves
from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import OFFICES
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import Month
from sotay.meetings.today.reading import TodayMeetings
from sotay.reports import queries
from sotay.reports.queries import MonthReport, Row
from sotay.reports.rules import Standing
from sotay.units.queries import units_at


def boards_of(actor: Actor, day: date) -> list[MonthReport]:
    """The month of each unit the actor works for or inspects. Read once a request."""
    units = {unit.pk: unit for unit in units_at(actor, *OFFICES, Role.INSPECTION_COMMISSION)}
    now, month = timezone.localtime(), Month.of(day)
    settings = TodayMeetings.of(actor, day).settings

    def read() -> list[MonthReport]:
        # Of the month that is running, in which units lie where they lie today: nothing has to be asked.
        still = Moves({}, {})
        return [
            queries.month_of(unit, month, now, settings.get(pk), moves=still) for pk, unit in units.items()
        ]

    return actor.once(("reports.boards", day), read)


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """Of a province the wards look after their cells; of a ward, the cells themselves are listed."""
    offices = {unit.pk for unit in units_at(actor, *OFFICES)}
    for board in boards_of(actor, day):
        if board.unit.pk not in offices or not board.of_cells:
            continue
        today = [row for row in board.rows if row.standing in _TO_FOLLOW and _is_planned_for(row, day)]
        late_today = sum(row.standing is Standing.LATE for row in today)
        if today:
            title = _("Cells that meet today: %(n)s") % {"n": len(today)}
            says = _("You see as it happens who has begun and how many are present.")
            if late_today:
                says = _("Past their hour and not begun: %(n)s. A call may help.") % {"n": late_today}
            button = _("Follow the cells")
            yield _need("cells_today", Urgency.MEETING_DAY, board, title, says, button, "reports:day")
        if late := board.total.late - late_today:
            title = _("Cells past their day that have not met: %(n)s") % {"n": late}
            says = _("The day they planned has passed; a call may help.")
            yield _need("cells_late", Urgency.LATE, board, title, says, _("See which"))


_TO_FOLLOW = frozenset({Standing.PLANNED, Standing.LATE, Standing.IN_SESSION})


def _is_planned_for(row: Row, day: date) -> bool:
    return row.month is not None and timezone.localdate(row.month.planned_at) == day


def _need(
    code: str,
    urgency: Urgency,
    board: MonthReport,
    title: str,
    says: str,
    button: str,
    page: str = "reports:board",
) -> Need:
    unit = board.unit
    url = reverse(page, args=[unit.pk])
    return Need(code, urgency, title, says, button, url, matter=(code, unit.pk), unit=unit.organ)
