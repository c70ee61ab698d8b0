"""Recommendations that the cell has not answered come back in its next agenda."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from sotay.kernel.actor import Actor
from sotay.meetings.agenda_sources import AgendaSource, Carried
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.oversight.models import Recommendation
from sotay.units.models import Unit


class RecommendationAgendaSource(AgendaSource):
    """Recommendations as a source of agenda items."""

    kind = "recommendation"
    agenda_key = "last_month"

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """Recommendations of the cell without an answer, oldest first. One query."""
        rows = Recommendation.objects.filter(
            cell=cell, status=Recommendation.Status.OPEN, made_at__date__lte=day
        )
        found = rows.select_related("observation").order_by("made_at", "number")
        return [_carried(row) for row in found]

    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Nothing: a meeting records no recommendation, and the answer is written on its own page."""


def _carried(row: Recommendation) -> Carried:
    """The words go into papers, so they are Vietnamese."""
    return Carried(
        kind=RecommendationAgendaSource.kind,
        id=row.pk,
        text=row.text,
        detail=f"Khuyến nghị của cấp ủy viên phụ trách, đồng chí {row.observation.by_name}",
        since=timezone.localdate(row.made_at),
        standing="Chi bộ chưa trả lời",
        meeting_id=row.observation.meeting_id,
    )
