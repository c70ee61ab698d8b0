"""Petitions leave a meeting once, go to their level, and come back until the person has the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from conftest import appoint, make_member, make_unit
from django.utils import timezone, translation

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.meetings import agenda_sources
from sotay.meetings.log.state import State
from sotay.notify import queries as notices
from sotay.petitions import actions, holding, rules
from sotay.petitions.agenda_source import PetitionAgendaSource
from sotay.petitions.models import Petition, PetitionEvent
from sotay.petitions.tests.conftest import EVENING, TEXT, asked
from sotay.units.models import Kind

DAY = date(2026, 12, 3)


def test_every_move_leads_from_a_status_to_a_status():
    for moves in rules.MOVES.values():
        assert set(moves) | set(moves.values()) <= set(Petition.Status.values)


@pytest.mark.parametrize(("level", "holder"), [("cell", "cell"), ("ward", "ward"), ("province", "province")])
def test_a_petition_goes_to_the_level_it_was_meant_for(ask, house, level, holder):
    petition = ask(level)
    assert petition.held_by == getattr(house, holder)
    event = petition.events.get()
    assert (event.what, event.unit, event.to) == (PetitionEvent.What.RECORDED, house.cell, petition.held_by)
    assert petition.raised_on == date(2026, 11, 3)


def test_a_level_that_does_not_exist_falls_to_the_nearest_there_is(meeting, thu, house):
    house.ward.parent, house.ward.path = None, "000009"
    house.ward.save()
    house.cell.path = "000009000001"
    house.cell.save()
    meeting.cell.refresh_from_db()
    assert holding.for_level(meeting.cell, "province") == house.ward


def test_a_grassroots_committee_takes_petitions_only_when_somebody_works_there(house):
    between = make_unit(house.ward, 3, Kind.COMMITTEE, "38.168.003", "Đảng ủy bộ phận Nhà máy")
    cell = make_unit(between, 1, Kind.CELL, "38.168.003.001", "Chi bộ phân xưởng 1")
    assert holding.above(cell) == house.ward
    appoint(between, Role.WARD_OFFICE, make_member(cell, "Ngô Thị Yến", "01000099"))
    assert holding.above(cell) == between
    assert holding.for_level(cell, "ward") == between


def test_the_person_and_the_office_that_holds_it_are_told(ask, an, binh, thu):
    ask("ward")
    assert TEXT in str(notices.unread(an.actor).get())
    assert TEXT in str(notices.unread(binh.actor).get())
    assert not notices.unread(thu.actor).exists()


def test_taking_up_twice_changes_nothing(meeting, thu, an):
    state = State(closed_at=EVENING, petitions=(asked(an), asked(to_level="ward")))
    for _ in range(2):
        PetitionAgendaSource().take_up(meeting, state, thu.actor)
    assert Petition.objects.count() == 2
    assert PetitionEvent.objects.count() == 2
    assert AuditLine.objects.filter(code="petition.taken_up").count() == 1
    assert Petition.objects.get(raised_by=None).raised_by_name == "Bà con ngõ 5"


def test_an_amendment_rewords_only_what_nobody_has_acted_on(meeting, thu, an):
    first, second = asked(an, text="Một"), asked(an, text="Hai")
    PetitionAgendaSource().take_up(meeting, State(petitions=(first, second)), thu.actor)
    actions.answer(petition=Petition.objects.get(entry_id=second.entry), by=thu.actor, text="Đã sửa")
    reworded = (replace(first, text="Một, sửa lại"), replace(second, text="Hai, sửa lại"))
    PetitionAgendaSource().take_up(meeting, State(petitions=reworded), thu.actor)
    assert set(Petition.objects.values_list("text", flat=True)) == {"Một, sửa lại", "Hai"}
    PetitionAgendaSource().take_up(meeting, State(), thu.actor)
    assert Petition.objects.count() == 2


def test_an_open_petition_comes_back_in_vietnamese_whatever_the_reader_speaks(ask, meeting, house, thu, binh):
    waiting, late, answered, closed = (
        ask("ward", "Một"),
        ask("ward", "Hai"),
        ask("cell", "Ba"),
        ask("cell", "Bốn"),
    )
    actions.promise(petition=late, by=binh.actor, due_on=timezone.localdate())
    actions.answer(petition=answered, by=thu.actor, text="Đã thay bóng")
    actions.answer(petition=closed, by=thu.actor, text="Xong")
    actions.close(petition=closed, by=thu.actor)
    late.refresh_from_db()
    with translation.override("en"):
        carried = {
            each.id: each for each in agenda_sources.open_for(meeting, late.due_on + timedelta(days=2))
        }
    assert set(carried) == {waiting.pk, late.pk, answered.pk}
    assert (carried[waiting.pk].detail, carried[waiting.pk].standing) == (house.ward.organ, "Chưa có trả lời")
    assert carried[late.pk].standing == "Quá hạn trả lời 2 ngày"
    assert carried[answered.pk].standing == "Đã có trả lời: Đã thay bóng"


def test_reading_what_comes_back_takes_the_same_queries_for_many(ask, house, django_assert_num_queries):
    for number in range(6):
        ask("ward", f"Kiến nghị {number}")
    with django_assert_num_queries(2):
        assert len(PetitionAgendaSource().open_for(house.cell, DAY)) == 6
    assert PetitionAgendaSource().open_for(house.neighbour, DAY) == []
