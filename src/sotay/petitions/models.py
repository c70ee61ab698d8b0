"""Petitions people raise at a meeting or between two, with the history of each until it was answered."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.members.models import Member
from sotay.petitions import rules
from sotay.units.models import CellOwned, Unit


class Petition(CellOwned):
    """What somebody asked for. `cell` is where it was raised, `held_by` the unit that has to act now.

    `entry_id` is the entry of the meeting's log that recorded it, or the key of the form it was raised with
    between two meetings. Of what is said in a meeting, only this text goes up: a province that holds a
    petition sees it and its answers, never the statements.
    """

    class Status(models.TextChoices):
        OPEN = rules.OPEN, _("Waiting for an answer")
        ANSWERED = rules.ANSWERED, _("Answered, to be told")
        CLOSED = rules.CLOSED, pgettext_lazy("petition", "Closed")
        JOINED = rules.JOINED, _("Answered together with another")

    class ShownTo(models.TextChoices):
        """Who reads the name of whoever raised it. Nobody sees more than that person chose."""

        ALL = "all", _("My cell and the leaders who deal with it")
        LEADERS = "leaders", _("Only the leaders of my cell")
        NOBODY = "nobody", _("Nobody: my name is on no page")

    text = models.TextField()
    field = models.CharField(
        max_length=300, blank=True
    )  # one of the unit's list at the time, as it was written
    place = models.CharField(max_length=200, blank=True)
    is_urgent = models.BooleanField(default=False)
    is_of_residents = models.BooleanField(default=False)  # passed on from people who are no members
    shown_to = models.CharField(max_length=10, choices=ShownTo, default=ShownTo.ALL)
    raised_on = models.DateField()
    raised_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="petitions")
    raised_by_name = models.CharField(max_length=120, blank=True)
    meeting_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    reply_by = models.DateField(null=True)  # by the regulation, from the day it came to its holder
    due_on = models.DateField(null=True)  # the day an answer is promised for
    reminded_for = models.DateField(null=True)  # the deadline its holder was reminded of
    escalated_for = models.DateField(null=True)  # the deadline whose passing was told, to the unit above too
    is_declined = models.BooleanField(default=False)  # the answer is that it cannot be taken on
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["raised_on", "id"]
        indexes = [
            models.Index(fields=["cell", "status"]),
            models.Index(fields=["held_by", "status"]),
            models.Index(fields=["raised_by", "-raised_on"]),
            models.Index(fields=["status", "reply_by"]),
        ]
        constraints = [models.UniqueConstraint(fields=["cell", "entry_id"], name="one_petition_an_entry")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("petitions:petition", args=[self.pk])

    @property
    def deadline(self) -> date | None:
        """By when an answer is due: the promised day, else the one of the regulation."""
        return self.due_on or self.reply_by

    def days_late(self, day: date) -> int:
        """Days past the deadline while nobody has answered."""
        if self.deadline is None or self.status != self.Status.OPEN:
            return 0
        return max(0, (day - self.deadline).days)


class PetitionEvent(CellOwned):
    """Something that happened to a petition: `unit` did it, `to` holds it since. Rows are only added."""

    class What(models.TextChoices):
        RECORDED = "recorded", _("Raised at the meeting")
        RAISED = "raised", _("Raised between two meetings")
        PASSED_UP = "passed_up", _("Passed up")
        PROMISED = "promised", _("Answer promised")
        ANSWERED = "answered", _("Answered")
        SENT_BACK = "sent_back", _("Sent back")
        REOPENED = "reopened", _("Not settled: asked again")
        CLOSED = "closed", _("Closed: the person has the answer")
        DECLINED = "declined", _("Not taken on")
        JOINED = "joined", _("Joined with another petition")
        SEPARATED = "separated", _("Taken apart again")
        WITHDRAWN = "withdrawn", _("Taken back by whoever raised it")

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # the day promised, of PROMISED
    task_to = models.CharField(max_length=120, blank=True)  # to whom it was given as a task, of PROMISED
    task_url = models.CharField(max_length=200, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["petition", "at"]), models.Index(fields=["to", "petition"])]
