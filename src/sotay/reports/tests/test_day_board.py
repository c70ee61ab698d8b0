"""The board of a day: live by cell for a ward, sums of the units below for a province."""

from __future__ import annotations

from datetime import datetime
from unittest import mock

import pytest
import time_machine
from conftest import make_unit
from django.urls import reverse
from django.utils import timezone

from sotay.figures import actions
from sotay.figures.models import REGULAR, CellMonth, UnitDay, UnitMonth
from sotay.figures.queries import Tree
from sotay.kernel import jobs
from sotay.kernel.actor import SYSTEM
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.preparation import preparing
from sotay.meetings.session import opening
from sotay.reports import day_board, views_day
from sotay.reports.tests import stories
from sotay.reports.tests.kept_months import keep, month_row
from sotay.units import actions as units
from sotay.units.models import CellType, Kind, Unit

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def evening():
    """The third of the month, before the hour of the settings."""
    with time_machine.travel("2026-12-03T18:00:00+07:00", tick=False) as clock:
        yield clock


def read(person, unit, **asked):
    answer = person.get(reverse("reports:day", args=[unit.pk]), {"lang": "en", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def version(person, unit):
    return person.get(reverse("reports:day_version", args=[unit.pk]))["ETag"]


def test_the_ward_follows_a_meeting_through_its_evening(evening, house, thu, lam, an, binh):
    assert "No regular meeting on 03/12/2026" in read(binh, house.ward)
    meeting = stories.set_up(house.cell, thu.actor, DECEMBER)
    assert "1 waiting for their hour" in read(binh, house.ward)
    before = version(binh, house.ward)
    evening.move_to("2026-12-03T20:00:00+07:00", tick=False)
    assert version(binh, house.ward) != before, "an hour that passes changes the board too"
    assert "Not opened, 30 minutes late" in read(binh, house.ward)
    opening.open_meeting(meeting=meeting, by=thu.actor)
    stories.call_roll(meeting, thu.actor, absent=1)
    page = read(binh, house.ward)
    assert "1 in session" in page
    assert "begun at 20:00" in page
    assert "2 / 3" in page
    assert "1 other cell has no regular meeting" in page
    stories.call_roll(meeting, thu.actor, "end", absent=1)
    stories.close(meeting, thu.actor)
    assert "Held, waiting for signatures" in read(binh, house.ward)
    stories.sign(meeting, thu.actor)
    assert "not received" in read(binh, house.ward)


def test_the_province_reads_sums_and_drills_down(evening, house, thu, lam, an, binh, tinh):
    meeting = stories.whole(house.cell, thu.actor, DECEMBER)
    jobs.work_off()
    page = read(tinh, house.province)
    assert "1 meeting on 03/12/2026: 1 reported" in page
    assert f"{reverse('reports:day', args=[house.ward.pk])}?day=2026-12-03" in page
    assert "1 unit has no meeting on this day" in page
    ward = read(tinh, house.ward, day="2026-12-03")
    assert "received" in ward
    assert str(meeting.pk) not in ward, "a province opens no meeting"
    assert "sửa đèn" not in ward
    again = tinh.get(
        reverse("reports:day_version", args=[house.province.pk]),
        headers={"If-None-Match": version(tinh, house.province)},
    )
    assert again.status_code == 304


def test_sums_of_a_day_are_kept_and_proved(evening, house, thu, lam, an):
    meeting = stories.set_up(house.cell, thu.actor, DECEMBER)
    for step in stories.steps(meeting, thu.actor):
        jobs.work_off()
        assert actions.rebuild() == 0, step
    row = UnitDay.objects.get(unit=house.province)
    assert (str(row.day), row.reported, row.present, row.base) == ("2026-12-03", 1, 3, 3)
    UnitDay.objects.filter(unit=house.ward).update(present=99)
    CellMonth.objects.update(changed_at=at("2026-12-01T00:00"))
    assert actions.rebuild() == 1
    assert actions.rebuild() == 0


def test_a_meeting_that_is_put_off_or_cancelled_leaves_the_day(evening, house, thu, lam, an):
    meeting = stories.set_up(house.cell, thu.actor, DECEMBER)
    jobs.work_off()
    assert [str(day) for day in UnitDay.objects.filter(unit=house.ward).values_list("day", flat=True)] == [
        "2026-12-03"
    ]
    CellMonth.objects.update(planned_at=at("2026-12-04T19:30"))
    actions.roll_up(house.ward, DECEMBER, timezone.now())
    assert [str(day) for day in UnitDay.objects.filter(unit=house.ward).values_list("day", flat=True)] == [
        "2026-12-04"
    ]
    preparing.cancel(meeting=meeting, by=thu.actor, because="Bão")
    jobs.work_off()
    assert not UnitDay.objects.exists()


def test_who_has_no_figures_finds_no_day(house, thu, an, dung, chi):
    assert an.get("/reports/day/").status_code == 404
    for person in (thu, an, dung, chi):
        assert person.get(reverse("reports:day", args=[house.ward.pk])).status_code == 404
        assert person.get(reverse("reports:day_version", args=[house.ward.pk])).status_code == 404
    assert thu.get(reverse("reports:day", args=[house.cell.pk])).status_code == 404, (
        "a cell has its own pages"
    )


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_odd_days_are_not_found(house, binh, day):
    assert binh.get(reverse("reports:day", args=[house.ward.pk]), {"day": day}).status_code == 404


def _cells(ward, numbers):
    planned = at("2026-12-03T19:30")
    for number in numbers:
        cell = make_unit(
            ward, number, Kind.CELL, f"38.168.{number}", f"Chi bộ {number}", cell_type=CellType.RESIDENTIAL
        )
        CellMonth.objects.create(
            cell=cell,
            commune_id=cell.commune_id,
            month=DECEMBER,
            kind=REGULAR,
            meeting_id=new_id(),
            status="preparing",
            planned_at=planned,
            set_up=1,
        )


def test_queries_are_the_same_for_10_and_for_311_cells(
    evening, house, binh, tinh, django_assert_max_num_queries
):
    counts = []
    for numbers in (range(10, 20), range(20, 321)):
        _cells(house.ward, numbers)
        actions.roll_up(house.ward, DECEMBER, timezone.now())
        actions.roll_up(house.province, DECEMBER, timezone.now())
        asked = []
        for person, unit in ((binh, house.ward), (tinh, house.province), (tinh, house.ward)):
            with django_assert_max_num_queries(20) as done:
                assert person.get(reverse("reports:day", args=[unit.pk])).status_code == 200
            asked.append(len(done))
            with django_assert_max_num_queries(8) as done:
                person.get(reverse("reports:day_version", args=[unit.pk]))
            asked.append(len(done))
        counts.append(asked)
    assert counts[0] == counts[1]
    assert UnitDay.objects.get(unit=house.province).set_up == 311
    assert UnitMonth.objects.get(unit=house.province).set_up == 311


def test_a_province_reads_no_meeting_and_no_row_of_a_cell(
    evening, house, tinh, django_assert_max_num_queries
):
    _cells(house.ward, range(10, 20))
    actions.roll_up(house.ward, DECEMBER, timezone.now())
    with django_assert_max_num_queries(20) as done:
        tinh.get(reverse("reports:day", args=[house.province.pk]))
    asked = " ".join(query["sql"] for query in done.captured_queries)
    assert "meetings_meeting" not in asked
    assert "figures_cellmonth" not in asked


# where units moved


@pytest.fixture
def moved(house):
    """A cell of the other ward that met here on 3 November lies in this ward since 1 December."""
    with time_machine.travel("2026-12-20T08:00:00+07:00", tick=False):
        for cell, status in ((house.cell, "reported"), (house.far_cell, "signed")):
            row = month_row(cell, NOVEMBER, 8, 10)
            row.opened_at = row.planned_at = at("2026-11-03T19:30")
            row.status, row.set_up = status, 0
            row.reported, row.signed = int(status == "reported"), int(status == "signed")
            keep(row)
        units.move(unit=house.far_cell, by=SYSTEM, parent=house.ward, on=DECEMBER.first)
        house.far_cell.refresh_from_db()
        yield house


def day_lines(unit, person, tree=Tree.THEN):
    asked = day_board.Asked.of(unit, NOVEMBER.day(3), tree)
    report = day_board.day_of(asked, timezone.now())
    assert report.total.present == sum(row.sums.present for row in report.rows)
    return report, {row.unit.name: row.sums.present for row in report.rows}


def test_a_day_lists_cells_where_they_lay_then_or_lie_today(moved, binh):
    report, then = day_lines(moved.ward, binh)
    assert then == {moved.cell.name: 8}
    assert day_board.Asked.of(moved.ward, NOVEMBER.day(3), Tree.THEN).differs
    assert report.cells == 2, "the two that lay there, not the one that came"
    assert day_lines(moved.other_ward, binh)[1] == {moved.far_cell.name: 8}
    today, now = day_lines(moved.ward, binh, Tree.TODAY)
    assert now == {moved.cell.name: 8, moved.far_cell.name: 8}
    assert today.cells == 3
    assert day_lines(moved.other_ward, binh, Tree.TODAY)[1] == {}


def test_sums_of_a_day_are_those_of_the_cells_both_ways(moved, tinh):
    then = {moved.ward.name: 8, moved.other_ward.name: 8}
    assert day_lines(moved.province, tinh)[1] == then
    report, now = day_lines(moved.province, tinh, Tree.TODAY)
    assert now == {moved.ward.name: 16}
    assert [unit.name for unit in report.without] == [moved.other_ward.name]


def test_a_ward_that_moved_and_was_closed_counts_where_it_lay(moved, tinh):
    other = make_unit(None, 40, Kind.PROVINCE, "40", "Tỉnh Mới")
    units.move(unit=moved.other_ward, by=SYSTEM, parent=other, on=DECEMBER.day(10))
    assert day_lines(moved.province, tinh)[1] == {moved.ward.name: 8, moved.other_ward.name: 8}
    assert day_lines(other, tinh)[1] == {}
    assert day_lines(moved.province, tinh, Tree.TODAY)[1] == {moved.ward.name: 16}
    assert day_lines(other, tinh, Tree.TODAY)[1] == {}


def test_the_choice_of_the_tree_goes_along_with_the_day(moved, binh, tinh, django_assert_max_num_queries):
    html = read(binh, moved.ward, day="2026-11-03")
    assert "where its cell lay at the end of the month" in html
    assert moved.far_cell.name not in html
    html = read(binh, moved.ward, day="2026-11-03", tree="today")
    assert "where its cell lies today" in html
    assert moved.far_cell.name in html
    with django_assert_max_num_queries(30):
        html = read(tinh, moved.province, day="2026-11-03", tree="today")
    assert f"{reverse('reports:day', args=[moved.ward.pk])}?day=2026-11-03&amp;tree=today" in html
    address = reverse("reports:day", args=[moved.ward.pk])
    assert binh.get(address, {"tree": "yesterday"}).status_code == 404


def test_board_is_drawn_once_for_all_who_open_the_same_and_anew_for_every_change(
    evening, house, thu, lam, an, binh, tinh
):
    meeting = stories.set_up(house.cell, thu.actor, DECEMBER)
    with mock.patch.object(views_day, "_draw", wraps=views_day._draw) as draw:
        assert "1 waiting for their hour" in read(binh, house.ward)
        assert "1 waiting for their hour" in read(binh, house.ward)
        assert draw.call_count == 1
        ward_seen_from_above = read(tinh, house.ward)
        assert draw.call_count == 2, "a province opens no meeting, so it sees another board"
        assert str(meeting.pk) not in ward_seen_from_above
        opening.open_meeting(meeting=meeting, by=thu.actor)  # at the moment it was set up
        assert "1 in session" in read(binh, house.ward)
        stories.call_roll(meeting, thu.actor, absent=1)
        assert "2 / 3" in read(binh, house.ward)
        drawn = draw.call_count
        evening.move_to("2026-12-03T18:02:00+07:00", tick=False)
        read(binh, house.ward)
        assert draw.call_count == drawn + 1, "how late a meeting is grows by the minute"
        Unit.objects.filter(pk=house.cell.pk).update(name="Chi bộ tên khác")
        assert "Chi bộ tên khác" in read(binh, house.ward)
