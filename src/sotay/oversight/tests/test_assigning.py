"""Who oversees what: the overseer's page and calendar, the ward's list, and handing a cell over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import appoint, make_member, make_person, make_unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting, preparing
from sotay.members.models import Appointment
from sotay.notify.models import Notice
from sotay.oversight import actions, queries
from sotay.oversight.tests.conftest import a_meeting, write
from sotay.units.models import Kind

HOME, CALENDAR = "/oversight/", "/oversight/calendar/"


def of_ward(house):
    return reverse("oversight:unit", args=[house.ward.pk])


def at_hand_over(cell):
    return reverse("oversight:hand_over", args=[cell.pk])


def more_cells(house, count, overseer=None):
    cells = [make_unit(house.ward, 10 + n, Kind.CELL, f"38.168.1{n:02}", f"Chi bộ {n}") for n in range(count)]
    for cell in cells if overseer else ():
        appoint(cell, Role.OVERSEER, overseer)
    return cells


@pytest.fixture
def hai(house):
    return make_member(house.neighbour, "Ngô Văn Hai", "01000077")


# --- the overseer's own page ---


def test_overseer_sees_the_next_meeting_and_whether_they_are_invited(house, thu, lam, chi):
    assert "Chưa ghi nhận lần nào" in chi.get(HOME).content.decode()
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=Month.of(timezone.localdate()).plus(1))
    assert "Chưa có giấy mời" in chi.get(HOME).content.decode()
    inviting.invite(meeting=meeting, by=thu.actor)
    page = chi.get(HOME).content.decode()
    assert "Đã có giấy mời" in page
    assert meeting.get_absolute_url() in page


def test_last_visit_is_the_newest_meeting_attended(house, chi):
    write(chi, a_meeting(house.cell, days=40))
    write(chi, a_meeting(house.cell, days=9, kind=Meeting.Kind.EXTRAORDINARY), attended="part")
    write(chi, a_meeting(house.cell, days=3, kind=Meeting.Kind.THEMATIC), attended="not")
    (line,) = queries.overseen_lines(chi.actor, timezone.now())
    assert (line.days, line.waiting, line.to_write) == (9, 6, None)


def test_home_leads_offices_and_leaders_to_their_own_page(house, thu, an, binh, dung):
    assert binh.get(HOME).url == of_ward(house)
    assert thu.get(HOME).url == reverse("oversight:cell", args=[house.cell.pk])
    assert an.get(HOME).status_code == 404


def test_queries_of_the_home_page_do_not_grow_with_cells(house, chi):
    with CaptureQueriesContext(connection) as few:
        chi.get(HOME)
    for cell in more_cells(house, 12, chi.member):
        write(chi, a_meeting(cell))
        a_meeting(cell, days=-3, stage=Meeting.Stage.PREPARING, kind=Meeting.Kind.THEMATIC)
    with CaptureQueriesContext(connection) as many:
        chi.get(HOME)
    assert len(many) <= len(few) + 2


# --- the calendar ---


def test_calendar_lists_the_month_and_the_cells_that_have_set_up_nothing(house, chi):
    month = Month.of(timezone.localdate())
    later = {"month": str(month.plus(1))}
    assert house.cell.name in chi.get(CALENDAR, later).content.decode(), "its usual day"
    a_meeting(house.cell, days=0, stage=Meeting.Stage.PREPARING)
    a_meeting(house.cell, days=0, kind=Meeting.Kind.GROUP)
    found = queries.calendar_of(chi.actor, month)
    assert ([visit.cell for visit in found.visits], found.missing) == ([house.cell], [])
    assert "Nhà văn hóa" in chi.get(CALENDAR).content.decode()


@pytest.mark.parametrize("month", ["hôm nào", "2026-13", "0001-01", "9999-12"])
def test_calendar_of_no_month_is_not_found(chi, month):
    assert chi.get(CALENDAR, {"month": month}).status_code == 404


def test_queries_of_the_calendar_do_not_grow_with_cells(house, chi):
    with CaptureQueriesContext(connection) as few:
        chi.get(CALENDAR)
    for cell in more_cells(house, 12, chi.member)[:6]:
        a_meeting(cell, days=0)
    with CaptureQueriesContext(connection) as many:
        chi.get(CALENDAR)
    assert len(many) <= len(few) + 1


# --- the ward's list ---


def test_ward_sees_cells_without_an_overseer_first_then_never_then_the_longest_ago(house, chi, binh, hai):
    never, lately = more_cells(house, 2, hai)
    write(chi, a_meeting(house.cell, days=60))
    write(make_person("hai", hai), a_meeting(lately, days=5))
    lines = queries.ward_lines(house.ward, timezone.localdate())
    assert [line.cell for line in lines] == [house.neighbour, never, house.cell, lately]
    assert [line.days for line in lines] == [None, None, 60, 5]
    page = binh.get(of_ward(house)).content.decode()
    assert "60 ngày trước" in page
    only = binh.get(of_ward(house), {"show": "without"}).content.decode()
    assert house.neighbour.name in only
    assert never.name not in only
    assert binh.get(of_ward(house), {"show": "gì đó"}).status_code == 404


def test_only_the_office_sees_the_wards_list(house, thu, an, chi, dung, tinh, van):
    for person in (thu, an, chi, dung, tinh, van):
        assert person.get(of_ward(house)).status_code == 404


def test_a_visit_of_a_former_overseer_does_not_count_for_the_new_one(house, chi, binh, hai):
    write(chi, a_meeting(house.cell, days=20))
    today = timezone.localdate()
    actions.hand_over(cell=house.cell, by=binh.actor, to=hai, on=today, leaving=chi.member.appointments.get())
    (line,) = [line for line in queries.ward_lines(house.ward, today) if line.cell == house.cell]
    assert [(each.name, each.last) for each in line.overseers] == [("Ngô Văn Hai", None)]


def test_queries_of_the_wards_list_do_not_grow_with_cells(house, chi, binh):
    with CaptureQueriesContext(connection) as few:
        binh.get(of_ward(house))
    for cell in more_cells(house, 12, chi.member):
        write(chi, a_meeting(cell))
    with CaptureQueriesContext(connection) as many:
        binh.get(of_ward(house))
    assert len(many) <= len(few)


# --- handing over ---


def given(leaving, person, on=None, **more):
    day = on or timezone.localdate()
    return {"leaving": leaving, "person": str(person.pk), "on": f"{day:%d/%m/%Y}", **more}


def test_ward_hands_a_cell_over_in_one_act_and_everybody_concerned_is_told(house, thu, chi, binh, hai):
    old = chi.member.appointments.get()
    day = timezone.localdate() + timedelta(days=7)
    page = f"{at_hand_over(house.cell)}?q=Ngô Văn Hai"
    assert "Ngô Văn Hai" in binh.get(page).content.decode()
    assert binh.post(page, given(old.pk, hai, day, note="12-QĐ/ĐU")).status_code == 302
    old.refresh_from_db()
    new = Appointment.objects.get(member=hai, role=Role.OVERSEER)
    assert (old.until_on, new.from_on, new.note) == (day, day, "12-QĐ/ĐU")
    told = set(Notice.objects.values_list("member__full_name", "code"))
    assert told == {
        ("Ngô Văn Hai", "oversight.begins"),
        ("Đỗ Thị Chi", "oversight.ends"),
        ("Lê Thị Thu", "oversight.handed_over"),
    }
    assert binh.post(page, given(old.pk, hai, day)).status_code == 422, "twice"
    assert Appointment.objects.filter(role=Role.OVERSEER).count() == 2


def test_a_second_overseer_is_added_when_nobody_leaves(house, chi, binh, hai):
    page = f"{at_hand_over(house.cell)}?q=Ngô Văn Hai"
    assert binh.post(page, given("nobody", hai)).status_code == 302
    assert len(queries.overseers([house.cell.pk], timezone.localdate())) == 2


def test_nonsense_is_refused_and_nothing_is_half_done(house, thu, an, chi, binh, hai):
    old, today = chi.member.appointments.get(), timezone.localdate()
    by = {"cell": house.cell, "by": binh.actor}
    for to, on in (
        (chi.member, today),  # from oneself to oneself
        (an.member, today),  # somebody of the cell itself
        (hai, old.from_on),  # on the first day of who leaves
    ):
        with pytest.raises(Refusal):
            actions.hand_over(**by, to=to, on=on, leaving=old)
    with pytest.raises(Refusal):
        actions.hand_over(**by, to=binh.member, on=today, leaving=old)  # nobody appoints themselves
    old.refresh_from_db()
    assert old.until_on is None
    assert Appointment.objects.filter(role=Role.OVERSEER).count() == 1
    assert not Notice.objects.exists()


def test_an_overseer_of_forty_cells_is_a_clear_sentence_and_can_be_meant(house, chi, binh, hai):
    more_cells(house, 39, hai)
    page = f"{at_hand_over(house.cell)}?q=Ngô Văn Hai"
    old = chi.member.appointments.get()
    assert "although_many" not in binh.get(page).content.decode()
    warned = binh.post(page, given(old.pk, hai))
    assert warned.status_code == 422
    said = warned.content.decode()
    assert "đồng chí Ngô Văn Hai sẽ phụ trách 40 chi bộ; quy định đặt ra là mỗi người không quá 5" in said
    assert "although_many" in said
    old.refresh_from_db()
    assert old.until_on is None
    assert binh.post(page, given(old.pk, hai, although_many="on")).status_code == 302


def test_only_the_wards_office_hands_over(house, thu, an, chi, dung, tinh, van):
    for person in (thu, an, chi, dung, tinh, van):
        assert person.get(at_hand_over(house.cell)).status_code == 404


def test_people_of_another_ward_are_not_found(house, chi, binh, dung):
    page = f"{at_hand_over(house.cell)}?q=Hoàng Văn Dũng"
    assert "Hoàng Văn Dũng ·" not in binh.get(page).content.decode()
    assert binh.post(page, given("nobody", dung.member)).status_code == 422
