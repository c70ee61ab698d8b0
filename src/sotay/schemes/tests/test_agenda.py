"""Registering by the cell's own resolution: on the agenda, adopted by a motion, or not."""

from __future__ import annotations

import pytest

from sotay.meetings.models import AgendaItem, Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls
from sotay.schemes import actions, refusals
from sotay.schemes.agenda_source import MilestoneAgendaSource
from sotay.schemes.tests.conftest import in_days, today


@pytest.fixture
def proposed(prepared, thu):
    return actions.propose(registration=prepared, by=thu.actor)


@pytest.fixture
def meeting(proposed, house, thu, lam, an) -> Meeting:
    return halls.set_up(house, thu)


def item_of(meeting) -> AgendaItem:
    return meeting.agenda.get(source="scheme")


def vote(thu, meeting, votes_for, votes_against, item=None):
    more = {"item": item} if item else {}
    halls.did(thu, meeting, "motion_moved", text="Đăng ký chi bộ kiểu mẫu", matter="resolution", **more)
    motion = load_state(meeting).motions[-1]
    counts = {"votes_for": votes_for, "votes_against": votes_against, "abstained": 0}
    halls.did(thu, meeting, "hands_counted", motion=motion.entry, **counts)


def close(thu, meeting):
    halls.did(thu, meeting, "closed")
    meeting.refresh_from_db()


def test_the_item_stands_on_the_next_agenda_with_the_roadmap(meeting, an):
    item = item_of(meeting)
    assert "Chi bộ kiểu mẫu" in item.title
    assert "Xây nhà văn hóa" in item.text
    assert an.member.full_name in item.text


def test_a_motion_of_the_item_that_passes_adopts_it_and_the_secretary_sends_it(meeting, proposed, thu):
    halls.call(thu, meeting)
    vote(thu, meeting, 3, 0, item_of(meeting).pk)
    close(thu, meeting)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.adopted_at_meeting) == ("adopted", meeting.pk)
    assert "biểu quyết thông qua" in thu.get(f"/schemes/registrations/{proposed.pk}/send/").content.decode()
    assert thu.post(f"/schemes/registrations/{proposed.pk}/send/", {"paper": "motion"}).status_code == 302
    proposed.refresh_from_db()
    assert proposed.status == "sent"


def test_a_motion_that_fails_gives_it_back_to_those_who_prepare_it(meeting, proposed, thu):
    halls.call(thu, meeting)
    vote(thu, meeting, 1, 2, item_of(meeting).pk)
    close(thu, meeting)
    proposed.refresh_from_db()
    assert proposed.status == "preparing"


def test_a_motion_about_something_else_decides_nothing_and_the_item_comes_back(meeting, proposed, thu, house):
    halls.call(thu, meeting)
    vote(thu, meeting, 3, 0)
    close(thu, meeting)
    proposed.refresh_from_db()
    assert proposed.status == "proposed"
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": meeting.month.plus(1).label()})
    following = Meeting.objects.get(month=meeting.month.plus(1))
    assert item_of(following).source_id == proposed.pk


def test_it_is_not_recalled_while_it_stands_on_an_agenda(meeting, proposed, thu):
    with pytest.raises(refusals.OnAnAgenda):
        actions.recall(registration=proposed, by=thu.actor)
    item_of(meeting).delete()
    assert actions.recall(registration=proposed, by=thu.actor).status == "preparing"


def test_what_is_still_being_prepared_stands_on_no_agenda(prepared, house, thu, lam, an):
    meeting = halls.set_up(house, thu)
    assert not meeting.agenda.filter(source="scheme").exists()


def test_the_neighbour_hears_nothing_of_it(proposed, house, year, thu, an):
    from sotay.schemes.agenda_source import SchemeAgendaSource

    meeting = Meeting(cell=house.neighbour, kind=Meeting.Kind.REGULAR)
    assert SchemeAgendaSource().proposes(meeting) == []


def test_a_milestone_comes_back_in_each_agenda_until_it_is_reached(accepted, house, thu, lam, an):
    source = MilestoneAgendaSource()
    (carried,) = source.open_for(house.cell, today())
    assert (carried.text, carried.standing.split(",")[0]) == ("Xây nhà văn hóa", "Chưa đạt")
    assert an.member.full_name in carried.detail
    assert source.open_for(house.cell, in_days(1))[0].standing.startswith("Quá hạn")
    assert source.open_for(house.neighbour, today()) == []
    meeting = halls.set_up(house, thu)
    halls.call(thu, meeting)
    assert [each["text"] for each in load_state(meeting).carried if each["kind"] == "milestone"]
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": meeting.month.plus(1).label()})
    following = Meeting.objects.get(month=meeting.month.plus(1))
    assert "Xây nhà văn hóa" in following.agenda.get(key="last_month").text
    milestone = accepted.milestones.get()
    actions.report_done(milestone=milestone, by=an.actor, text="Đã xong", done_on=today())
    assert source.open_for(house.cell, in_days(1)) == []
