"""The thematic plan: by quarter, by a cell or from above, and into the meeting of the month."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sotay.figures.models import CellMonth
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.schedules import rules, themes
from sotay.schedules.models import PlannedTheme

DECEMBER = Month(2026, 12)
TITLE = "Học tập và làm theo tư tưởng Hồ Chí Minh"


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(datetime(2026, 12, 2, 1, tzinfo=UTC), tick=True):
        yield


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_each_month_lies_in_one_quarter_of_its_year(year, number):
    month = Month(year, number)
    assert sum(first <= month <= last for first, last in rules.quarters_of(year)) == 1
    first, last = month.quarter_first, month.quarter_last
    assert first <= month <= last == first.plus(2)


def add(person, unit, **more):
    given = {"month": "12/2026", "title": TITLE, **more}
    return person.post(reverse("schedules:theme_add", args=[unit.pk]), given)


def test_a_theme_comes_into_the_thematic_meeting_with_who_presents_it(house, thu, an):
    assert add(thu, house.cell, presenter=str(an.member.pk)).status_code == 302
    page = thu.get(reverse("meetings:set_up_kind", args=[house.cell.pk, "thematic"]))
    assert TITLE in page.text
    meeting = preparing.set_up(
        cell=house.cell, by=thu.actor, month=DECEMBER, kind=Meeting.Kind.THEMATIC, theme=TITLE
    )
    assert meeting.agenda.get(key="thematic", title__startswith="Trình bày").presenter == an.member


def test_a_theme_from_above_stands_in_the_plan_of_the_cells_it_is_for(house, thu, binh, dung):
    assert add(binh, house.ward, cells=[str(house.cell.pk)]).status_code == 302
    url = reverse("schedules:themes", args=[house.cell.pk])
    assert TITLE in thu.get(url).text
    assert themes.planned_theme(house.cell, DECEMBER).title == TITLE
    assert themes.planned_theme(house.neighbour, DECEMBER) is None
    add(binh, house.ward, title="Cho tất cả", month="11/2026")
    assert themes.planned_theme(house.neighbour, Month(2026, 11)).title == "Cho tất cả"
    assert dung.get(url).status_code == 404
    own = "Của chi bộ"
    add(thu, house.cell, title=own)
    assert themes.planned_theme(house.cell, DECEMBER).title == own


def needs(person):
    return [need.code for need in themes.needs_of(person.actor, date(2026, 12, 2))]


def test_the_secretary_is_warned_in_the_last_month_of_a_quarter_without_one(house, thu, an):
    assert needs(thu) == ["theme"]
    assert needs(an) == []
    assert [*themes.needs_of(thu.actor, date(2026, 11, 30))] == []
    add(thu, house.cell)
    assert needs(thu) == []
    PlannedTheme.objects.all().delete()
    preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    CellMonth.objects.filter(cell=house.cell, month=DECEMBER).update(thematic=1)
    assert needs(thu) == []
    quarters = themes.plan_of(house.cell, 2026, date(2026, 12, 2))
    assert [quarter.held for quarter in quarters] == [0, 0, 0, 1]
    assert [quarter.is_missing for quarter in quarters] == [True, True, True, False]


def test_a_theme_is_changed_and_taken_out(house, thu, an, binh):
    add(thu, house.cell)
    theme = PlannedTheme.objects.get()
    edit, drop = (reverse(f"schedules:theme_{name}", args=[theme.pk]) for name in ("edit", "drop"))
    for person in (an, binh):
        assert person.get(edit).status_code == 404
        assert person.post(drop).status_code == 404
    assert thu.post(edit, {"month": "11/2026", "title": "Tên khác"}).status_code == 302
    theme.refresh_from_db()
    assert (theme.month, theme.title) == (Month(2026, 11), "Tên khác")
    assert thu.post(drop).status_code == 302
    assert not PlannedTheme.objects.exists()


def test_a_theme_needs_its_name_and_month(house, thu):
    assert add(thu, house.cell, title="").status_code == 422
    assert add(thu, house.cell, month="13/2026").status_code == 422
    assert thu.get(reverse("schedules:themes", args=[house.cell.pk]) + "?year=abc").status_code == 404
