"""Recommendations without an answer come into the next agenda of the cell."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.meetings import agenda_sources
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.meetings.session import opening
from sotay.oversight import actions
from sotay.oversight.tests.conftest import FIRST, SECOND, SEEN, a_meeting, write


@pytest.fixture
def answered(observation, thu):
    """The second recommendation is answered, the first is not."""
    row = observation.recommendations.last()
    actions.answer(recommendation=row, by=thu.actor, accepted=False, text="Không", due_on=None)
    return row


def next_meeting(house, thu, **more):
    month = Month.of(timezone.localdate()).plus(1)
    return preparing.set_up(cell=house.cell, by=thu.actor, month=month, **more)


def test_next_draft_agenda_names_what_is_not_answered(house, thu, lam, an, answered):
    meeting = next_meeting(house, thu)
    item = meeting.agenda.get(key="last_month")
    assert FIRST in item.text
    assert "Khuyến nghị của cấp ủy viên phụ trách, đồng chí Đỗ Thị Chi" in item.text
    everything = " ".join(meeting.agenda.values_list("text", flat=True))
    assert SECOND not in everything
    assert SEEN not in everything, "the whole cell reads the agenda"


def test_opening_copies_it_into_the_log_and_the_room_stays_up(house, thu, lam, an, observation):
    meeting = next_meeting(house, thu)
    state = opening.open_meeting(meeting=meeting, by=thu.actor)
    assert {each["text"] for each in state.carried if each["kind"] == "recommendation"} == {FIRST, SECOND}
    assert thu.get(meeting.get_absolute_url(), follow=True).status_code == 200


def test_it_comes_back_once_its_answer_is_taken_back(house, thu, observation, answered):
    today = timezone.localdate()
    meeting = Meeting(cell=house.cell)
    assert [each.text for each in agenda_sources.open_for(meeting, today)] == [FIRST]
    actions.take_back(recommendation=answered, by=thu.actor)
    assert [each.text for each in agenda_sources.open_for(meeting, today)] == [FIRST, SECOND]
    assert agenda_sources.open_for(meeting, timezone.localdate(observation.meeting.planned_at)) == []
    assert agenda_sources.open_for(Meeting(cell=house.neighbour), today) == []


def test_what_was_recommended_to_the_committee_comes_back_to_the_committee_alone(house, thu, chi):
    write(chi, a_meeting(house.cell, kind=Meeting.Kind.COMMITTEE))
    today = timezone.localdate()
    assert agenda_sources.open_for(Meeting(cell=house.cell), today) == []
    committee = Meeting(cell=house.cell, kind=Meeting.Kind.COMMITTEE)
    assert len(agenda_sources.open_for(committee, today)) == 2


def test_every_source_names_its_item_of_the_agenda():
    assert agenda_sources.keys() == {
        "task": "last_month",
        "settled_task": "last_month",
        "set_aside": "set_aside",
        "petition": "petitions",
        "recommendation": "last_month",
        "demand": "last_month",
        "milestone": "last_month",
        "scheme": "scheme",
        "review": "last_month",
        "guidance": "guidance",
    }


def test_one_query_however_many(house, observation, django_assert_num_queries):
    source = next(each for each in agenda_sources.AGENDA_SOURCES if each.kind == "recommendation")
    with django_assert_num_queries(1):
        assert len(source.open_for(house.cell, timezone.localdate())) == 2
