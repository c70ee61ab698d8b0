"""A cell promises a day and gives the matter to a member as a task until then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sotay.assignments.agenda_source import TaskAgendaSource
from sotay.assignments.models import Task
from sotay.kernel.ids import new_id
from sotay.kernel.refusal import Refusal
from sotay.notify.models import Notice
from sotay.petitions import actions
from sotay.petitions.models import PetitionEvent


@pytest.fixture
def held(house, an):
    given = {"cell": house.cell, "by": an.actor, "text": "Đèn ngõ 5 hỏng", "level": "cell", "shown_to": "all"}
    return actions.raise_one(key=new_id(), field="", **given)


def promise(person, petition, **more):
    day = timezone.localdate() + timedelta(days=10)
    page = person.get(petition.get_absolute_url())
    seen = page.context["forms"]["promise"]["seen"].value()
    data = {"due_on": f"{day:%d/%m/%Y}", "seen": seen, **more}
    url = reverse("petitions:promise", args=[petition.pk])
    return person.post(url, {f"promise-{name}": value for name, value in data.items()})


def test_the_member_is_given_the_task_and_the_petition_leads_to_it(held, thu, lam, an):
    answer = promise(thu, held, doer=str(lam.member.pk), task="Liên hệ điện lực thay bóng")
    assert answer.status_code == 302
    task = Task.objects.get()
    assert (task.text, task.due_on) == (
        "Liên hệ điện lực thay bóng",
        timezone.localdate() + timedelta(days=10),
    )
    assert [member.pk for member in task.members.all()] == [lam.member.pk]
    assert Notice.objects.filter(member=lam.member, code="task.given").count() == 1
    page = an.get(held.get_absolute_url()).text
    assert task.get_absolute_url() in page
    assert lam.member.full_name in page


def test_without_a_member_it_is_a_day_alone(held, thu):
    assert promise(thu, held).status_code == 302
    assert not Task.objects.exists()
    assert PetitionEvent.objects.filter(what="promised", task_url="").exists()


def test_a_task_without_words_or_for_a_stranger_is_refused_and_nothing_is_promised(held, thu, lam, dung):
    assert promise(thu, held, doer=str(lam.member.pk), task=" ").status_code == 422
    assert promise(thu, held, doer=str(dung.member.pk), task="Việc").status_code == 422
    assert promise(thu, held, doer="x", task="Việc").status_code == 422
    assert promise(thu, held, task="Việc").status_code == 422
    assert not Task.objects.exists()
    assert not PetitionEvent.objects.filter(what="promised").exists()


def test_an_office_above_has_no_tasks_to_give(held, thu, binh, lam):
    actions.pass_up(petition=held, by=thu.actor, because="Việc của phường")
    assert 'name="promise-doer"' not in binh.get(held.get_absolute_url()).text
    day = timezone.localdate() + timedelta(days=5)
    with pytest.raises(Refusal):
        actions.promise(petition=held, by=binh.actor, due_on=day, doer=lam.member, task="Việc")
    assert not Task.objects.exists()


def test_the_task_comes_to_the_next_meeting(held, thu, lam, house):
    promise(thu, held, doer=str(lam.member.pk), task="Liên hệ điện lực")
    (item,) = TaskAgendaSource().open_for(house.cell, timezone.localdate())
    assert "Liên hệ điện lực" in str(item)
