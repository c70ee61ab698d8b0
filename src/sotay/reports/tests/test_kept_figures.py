"""Figures are kept as a meeting changes, and working them out again finds nothing to correct."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from conftest import make_member
from django.utils import timezone

from sotay.figures import actions
from sotay.figures.models import CellMonth, UnitMonth
from sotay.kernel import jobs
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting, MeetingFigures
from sotay.meetings.preparation import inviting, preparing
from sotay.meetings.session import opening
from sotay.members.models import Standing
from sotay.reports import queries
from sotay.reports.tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell_people(thu, lam, an):
    """Enough full members to meet."""
    return thu


def test_what_is_kept_is_what_is_worked_out_again_after_every_act(house, cell_people):
    thu = cell_people.actor
    meeting = stories.set_up(house.cell, thu)
    assert CellMonth.objects.get().status == CellMonth.Status.SET_UP
    for step in stories.steps(meeting, thu):
        assert actions.rebuild() == 0, step
    row = CellMonth.objects.get()
    assert row.status == CellMonth.Status.REPORTED
    assert (row.base, row.present, row.excused, row.in_hall, row.spoke) == (3, 3, 0, 3, 1)
    assert (row.items_begun, row.tasks_given, row.petitions_raised, row.petitions_above) == (1, 1, 1, 1)
    assert row.papers_a_day_ahead is False, "everything happened on one day"
    assert row.reported_within_days is True


def test_a_wrong_figure_is_found_and_put_right(house, cell_people):
    stories.whole(house.cell, cell_people.actor)
    jobs.work_off()
    CellMonth.objects.update(present=99)
    assert actions.rebuild([house.neighbour]) == 0
    assert actions.rebuild([house.cell]) == 1
    assert CellMonth.objects.get().present == 3
    jobs.work_off()
    CellMonth.objects.all().delete()
    MeetingFigures.objects.update(spoke=99)
    assert actions.rebuild() == 2, "the meeting's own figures and the cell's month"
    jobs.work_off()
    CellMonth.objects.update(changed_at=timezone.now() - timedelta(days=1))
    UnitMonth.objects.filter(unit=house.ward).update(present=99)
    assert actions.rebuild() == 1
    assert actions.rebuild() == 0


def test_a_cancelled_meeting_leaves_no_figures_and_its_successor_has_its_own(house, cell_people):
    thu = cell_people.actor
    meeting = stories.set_up(house.cell, thu)
    preparing.cancel(meeting=meeting, by=thu, because="Bão")
    assert not CellMonth.objects.exists()
    jobs.work_off()
    assert actions.rebuild() == 0
    again = stories.set_up(house.cell, thu)
    assert CellMonth.objects.get().meeting_id == again.pk
    jobs.work_off()
    assert actions.rebuild() == 0


def test_thematic_meetings_have_a_row_of_their_own_that_adds_them_up(house, cell_people):
    month = Month.of(timezone.localdate())
    for theme in ("Học tập", "Môi trường"):
        preparing.set_up(
            cell=house.cell, by=cell_people.actor, month=month, kind=Meeting.Kind.THEMATIC, theme=theme
        )
    row = CellMonth.objects.get()
    assert (row.kind, row.set_up, row.meetings) == ("thematic", 2, 2)
    jobs.work_off()
    assert actions.rebuild() == 0
    assert UnitMonth.objects.get(unit=house.ward, kind="thematic").set_up == 2
    assert UnitMonth.objects.get(unit=house.ward, kind="regular").meetings == 0


def test_exempt_and_away_members_are_out_of_the_base(house, cell_people):
    make_member(house.cell, "Cụ Hòa", "", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    meeting = stories.set_up(house.cell, cell_people.actor)
    opening.open_meeting(meeting=meeting, by=cell_people.actor)
    stories.call_roll(meeting, cell_people.actor)
    row = CellMonth.objects.get()
    assert (row.base, row.present, row.in_hall) == (3, 3, 4)


def test_papers_are_ahead_when_members_had_the_agenda_the_day_before(house, cell_people, time_machine):
    thu = cell_people.actor
    time_machine.move_to("2026-11-01 08:00 +07:00", tick=False)
    meeting = stories.set_up(house.cell, thu)
    inviting.invite(meeting=meeting, by=thu)
    time_machine.move_to("2026-11-03 19:30 +07:00", tick=False)
    opening.open_meeting(meeting=meeting, by=thu)
    assert CellMonth.objects.get().papers_a_day_ahead is True


def test_every_level_sums_the_same_cell_months(house, cell_people, dung):
    for name in ("Lê Văn Một", "Lê Văn Hai"):
        make_member(house.far_cell, name)
    stories.whole(house.cell, cell_people.actor)
    far = stories.set_up(house.far_cell, dung.actor)
    far.chair = far.minute_taker = dung.member
    far.save()
    opening.open_meeting(meeting=far, by=dung.actor)
    jobs.work_off()
    month, now = Month.of(timezone.localdate()), timezone.now()
    ward = queries.month_of(house.ward, month, now)
    province = queries.month_of(house.province, month, now)
    in_ward = next(row for row in province.rows if row.unit == house.ward)
    assert in_ward.sums == ward.total
    assert (ward.total.cells, ward.total.not_set_up, ward.total.reported) == (2, 1, 1)
    assert (province.total.cells, province.total.in_session, province.total.reported) == (3, 1, 1)
    assert province.total.attendance == Fraction(3, province.total.base)


def test_a_month_takes_five_queries_however_many_cells(house, cell_people, django_assert_max_num_queries):
    stories.whole(house.cell, cell_people.actor)
    month, now = Month.of(timezone.localdate()), timezone.now()
    for unit in (house.cell, house.ward, house.province):
        with django_assert_max_num_queries(5):
            queries.month_of(unit, month, now)
