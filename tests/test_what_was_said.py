"""Attacks on what was said: who reads it, by which door, before the cell has reported it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import appoint, make_member, make_person
from django.utils import timezone
from kept import kept

from sotay.assignments.models import Task
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.tests.halls import sign
from sotay.members import actions as members
from sotay.papers.models import IssuedPaper
from sotay.petitions.models import Petition

SECRET = "Ý kiến chưa báo cáo"
FILES = ["", "pdf/", "docx/"]


def record(person, meeting, act, **data):
    answer = person.post(f"/meetings/{meeting.pk}/record/{act}/", data)
    assert answer.status_code == 302, answer.content.decode()


@kept
def closed(house, thu, lam, an, chi) -> Meeting:
    """Closed with a statement, its minutes drafted, nobody has signed."""
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    record(
        thu, meeting, "roll_marked", member=an.member.pk, round="start", mark="excused", reason="Đi bệnh viện"
    )
    record(thu, meeting, "statement_recorded", speaker=lam.member.pk, text=SECRET)
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    record(thu, meeting, "closed")
    meeting.refresh_from_db()
    return meeting


def sign_and_report(meeting: Meeting, thu) -> None:
    sign(thu, meeting, "minute_taker", "chair")
    assert meeting.log.exists()
    thu.post(f"/meetings/{meeting.pk}/report/")


def papers_read(person) -> set[int]:
    return {
        person.get(f"/papers/{paper.pk}/{file}").status_code
        for paper in IssuedPaper.objects.all()
        for file in FILES
    }


def test_the_office_above_reads_no_paper_of_a_meeting_before_it_is_reported(closed, thu, binh):
    assert IssuedPaper.objects.exists()
    assert papers_read(binh) == {404}
    sign_and_report(closed, thu)
    assert Meeting.objects.get().stage == Meeting.Stage.REPORTED
    assert papers_read(binh) == {200}


def test_signed_but_not_reported_is_not_reported(closed, thu, binh):
    Meeting.objects.update(stage=Meeting.Stage.SIGNED)
    assert papers_read(binh) == {404}


def test_the_cell_and_its_overseer_read_the_drafts(closed, thu, lam, an, chi):
    for person in (thu, lam, an, chi):
        assert papers_read(person) == {200}


def test_somebody_of_the_office_who_sits_in_the_cell_reads_as_a_member(closed, house):
    member = make_member(house.cell, "Ngô Thị Kép", "01000021")
    appoint(house.ward, Role.WARD_OFFICE, member)
    assert papers_read(make_person("kep", member)) == {200}


def test_an_office_elsewhere_reads_nothing(closed, house):
    member = make_member(house.far_cell, "Ngô Thị Xa", "01000022")
    appoint(house.other_ward, Role.WARD_OFFICE, member)
    assert papers_read(make_person("xa", member)) == {404}


@pytest.mark.parametrize("step", ["prepare", "start", "conduct", "close", "after"])
def test_no_step_of_the_meeting_tells_the_office_what_was_said_or_why_somebody_was_absent(closed, binh, step):
    page = binh.get(f"/meetings/{closed.pk}/{step}/").content.decode()
    assert SECRET not in page
    assert "Đi bệnh viện" not in page


def test_reading_back_is_for_those_who_conduct(closed, an, binh, chi, dung):
    for person in (an, binh, chi, dung):
        assert person.get(f"/meetings/{closed.pk}/read/").status_code == 404


def test_what_came_of_a_meeting_waits_for_its_report_too(house, thu, lam, an, binh):
    """Tasks and the cell's own petitions. One meant for the ward is the ward's once the meeting is over."""
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    due, raised = timezone.localdate() + timedelta(days=9), {"raised_by": an.member.pk}
    record(thu, meeting, "task_assigned", text="Việc nội bộ", members=an.member.pk, due_on=f"{due:%d/%m/%Y}")
    record(thu, meeting, "petition_recorded", text="Chuyện của chi bộ", to_level="cell", **raised)
    record(thu, meeting, "petition_recorded", text="Gửi phường", to_level="ward", **raised)
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    record(thu, meeting, "closed")
    inside = [Task.objects.get(), Petition.objects.get(text="Chuyện của chi bộ")]
    lists = ["/tasks/?who=all", "/petitions/?show=all"]

    assert {binh.get(each.get_absolute_url()).status_code for each in inside} == {404}
    assert {thu.get(each.get_absolute_url()).status_code for each in inside} == {200}
    pages = "".join(binh.get(url).content.decode() for url in lists)
    assert "Việc nội bộ" not in pages
    assert "Chuyện của chi bộ" not in pages
    assert "Gửi phường" in pages

    meeting.refresh_from_db()
    sign_and_report(meeting, thu)
    assert {binh.get(each.get_absolute_url()).status_code for each in inside} == {200}
    pages = "".join(binh.get(url).content.decode() for url in lists)
    assert "Việc nội bộ" in pages
    assert "Chuyện của chi bộ" in pages


def move_away(person, house) -> None:
    members.transfer(member=person.member, by=SYSTEM, to_cell=house.neighbour, on=timezone.localdate())


def test_an_officer_who_moved_finishes_the_meeting_and_takes_nothing_along(closed, house, thu, lam):
    """The minute-taker belongs to another cell before signing: they sign, and then the minutes stay."""
    move_away(lam, house)
    after = f"/meetings/{closed.pk}/after/"
    assert {thu.get(after).status_code, lam.get(after).status_code} == {200}
    sign_and_report(closed, thu)
    assert (thu.get(after).status_code, lam.get(after).status_code) == (200, 404)
    assert str(closed.pk) not in lam.get("/meetings/").content.decode()
    assert papers_read(lam) == {404}


def test_who_was_invited_and_moved_reads_on_only_until_the_report(house, thu, lam, an, closed):
    closed.invitations.create(
        commune_id=closed.commune_id, cell=closed.cell, member=an.member, sent_at=timezone.now()
    )
    move_away(an, house)
    after = f"/meetings/{closed.pk}/after/"
    assert an.get(after).status_code == 200
    assert str(closed.pk) in an.get("/meetings/").content.decode()
    sign_and_report(closed, thu)
    assert an.get(after).status_code == 404
    assert str(closed.pk) not in an.get("/meetings/").content.decode()
    assert papers_read(an) == {404}


def test_the_minute_taker_who_stays_may_still_amend(closed, thu, an):
    Meeting.objects.update(minute_taker=an.member)
    sign_and_report(closed, thu)
    assert "amended_text" in an.get(f"/meetings/{closed.pk}/after/").content.decode()


def test_results_of_earlier_tasks_wait_for_the_report_too(house, closed, thu, binh):
    task = Task.objects.create(
        commune_id=house.cell.commune_id, cell=house.cell, text="Rà soát", given_on=timezone.localdate()
    )
    other = thu.post(
        f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).plus(1).label()}
    )
    meeting = Meeting.objects.exclude(pk=closed.pk).get()
    assert other.status_code == 302
    thu.post(f"/meetings/{meeting.pk}/open/")
    record(thu, meeting, "task_reported", task=task.pk, outcome="not_done", text=SECRET)
    assert SECRET not in binh.get(f"/meetings/{meeting.pk}/conduct/").content.decode()
    assert SECRET in thu.get(f"/meetings/{meeting.pk}/conduct/").content.decode()
