"""Petitions people raise at a meeting, with the history of each until it was answered."""

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

    `entry_id` is the entry of the meeting's log that recorded it. Of what is said in a meeting, only this
    text goes up: a province that holds a petition sees it and its answers, never the statements.
    """

    class Status(models.TextChoices):
        OPEN = rules.OPEN, _("Waiting for an answer")
        ANSWERED = rules.ANSWERED, _("Answered, to be told")
        CLOSED = rules.CLOSED, pgettext_lazy("petition", "Closed")

    text = models.TextField()
    raised_on = models.DateField()
    raised_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="petitions")
    raised_by_name = models.CharField(max_length=120, blank=True)
    meeting_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    due_on = models.DateField(null=True)  # the day an answer is promised for
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["raised_on", "id"]
        indexes = [
            models.Index(fields=["cell", "status"]),
            models.Index(fields=["held_by", "status"]),
            models.Index(fields=["raised_by", "-raised_on"]),
        ]
        constraints = [models.UniqueConstraint(fields=["cell", "entry_id"], name="one_petition_an_entry")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("petitions:petition", args=[self.pk])

    def days_late(self, day: date) -> int:
        """Days past the promised day while nobody has answered."""
        return max(0, (day - self.due_on).days) if self.due_on and self.status == self.Status.OPEN else 0


class PetitionEvent(CellOwned):
    """Something that happened to a petition: `unit` did it, `to` holds it since. Rows are only added."""

    class What(models.TextChoices):
        RECORDED = "recorded", _("Raised at the meeting")
        PASSED_UP = "passed_up", _("Passed up")
        PROMISED = "promised", _("Answer promised")
        ANSWERED = "answered", _("Answered")
        SENT_BACK = "sent_back", _("Sent back")
        REOPENED = "reopened", _("Not settled: asked again")
        CLOSED = "closed", _("Closed: the person has the answer")

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=What)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # the day promised, of PROMISED
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["petition", "at"]), models.Index(fields=["to", "petition"])]
