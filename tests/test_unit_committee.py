"""The committee of a unit above cells meets as a cell's does: in the room, with its own minutes."""

from __future__ import annotations

import pytest
from conftest import appoint, make_member
from django.urls import reverse
from django.utils import timezone

from sotay.figures.models import CellMonth
from sotay.kernel import jobs
from sotay.kernel.actor import Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings import queries
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.members import actions as members
from sotay.papers.models import IssuedPaper
from sotay.papers.queries import content
from sotay.reports.tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(house, thu, an, lam):
    """The secretary and two members of the ward's committee, who sit in cells of the ward."""
    appoint(house.ward, Role.SECRETARY, thu.member)
    appoint(house.ward, Role.COMMITTEE_MEMBER, lam.member)
    appoint(house.ward, Role.COMMITTEE_MEMBER, house_member(house))
    return house.ward


def house_member(house):
    return make_member(house.neighbour, "Đặng Văn Tú", "01000077")


def set_up(unit, by) -> Meeting:
    month = Month.of(timezone.localdate())
    return preparing.set_up(cell=unit, by=by.actor, month=month, kind=Meeting.Kind.COMMITTEE)


def test_it_is_set_up_from_the_units_page_and_no_other_kind_is(committee, thu):
    way = reverse("meetings:set_up_kind", args=[committee.pk, "committee"])
    assert way in page(thu.get(committee.get_absolute_url()))
    assert way in page(thu.get(reverse("meetings:meetings")))
    kinds = page(thu.get(reverse("meetings:kinds", args=[committee.pk])))
    assert "Họp đảng ủy" in kinds
    assert reverse("meetings:set_up_kind", args=[committee.pk, "regular"]) not in kinds
    assert thu.get(reverse("meetings:set_up_kind", args=[committee.pk, "regular"])).status_code == 404
    form = {"day": f"{timezone.localdate():%d/%m/%Y}", "clock": "14:00"}
    answer = thu.post(reverse("meetings:set_up_kind", args=[committee.pk, "committee"]), form)
    assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.cell, meeting.chair) == (committee, thu.member)
    assert "Họp đảng ủy" in page(thu.get(answer.url, follow=True))


def test_those_of_the_committee_are_its_roll_and_it_runs_to_its_signed_papers(committee, thu):
    meeting = set_up(committee, thu)
    for _act in stories.steps(meeting, thu.actor):
        pass
    jobs.work_off()
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.REPORTED
    names = {seat.name for seat in queries.load_state(meeting).seats}
    assert names == {"Lê Thị Thu", "Phạm Văn Lâm", "Đặng Văn Tú"}
    assert not CellMonth.objects.filter(cell=committee).exists()
    words = str([content(paper) for paper in IssuedPaper.objects.filter(cell=committee)])
    assert "Đảng ủy viên được triệu tập" in words
    assert "Bí thư Đảng ủy" in words
    assert "T/M ĐẢNG ỦY" in words.upper()
    assert "Chi ủy" not in words


def test_only_its_members_and_the_office_see_it(committee, thu, lam, an, chi, binh, tinh, dung, van):
    meeting = set_up(committee, thu)
    place = meeting.get_absolute_url()
    seen = {p.account.username: p.get(place).status_code for p in (thu, lam, an, chi, binh, tinh, dung, van)}
    may = {name for name, status in seen.items() if status != 404}
    assert may == {"thu", "lam", "binh"}


def test_a_post_in_it_opens_nothing_of_the_cells(dung, house):
    """Somebody who leads the ward's committee reads no roster, meeting or discipline of cells by that."""
    appoint(house.ward, Role.SECRETARY, dung.member)
    grants = dung.actor.only(Role.SECRETARY).grants
    ward = next(grant for grant in grants if grant.unit_id == house.ward.pk)
    assert ward.here == {Can.SEE_UNIT, Can.SEE_MEETING, Can.SEE_FIGURES, Can.PREPARE, Can.CONDUCT}
    assert not any(ward.allows(need, house.cell.path) for need in Can)
    assert dung.get(reverse("registers:disciplines", args=[house.ward.pk])).status_code == 404
    assert dung.get(reverse("members:member", args=[house_member(house).pk])).status_code == 404


def test_a_stranger_cannot_be_given_a_post_in_it(house, binh, dung, an):
    on = timezone.localdate()
    with pytest.raises(Refusal):
        members.appoint(
            by=binh.actor, unit=house.ward, role=Role.COMMITTEE_MEMBER, member=dung.member, from_on=on
        )
    row = members.appoint(
        by=binh.actor, unit=house.ward, role=Role.COMMITTEE_MEMBER, member=an.member, from_on=on
    )
    assert row.unit == house.ward


def page(answer) -> str:
    return answer.content.decode()
