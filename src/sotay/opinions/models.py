"""What members write before a meeting: with their name, or without it in a table that holds no member.

An unnamed opinion has no writer, no time and no sequence; its id says nothing, and every new one writes the
rows of its meeting anew in the order of their ids (`actions`), so that the order in which a database keeps
them says nothing either. The reasons, and what remains, stand in docs/opinions.md.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from sotay.kernel.ids import new_id
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.units.models import CellOwned, Unit


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


class Survey(models.Model):
    """A few questions to the members of a cell, or of all cells below a unit, answered without names.

    `unit` asks and reads; with `about_leaders` it is the level above and asks about a cell's committee and
    its secretary, who never read it (S000).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    cell = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")  # None: all cells below
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    about_leaders = models.BooleanField(default=False)
    made_on = models.DateField()
    made_by_name = models.CharField(max_length=120)
    ends_on = models.DateField()

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["unit", "-made_on"])]

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(models.Model):
    """A question with its answers to choose from, or none for words of one's own. `counts` holds a number
    for each answer: there is no row for what one person chose.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    options = models.JSONField(default=list)
    counts = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class SurveyMember(models.Model):
    """Somebody who is asked, and whether they have answered: never when, and never with what.

    No index holds `has_answered`: PostgreSQL would then write the row of who answers otherwise than the rest.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="members")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "member"], name="asked_once_of_a_survey")]


class SurveyText(models.Model):
    """What somebody wrote to a question. All texts of a survey are written anew at every answer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = models.ForeignKey(SurveyQuestion, models.CASCADE, related_name="texts")
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
