"""What a committee sends its cells: the guidance of a month and the numbered bulletin, and who read it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.guidance import rules
from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.kernel.tree import ancestors
from sotay.library.models import Document
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.units.models import CellOwned, CellType, Unit


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    def sent(self) -> GuidanceQuerySet:
        return self.filter(status=Guidance.Status.SENT)

    def for_cell(self, cell: Unit) -> GuidanceQuerySet:
        """Sent by a unit above the cell, for all cells or for its type."""
        own = models.Q(cell_types="") | models.Q(cell_types__contains=f",{cell.cell_type},")
        return self.sent().filter(own, unit__path__in=ancestors(cell.path))


class Guidance(models.Model):
    """A month's summary, orientation, topics and questions, written once for the cells below a unit.

    A bulletin is the same without topics and questions, with a number in its unit's series of the year.
    Source: DOMAIN 2.6 (before day 1 of the month), DOMAIN-2 section 6 (a numbered letter to cells).
    """

    class Kind(models.TextChoices):
        GUIDANCE = "guidance", _("Guidance")
        BULLETIN = "bulletin", _("Bulletin")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.GUIDANCE)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    month = MonthField()
    year = models.PositiveSmallIntegerField()  # of the series its number is in
    number = models.PositiveIntegerField(null=True)  # of a bulletin, given when it is sent
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)
    orientation = models.TextField(blank=True)
    cell_types = models.CharField(max_length=160, blank=True)  # ",office,students,"; '' for all cells
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=120)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=120, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-created_at"]
        indexes = [models.Index(fields=["unit", "month"])]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "number"],
                condition=models.Q(number__isnull=False),
                name="one_bulletin_a_number",
            )
        ]

    def __str__(self) -> str:
        said = {"month": self.month.label(), "number": self.number, "year": self.year}
        if not self.is_bulletin:
            return gettext("Guidance for %(month)s") % said
        return (gettext("Bulletin no. %(number)s/%(year)s") if self.number else gettext("Bulletin")) % said

    def get_absolute_url(self) -> str:
        return reverse("guidance:letter", args=[self.pk])

    @property
    def is_bulletin(self) -> bool:
        return self.kind == self.Kind.BULLETIN

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.status == self.Status.SENT

    @property
    def types(self) -> list[str]:
        return rules.split(self.cell_types)

    @property
    def audience(self) -> str:
        """For which cells it is, in words."""
        labels = [str(CellType(each).label) for each in self.types]
        return ", ".join(labels) or gettext("All cells")

    def is_for(self, cell: Unit) -> bool:
        return not self.cell_types or cell.cell_type in self.types


class GuidancePaper(models.Model):
    """A document that goes with guidance or a bulletin; `Document.about_id` is the guidance."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    guidance = models.ForeignKey(Guidance, models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]


class GuidanceTopic(models.Model):
    """Suggested content: it becomes an item of the agenda a cell drafts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    guidance = models.ForeignKey(Guidance, models.CASCADE, related_name="topics")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    compulsory = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class GuidanceQuestion(models.Model):
    """A question members think over before the meeting."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    guidance = models.ForeignKey(Guidance, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class Reading(CellOwned):
    """A leader of a cell opened the letter, or a member of it the digest; the first time counts."""

    class Page(models.TextChoices):
        LETTER = "letter", _("Guidance")
        DIGEST = "digest", _("Digest")

    guidance = models.ForeignKey(Guidance, models.CASCADE, related_name="readings")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    page = models.CharField(max_length=6, choices=Page)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["guidance", "page", "cell", "member"], name="one_reading_a_page_and_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.page}"


class LeftOut(CellOwned):
    """What a cell took off the agenda of a meeting, with the reason of a compulsory topic.

    `source_id` is the topic's id, or that of the guidance for the item that stands for the whole.
    """

    guidance = models.ForeignKey(Guidance, models.CASCADE, related_name="left_out")
    source_id = models.UUIDField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "source_id"], name="left_out_once_of_a_meeting")
        ]

    def __str__(self) -> str:
        return str(self.source_id)
