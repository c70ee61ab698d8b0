"""Tasks, the people they were given to, what was said of them since, and a cell's assignments of a year.

A task comes of a meeting, of a leader between two meetings, or of the year's assignments (HD 38-HD/BTCTW,
section IV.2).
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.assignments import periods, rules
from sotay.library.models import Document
from sotay.members.models import Member
from sotay.units.models import CellOwned


class Task(CellOwned):
    """Something somebody is to do by a day. `entry_id` is the entry of the meeting's log that gave it."""

    class State(models.TextChoices):
        OPEN = rules.OPEN, _("In hand")
        REPORTED = rules.REPORTED, _("Reported done, to be confirmed")
        DONE = rules.DONE, _("Task done")
        DROPPED = rules.DROPPED, _("Dropped")

    class Kind(models.TextChoices):
        ONCE = periods.ONCE, _("Once")
        WEEKLY = periods.WEEKLY, _("Every week")
        MONTHLY = periods.MONTHLY, _("Every month")
        COMMITMENT = periods.COMMITMENT, _("Yearly commitment")

    text = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ONCE)
    given_on = models.DateField()
    due_on = models.DateField(null=True)
    meeting_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    year_list: models.ForeignKey[YearList | None, YearList | None] = models.ForeignKey(
        "YearList", models.PROTECT, null=True, related_name="tasks"
    )
    follower = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    asks_help = models.BooleanField(default=False)
    commitment = models.JSONField(default=dict)  # of COMMITMENT: words by the keys of `rules.COMMITTED`
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True)
    members: models.ManyToManyField[Member, TaskMember] = models.ManyToManyField(
        Member, through="TaskMember", related_name="tasks"
    )

    class Meta:
        ordering = ["given_on", "id"]
        indexes = [
            models.Index(fields=["cell", "state", "due_on"]),
            models.Index(fields=["state", "due_on"]),
        ]
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

    @property
    def repeats(self) -> bool:
        return periods.repeats(self.kind)

    @cached_property
    def reported_periods(self) -> set[date]:
        """First days of the weeks or months that were reported on; see `queries.with_periods`."""
        rows = self.__dict__.get("period_events")
        if rows is None:
            rows = self.events.filter(undone_at=None).exclude(period=None) if self.repeats else ()
        return {event.period for event in rows if event.period}

    def missing_periods(self, day: date) -> list[date]:
        """Weeks or months that are over and were not reported on, the oldest first."""
        if self.state != self.State.OPEN:
            return []
        return periods.missing(self.kind, self.given_on, self.due_on, self.reported_periods, day)


class TaskMember(CellOwned):
    """A member a task was given to, with their part of it where it is divided."""

    part = models.CharField(max_length=300, blank=True)
    part_done_on = models.DateField(null=True)
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
        PART = "part", _("A part reported as done")
        HELP = "help", _("Asked for help")
        HELPED = "helped", _("Help answered")
        HANDED = "handed", _("Handed over")
        ARRANGED = "arranged", _("Arranged otherwise")
        DIVIDED = "divided", _("Divided into parts")
        ATTACHED = "attached", _("Document attached")
        REWRITTEN = "rewritten", _("Commitment written again")

    task = models.ForeignKey(Task, models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # the new deadline, of EXTENDED
    period = models.DateField(null=True)  # first day of the week or month it reports on, of a repeating task
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")  # whose part; who had it
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


class TaskFile(CellOwned):
    """A document put to a task; the event says who put it there and when."""

    event = models.ForeignKey(TaskEvent, models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class YearList(CellOwned):
    """What a cell assigns its members in a year. Its lines become tasks when a resolution adopts them."""

    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["commune_id", "cell", "year"], name="one_list_a_year")]

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        return f"{reverse('assignments:year', args=[self.cell_id])}?year={self.year}"


class Adoption(CellOwned):
    """A resolution of the cell that adopted lines of the list: at the beginning of the year, or when it was
    adjusted since. `paper_id` is that paper where it was issued here."""

    year_list = models.ForeignKey(YearList, models.CASCADE, related_name="adoptions")
    resolution = models.CharField(max_length=120)
    adopted_on = models.DateField()
    paper_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["adopted_on", "id"]

    def __str__(self) -> str:
        return self.resolution


class YearLine(CellOwned):
    """One task of one member in the year's list; a draft until `adoption` names what adopted it."""

    year_list = models.ForeignKey(YearList, models.CASCADE, related_name="lines")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Task.Kind, default=Task.Kind.MONTHLY)
    text = models.CharField(max_length=500)
    due_on = models.DateField()
    follower = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    adoption = models.ForeignKey(Adoption, models.SET_NULL, null=True, related_name="lines")
    task = models.OneToOneField(Task, models.SET_NULL, null=True, related_name="line")

    class Meta:
        ordering = ["member__name_sort", "member", "id"]
        indexes = [models.Index(fields=["member", "year_list"])]

    def __str__(self) -> str:
        return self.text
