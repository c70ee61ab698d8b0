"""What members write before a meeting: with their name, or without it in a table that holds no member.

An unnamed opinion has no writer, no time and no sequence; its id says nothing, and every new one writes the
rows of its meeting anew in the order of their ids (`actions`), so that the order in which a database keeps
them says nothing either. The reasons, and what remains, stand in docs/opinions.md.
"""

from __future__ import annotations

from django.db import models

from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.units.models import CellOwned


class Opinion(CellOwned):
    """An opinion with its writer's name. `subject_id` is the item of the agenda or the question it is about,
    `about` its words when it was written, because an agenda changes.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    subject_id = models.UUIDField(null=True)
    about = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    written_at = models.DateTimeField()
    helped_by_name = models.CharField(max_length=120, blank=True)  # who wrote it down for the member
    raised = models.BooleanField(default=False)

    class Meta:
        ordering = ["written_at", "id"]
        indexes = [models.Index(fields=["member", "-written_at"])]

    def __str__(self) -> str:
        return self.text


class UnnamedOpinion(CellOwned):
    """An opinion nobody can be found from. `id` is drawn from the meeting and a random key of the form."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    subject_id = models.UUIDField(null=True)
    about = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    raised = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
