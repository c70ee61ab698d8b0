"""An official attends the meetings of one month: invited, reading beforehand, leaving an observation."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from conftest import make_member, make_person
from django.urls import reverse

from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings.preparation import inviting, preparing
from sotay.members.models import Appointment
from sotay.notify.models import Notice
from sotay.oversight import actions, queries

DECEMBER = Month(2026, 12)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-25T08:00:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def official(house):
    """Somebody of the ward, who sits in another cell."""
    return make_person("quan", make_member(house.neighbour, "Đinh Văn Quân", "02000001"))


def assign(house, binh, official, month=DECEMBER):
    return actions.assign_to_attend(cell=house.cell, by=binh.actor, to=official.member, month=month)


def test_assigned_on_the_page_and_told(house, binh, thu, official):
    page = reverse("oversight:attend", args=[house.cell.pk])
    found = binh.get(page, {"q": "Quân"})
    assert "Đinh Văn Quân" in found.text
    seen = found.context["form"]["seen"].value()
    data = {"person": str(official.member.pk), "month": "12/2026", "note": "Kế hoạch 05", "seen": seen}
    assert binh.post(f"{page}?q=Quân", data).status_code == 302
    row = Appointment.objects.get(member=official.member)
    assert (row.from_on, row.until_on) == (date(2026, 11, 25), date(2027, 1, 15))
    assert Notice.objects.filter(member=official.member, code="oversight.attends").count() == 1
    assert Notice.objects.filter(member=thu.member, code="oversight.attended").count() == 1
    assert "15/01/2027" in binh.get(reverse("oversight:cell", args=[house.cell.pk])).text


def test_whoever_attends_is_invited_reads_and_observes_and_it_ends_by_itself(
    house, binh, thu, lam, an, official, in_november
):
    assert official.get(reverse("oversight:home")).status_code == 404
    assign(house, binh, official)
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    inviting.invite(meeting=meeting, by=thu.actor)
    assert meeting.invitations.filter(member=official.member, as_overseer=True).exists()
    assert official.get(meeting.get_absolute_url(), follow=True).status_code == 200
    assert house.cell.name in official.get(reverse("oversight:home")).text
    in_november.move_to("2027-01-20T08:00:00+07:00")
    assert official.get(reverse("oversight:home")).status_code == 404


@pytest.mark.parametrize("month", [Month(2026, 10), Month(2025, 1)])
def test_a_month_that_is_over_is_refused(house, binh, official, month):
    with pytest.raises(Refusal):
        assign(house, binh, official, month)


def test_twice_and_ones_own_cell_are_refused(house, binh, official, an, chi):
    assign(house, binh, official)
    for person in (official, an, chi):
        with pytest.raises(Refusal):
            assign(house, binh, person)
    assert Appointment.objects.filter(member=official.member).count() == 1


def test_only_the_office_assigns(house, thu, an, chi, dung, tinh):
    page = reverse("oversight:attend", args=[house.cell.pk])
    for person in (thu, an, chi, dung, tinh):
        assert person.get(page).status_code == 404


def test_whoever_attends_does_not_oversee_and_is_invited_though_the_others_were_already(
    house, binh, thu, lam, an, official
):
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    inviting.invite(meeting=meeting, by=thu.actor)
    assign(house, binh, official)
    assert meeting.invitations.filter(member=official.member, as_overseer=True).exists()
    line = next(each for each in queries.ward_lines(house.ward, date(2026, 12, 3)) if each.cell == house.cell)
    assert line.is_without
    assert queries.handing_over(house.cell, date(2026, 12, 3)) == []
    assert queries.cells_overseen([official.member.pk], date(2026, 12, 3)) == {}
