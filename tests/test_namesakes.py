"""Two members of one name, through a whole meeting: told apart wherever they stand, by year of birth."""

from __future__ import annotations

import pytest
from conftest import make_member
from django.urls import reverse

from sotay.assignments.models import Task
from sotay.kernel.ids import new_id
from sotay.kernel.periods import PartialDate
from sotay.meetings import actions, offline
from sotay.meetings.preparation import inviting, preparing
from sotay.meetings.queries import papers_of
from sotay.meetings.session import opening
from sotay.members.models import Member
from sotay.reports.tests import stories

OLDER, YOUNGER = "Nguyễn Văn An (1960)", "Nguyễn Văn An (1961)"


@pytest.fixture
def twin(house):
    member = make_member(house.cell, "Nguyễn Văn An", "01000099")
    Member.objects.filter(pk=member.pk).update(born_on=PartialDate(1961, 2, 3))
    return Member.objects.get(pk=member.pk)


@pytest.fixture
def meeting(house, thu, lam, an, twin):
    meeting = stories.set_up(house.cell, thu.actor)
    inviting.invite(meeting=meeting, by=thu.actor)
    return meeting


def both(text: str) -> bool:
    return OLDER in text and YOUNGER in text


def test_invitations_and_pickers_of_the_preparation(meeting, thu, an, twin):
    assert both(thu.get(reverse("meetings:step", args=[meeting.pk, "prepare"])).text)
    assert both(thu.get(reverse("meetings:item_add", args=[meeting.pk])).text)
    assert both(thu.get(reverse("meetings:arrange", args=[meeting.pk])).text)
    invitation = meeting.invitations.get(member=twin)
    assert f"{YOUNGER} có dự không" in thu.get(reverse("meetings:answer", args=[invitation.pk])).text
    preparing.arrange(
        meeting=meeting, by=thu.actor, planned_at=meeting.planned_at, place="Nhà văn hóa", chair=thu.member,
        minute_taker=twin,
    )  # fmt: skip
    assert YOUNGER in thu.get(reverse("meetings:step", args=[meeting.pk, "start"])).text


def test_the_bundle_a_device_takes_along_names_them_as_the_roll_does(meeting, thu, an, twin):
    names = [seat["name"] for seat in offline.bundle(meeting, thu.actor)["opening"]["seats"]]
    assert {OLDER, YOUNGER} <= set(names)
    assert "Lê Thị Thu" in names


def test_roll_votes_tasks_and_minutes(meeting, house, thu, lam, an, twin):
    opening.open_meeting(meeting=meeting, by=thu.actor)
    for step in ("start", "conduct"):
        assert both(thu.get(reverse("meetings:step", args=[meeting.pk, step])).text), step
    stories.call_roll(meeting, thu.actor, "start")
    for act, data in (
        ("statement_recorded", {"speaker": str(an.member.pk), "text": "Đề nghị sửa đèn ngõ 5"}),
        ("statement_recorded", {"speaker": str(twin.pk), "text": "Đồng ý với ý kiến trên"}),
        ("task_assigned", {"text": "Rà soát hộ nghèo", "members": [str(twin.pk)], "due_on": "2099-12-31"}),
        ("petition_recorded", {"text": "Cống tắc", "to_level": "ward", "raised_by": str(an.member.pk)}),
    ):
        actions.record_one(meeting=meeting, by=thu.actor, act=act, id=new_id(), **data)
    stories.call_roll(meeting, thu.actor, "end")
    stories.close(meeting, thu.actor)
    minutes = next(paper for paper in papers_of(meeting) if paper.kind == "BB")
    assert both(thu.get(minutes.get_absolute_url()).text)
    task = Task.objects.get()
    assert YOUNGER in thu.get(task.get_absolute_url()).text
    assert YOUNGER in thu.get(reverse("assignments:tasks")).text
    assert YOUNGER in thu.get("/").text
