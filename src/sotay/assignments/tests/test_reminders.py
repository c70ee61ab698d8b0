"""People are reminded of tasks that are due."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sotay.assignments.models import Task
from sotay.notify import reminders
from sotay.notify.models import Notice


def test_whoever_has_a_task_is_reminded_until_it_is_done(task, an):
    today = timezone.localdate()
    Task.objects.filter(pk=task.pk).update(due_on=today + timedelta(days=3))
    Notice.objects.all().delete()
    reminders.remind(timezone.now())
    reminders.remind(timezone.now())
    (notice,) = Notice.objects.filter(code="task.soon")
    assert notice.member_id in {member.pk for member in task.members.all()}
    Task.objects.filter(pk=task.pk).update(due_on=today, state="done")
    assert reminders.remind(timezone.now()) == 0
