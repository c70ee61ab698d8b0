"""Tasks a meeting gave, the people they were given to, and what was said of them since."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.assignments import rules
from sotay.members.models import Member
from sotay.units.models import CellOwned


class Task(CellOwned):
    """Something somebody is to do by a day. `entry_id` is the entry of the meeting's log that gave it."""

    class State(models.TextChoices):
        OPEN = rules.OPEN, _("In hand")
        REPORTED = rules.REPORTED, _("Reported done, to be confirmed")
        DONE = rules.DONE, _("Task done")
        DROPPED = rules.DROPPED, _("Dropped")

    text = models.TextField()
    given_on = models.DateField()
    due_on = models.DateField(null=True)
    meeting_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True)
    members: models.ManyToManyField[Member, TaskMember] = models.ManyToManyField(
        Member, through="TaskMember", related_name="tasks"
    )

    class Meta:
        ordering = ["given_on", "id"]
        indexes = [models.Index(fields=["cell", "state", "due_on"])]
        constraints = [models.UniqueConstraint(fields=["cell", "entry_id"], name="one_task_an_entry")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("assignments:task", args=[self.pk])

    @cached_property
    def people(self) -> list[Member]:
        """The members it was given to, by name; prefetch `members` for many tasks."""
        return sorted(self.members.all(), key=lambda member: (member.name_sort, member.pk))

    def names(self) -> str:
        """Who does it, as a page shows them; `queries.named` tells namesakes of the cell apart."""
        return ", ".join(member.shown for member in self.people)

    def days_late(self, day: date) -> int:
        return rules.days_late(self.state, self.due_on, day)


class TaskMember(CellOwned):
    """A member a task was given to."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="given_to")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "member"], name="given_once_to_each")]
        indexes = [models.Index(fields=["member", "task"])]


class TaskEvent(CellOwned):
    """Something that happened to a task, in the words of whoever did it. Rows are only ever added.

    `was` is how the task stood before, so that the newest can be undone; `entry_id` is the entry of
    a later meeting's log, when it was heard there.
    """

    class What(models.TextChoices):
        PROGRESS = "progress", pgettext_lazy("task", "Progress")
        REPORTED = "reported", _("Reported as done")
        CONFIRMED = "confirmed", _("Confirmed done")
        SENT_BACK = "sent_back", _("Sent back to be finished")
        EXTENDED = "extended", _("New deadline")
        DROPPED = "dropped", _("Task dropped")
        HEARD = "heard", _("Heard at a meeting")

    task = models.ForeignKey(Task, models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # the new deadline, of EXTENDED
    by_account_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120)
    assisted = models.BooleanField(default=False)  # said by an officer for the person given the task
    at = models.DateTimeField()
    meeting_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    was = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["task", "at"])]
        constraints = [models.UniqueConstraint(fields=["cell", "entry_id"], name="one_task_note_an_entry")]
