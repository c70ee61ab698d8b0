"""Tasks people are reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sotay.assignments import rules
from sotay.assignments.models import Task
from sotay.kernel.periods import as_day
from sotay.notify.reminders import AT_ONCE, Coming


def coming(from_on: date, until_on: date) -> Iterator[Coming]:
    """Tasks in hand that are due between two days, to those they were given to."""
    tasks = Task.objects.filter(state=rules.OPEN, due_on__range=(from_on, until_on)).select_related("cell")
    tasks = tasks.prefetch_related("members").order_by("due_on", "pk")
    for task in tasks.iterator(chunk_size=AT_ONCE):
        if task.due_on is not None:
            yield Coming(
                thing=task.pk,
                on=task.due_on,
                unit=task.cell,
                to=tuple(member.pk for member in task.members.all()),
                url=task.get_absolute_url(),
                words={"text": task.text, "due": as_day(task.due_on)},
            )
