"""A review that is under way comes into the cell's next agenda: comment, and vote by secret ballot."""

from __future__ import annotations

from datetime import date

from sotay.kernel.actor import Actor
from sotay.meetings.agenda_sources import AgendaSource, Carried
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.reviews import rules
from sotay.reviews.models import CellRound
from sotay.units.models import Unit


class ReviewAgendaSource(AgendaSource):
    """Parts of rounds that are not sent up. Nothing of what anybody wrote goes into an agenda."""

    kind = "review"
    agenda_key = "last_month"

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """One query."""
        rows = CellRound.objects.filter(cell=cell, status=rules.OPEN, round__opened_on__lte=day)
        return [_carried(row) for row in rows.select_related("round").order_by("round__send_by", "id")]

    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Nothing: the count is recorded from what the tellers gave, on the page of the review."""


def _carried(row: CellRound) -> Carried:
    """The words go into papers, so they are Vietnamese."""
    return Carried(
        kind=ReviewAgendaSource.kind,
        id=row.pk,
        text=f"Kiểm điểm, xếp loại kỳ {row.round.label}: nhận xét từng đồng chí, bỏ phiếu kín",
        detail="Đợt kiểm điểm đang mở",
        since=row.round.opened_on,
        due_on=row.round.send_by,
        standing="Chi bộ chưa gửi danh sách",
    )
