"""Thematic meetings of a quarter: counted however they are held, and a warning before it is too late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from sotay.figures import actions as figures
from sotay.figures.models import CellMonth
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.reports.tests import stories
from sotay.reports.themes import quarter_of, quarters
from sotay.units.settings import settings_of

pytestmark = pytest.mark.django_db

NOVEMBER = Month(2026, 11)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-30T08:00:00+07:00", tick=False):
        yield


def play(meeting, by):
    for _step in stories.steps(meeting, by):
        pass
    return CellMonth.objects.get(cell=meeting.cell, kind=meeting.kind)


def thematic(house, by, **asked):
    at = timezone.now() + timedelta(hours=2)
    return preparing.set_up(cell=house.cell, by=by, month=NOVEMBER, at=at, **asked)


def test_a_quarter_without_a_thematic_meeting_warns_in_its_last_month(house, thu, lam, an, binh):
    stories.whole(house.cell, thu.actor)
    found = quarter_of(house.ward, NOVEMBER, date(2026, 11, 30))
    assert (found.year, found.number, found.held, found.wanted) == (2026, 4, 0, 1)
    assert {cell.pk for cell in found.behind} == {house.cell.pk, house.neighbour.pk}
    assert not found.warns, "a month is left"
    assert quarter_of(house.ward, NOVEMBER, date(2026, 12, 1)).warns
    assert quarter_of(house.ward, Month(2026, 9), date(2026, 11, 30)).warns, "a quarter that is over"


def test_a_thematic_meeting_counts(house, thu, lam, an):
    row = play(thematic(house, thu.actor, kind=Meeting.Kind.THEMATIC, theme="Văn hóa công sở"), thu.actor)
    assert row.thematic == 1
    found = quarter_of(house.ward, NOVEMBER, date(2026, 12, 1))
    assert (found.held, [cell.pk for cell in found.behind]) == (1, [house.neighbour.pk])


def test_a_thematic_part_of_the_regular_meeting_counts(house, thu, lam, an):
    assert play(thematic(house, thu.actor, theme="Văn hóa công sở"), thu.actor).thematic == 1


def test_only_what_was_held_counts(house, thu, lam, an):
    meeting = thematic(house, thu.actor, kind=Meeting.Kind.THEMATIC, theme="Văn hóa công sở")
    assert CellMonth.objects.get(kind=meeting.kind).thematic == 0
    stories.whole(house.cell, thu.actor)
    assert CellMonth.objects.get(kind=Meeting.Kind.REGULAR).thematic == 0, "it had no theme"


def test_nothing_is_asked_of_a_cell_founded_in_the_quarter(house):
    house.cell.founded_on = date(2026, 10, 2)
    house.cell.save()
    assert house.cell not in quarter_of(house.ward, NOVEMBER, date(2026, 12, 1)).behind


def test_quarters_of_a_period(house):
    found = quarters(house.ward, Month(2025, 12), Month(2026, 7), date(2026, 11, 30))
    assert [(each.year, each.number) for each in found] == [(2025, 4), (2026, 1), (2026, 2), (2026, 3)]
    assert not list(quarters(house.ward, Month(1990, 1), Month(1990, 12), date(2026, 11, 30)))


def test_the_board_names_the_cells_that_owe_one(house, thu, lam, an, binh):
    stories.whole(house.cell, thu.actor)
    text = binh.get("/reports/", {"lang": "en"}).content.decode()
    assert "Quarter 4/2026, thematic meetings held: 0." in text
    assert "have held too few" not in text
    with time_machine.travel("2026-12-02T08:00:00+07:00"):
        text = binh.get("/reports/", {"lang": "en", "month": "2026-11"}).content.decode()
        assert "2 cells have held too few" in text
        own = thu.get(f"/reports/{house.cell.pk}/", {"lang": "en"}).content.decode()
        assert "At least 1 a quarter is asked of every cell." in own
        assert house.neighbour.name not in own


def test_the_quarter_costs_two_queries_when_settings_are_known(house, django_assert_num_queries):
    settings = settings_of(house.ward, NOVEMBER.first)
    with django_assert_num_queries(2):
        quarter_of(house.ward, NOVEMBER, date(2026, 12, 1), settings)


def test_who_opened_the_agenda_before_is_counted_at_the_opening(house, thu, lam, an):
    meeting = stories.set_up(house.cell, thu.actor)
    steps = stories.steps(meeting, thu.actor)
    assert next(steps) == "invited"
    an.get(meeting.get_absolute_url(), follow=True)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        for step in steps:
            if step == "called":
                lam.get(meeting.get_absolute_url(), follow=True)
    row = CellMonth.objects.get(kind="regular")
    assert (row.invited, row.read_ahead) == (3, 1)
    assert figures.rebuild() == 0
