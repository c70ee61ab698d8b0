"""What an overseer saw at a meeting of a cell, what they recommend, and what the cell answers.

Who oversees which cell is an appointment (`members.models.Appointment`) and kept nowhere else.
"""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.oversight import rules
from sotay.units.models import CellOwned


class Observation(CellOwned):
    """One overseer's account of one meeting. `cell` is the cell they oversee.

    Until it is sent only its writer sees it, and `proposals` holds the recommendations as they are typed, one
    a line. Once sent it is never changed: notes and further recommendations are added.
    """

    class Attended(models.TextChoices):
        WHOLE = rules.WHOLE, _("From beginning to end")
        PART = rules.PART, _("Part of it")
        NOT = rules.NOT, _("Did not attend")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="observations")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="observations")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")  # of who is in no cell
    by_name = models.CharField(max_length=120)
    attended = models.CharField(max_length=5, choices=Attended)
    text = models.TextField(blank=True)
    proposals = models.TextField(blank=True)
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-meeting__planned_at", "id"]
        indexes = [models.Index(fields=["cell", "sent_at"]), models.Index(fields=["member", "sent_at"])]
        constraints = [
            models.UniqueConstraint(fields=["commune_id", "meeting", "member"], name="one_observation_each"),
            models.UniqueConstraint(
                fields=["commune_id", "meeting", "account"], name="one_observation_an_account"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("oversight:observation", args=[self.pk])

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


class Remark(CellOwned):
    """What the overseer added to an observation after it was sent. Rows are only added."""

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="remarks")
    text = models.TextField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class Recommendation(CellOwned):
    """A numbered recommendation of an observation that was sent, with the cell's answer.

    `acknowledged_at` is when an overseer of the cell took note of the answer: from then on it stands.
    """

    class Status(models.TextChoices):
        OPEN = rules.OPEN, _("Not answered yet")
        ACCEPTED = rules.ACCEPTED, _("Accepted")
        DECLINED = rules.DECLINED, _("Not accepted")

    observation = models.ForeignKey(Observation, models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=rules.LONGEST)
    made_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    answer = models.TextField(blank=True)  # what is done, or why not
    due_on = models.DateField(null=True)  # by when, of what is accepted
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["observation", "number"]
        indexes = [models.Index(fields=["cell", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["observation", "number"], name="one_recommendation_a_number")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
