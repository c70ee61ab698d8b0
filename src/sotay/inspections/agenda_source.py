"""Demands of an inspection that the cell has not reported on come back in its next agenda."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from sotay.inspections.models import Demand
from sotay.kernel.actor import Actor
from sotay.kernel.periods import as_day
from sotay.meetings.agenda_sources import AgendaSource, Carried
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.units.models import Unit


class DemandAgendaSource(AgendaSource):
    """Demands as a source of agenda items."""

    kind = "demand"
    agenda_key = "last_month"

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """Demands of the cell to be carried out, the earliest day first. One query."""
        rows = Demand.objects.filter(
            cell=cell, status=Demand.Status.OPEN, inspection__concluded_at__date__lte=day
        )
        found = rows.select_related("inspection__round").order_by("due_on", "number")
        return [_carried(row, day) for row in found]

    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Nothing: a meeting records no demand, and the report on it is written on its own page."""


def _carried(row: Demand, day: date) -> Carried:
    """The words go into papers, so they are Vietnamese."""
    inspection, due = row.inspection, f"báo cáo trước ngày {as_day(row.due_on)}" if row.due_on else ""
    concluded = inspection.concluded_at
    return Carried(
        kind=DemandAgendaSource.kind,
        id=row.pk,
        text=row.text,
        detail=f"Yêu cầu tại kết luận “{inspection.round.title}”",
        since=timezone.localdate(concluded) if concluded else day,
        due_on=row.due_on,
        standing=f"Quá hạn, {due}" if row.days_late(day) else f"Chưa báo cáo, {due}",
    )
