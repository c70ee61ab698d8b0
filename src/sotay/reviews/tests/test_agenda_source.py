"""A review under way comes into the agenda of the cell, and leaves it when the list has gone up."""

from __future__ import annotations

from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.meetings import agenda_sources
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.meetings.session import opening
from sotay.reviews.models import CellRound
from sotay.reviews.tests.rounds import SELF, address, begin, part, review_of


def test_next_agenda_names_the_review_and_nothing_anybody_wrote(house, binh, thu, lam, an):
    row = part(begin(binh, house.ward), house.cell)
    an.post(address("write", review_of(row, an)), SELF)
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=Month.of(timezone.localdate()).plus(1))
    words = " ".join(meeting.agenda.values_list("text", flat=True))
    assert f"Kiểm điểm, xếp loại kỳ {row.round.year}" in words
    assert "Đã vận động 5 hộ" not in words
    state = opening.open_meeting(meeting=meeting, by=thu.actor)
    assert [each["kind"] for each in state.carried] == ["review"]
    assert thu.get(meeting.get_absolute_url(), follow=True).status_code == 200


def test_it_leaves_the_agenda_when_the_list_has_gone_up(house, binh, thu, an):
    row = part(begin(binh, house.ward), house.cell)
    today, meeting = timezone.localdate(), Meeting(cell=house.cell)
    assert len(agenda_sources.open_for(meeting, today)) == 1
    assert agenda_sources.open_for(Meeting(cell=house.far_cell), today) == []
    CellRound.objects.filter(pk=row.pk).update(status="sent")
    assert agenda_sources.open_for(meeting, today) == []
