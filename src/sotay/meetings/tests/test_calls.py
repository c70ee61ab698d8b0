"""Who has to be called before a meeting, and who is reminded of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.preparation import inviting
from sotay.meetings.tests.test_papers_to_read import meeting_of
from sotay.notify import reminders
from sotay.notify.models import Notice


@pytest.fixture
def meeting(house, thu, lam, an) -> Meeting:
    meeting = meeting_of(thu, house.cell)
    inviting.invite(meeting=meeting, by=thu.actor)
    return meeting


def calls(person, meeting):
    return person.get(reverse("meetings:calls", args=[meeting.pk]))


def test_who_neither_answered_nor_opened_the_invitation_is_called(thu, an, lam, meeting):
    page = calls(thu, meeting).text
    assert an.member.full_name in page
    assert meeting.where in page
    an.get(meeting.get_absolute_url(), follow=True)
    thu.post(
        reverse("meetings:answer", args=[Invitation.objects.get(member=lam.member).pk]), {"will_come": "yes"}
    )
    called = {call.member.pk for call in inviting.to_call(meeting, thu.actor)}
    assert an.member.pk not in called
    assert lam.member.pk not in called


def test_the_list_is_for_those_who_prepare_the_meeting(an, chi, binh, dung, meeting):
    for person in (an, chi, binh, dung):
        assert calls(person, meeting).status_code == 404


def test_the_list_asks_as_many_queries_for_many_as_for_few(thu, meeting, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        calls(thu, meeting)


def test_those_invited_are_reminded_and_whoever_declined_is_not(thu, an, lam, meeting):
    declined = Invitation.objects.get(meeting=meeting, member=lam.member)
    inviting.answer(invitation=declined, by=lam.actor, will_come=False, reason="ốm")
    Notice.objects.all().delete()
    before = meeting.planned_at - timedelta(days=3)
    with time_machine.travel(before, tick=False):
        reminders.remind(timezone.now())
        reminders.remind(timezone.now())
    told = Notice.objects.filter(code="meeting.soon")
    assert an.member.pk in {notice.member_id for notice in told}
    assert lam.member.pk not in {notice.member_id for notice in told}
    assert told.filter(member=an.member).count() == 1


@pytest.mark.parametrize("stage", ["cancelled", "reported"])
def test_a_meeting_that_is_off_or_over_is_no_matter(thu, meeting, stage):
    Notice.objects.all().delete()
    Meeting.objects.filter(pk=meeting.pk).update(stage=stage)
    with time_machine.travel(meeting.planned_at - timedelta(days=1), tick=False):
        assert reminders.remind(timezone.now()) == 0
