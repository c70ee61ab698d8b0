"""The score of a meeting: what people answered, what was verified, and a unit's own forms."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.meetings.models import Meeting
from sotay.units.models import CellOwned, CellType, Unit


class OwnForm(models.Model):
    """A unit's own scoring form, for the cells below it of some types and some kinds of meeting.

    `written` is {"deducts", "rows", "ratings"} as a regulation's file has them. A draft has no `from_on`;
    once in force the form is never changed, because meetings were scored by it: the next one takes its place.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    meeting_kinds = models.JSONField(default=list)  # of Meeting.Kind: "regular", "thematic"
    cell_types = models.JSONField(default=list)  # none: cells of every type
    written = models.JSONField(default=dict)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)  # the day the next one took its place, or it was withdrawn
    changed_at = models.DateTimeField(auto_now=True)
    changed_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-from_on", "-changed_at"]
        indexes = [models.Index(fields=["unit", "from_on"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scoring:form", args=[self.pk])

    def save(self, *args: object, **kwargs: object) -> None:
        if self.commune_id is None:
            self.commune_id = self.unit.commune_id
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_draft(self) -> bool:
        return self.from_on is None

    @property
    def types_shown(self) -> str:
        return ", ".join(str(CellType(each).label) for each in self.cell_types)


class ScoreSheet(CellOwned):
    """The score of one meeting. `said` and `verified` hold answers by the key of a row, as they were given.

    `facts` are those of the last time the records were looked at; a verified sheet is not looked at again.
    The form is `own_form`, or the point `form_key` of the regulation in force on the day of the meeting.
    """

    class Status(models.TextChoices):
        BEGUN = "begun", _("Being scored")
        PROPOSED = "proposed", _("Scored by the cell")
        VERIFIED = "verified", _("Verified")

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="score")
    month = MonthField()
    status = models.CharField(max_length=8, choices=Status, default=Status.BEGUN)
    own_form = models.ForeignKey(OwnForm, models.PROTECT, null=True, related_name="+")
    form_key = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    said = models.JSONField(default=dict)
    verified = models.JSONField(default=dict)
    own_total = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    rank = models.PositiveSmallIntegerField(default=0)  # place in the ratings of its form, 0 the best
    rating = models.CharField(max_length=100, blank=True)  # in the words of the form, Vietnamese
    proposed_at = models.DateTimeField(null=True)
    proposed_by_name = models.CharField(max_length=120, blank=True)
    verified_at = models.DateTimeField(null=True)
    verified_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-month", "id"]
        indexes = [models.Index(fields=["cell", "month"]), models.Index(fields=["status", "month"])]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.total}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:sheet", args=[self.meeting_id])

    @property
    def is_proposed(self) -> bool:
        return self.status != self.Status.BEGUN

    @property
    def is_verified(self) -> bool:
        return self.status == self.Status.VERIFIED


class ScoreEvent(CellOwned):
    """Something that was done to a score. Rows are only ever added: `changes` are [key, before, after,
    note]."""

    class What(models.TextChoices):
        SAID = "said", _("Rows answered")
        PROPOSED = "proposed", _("Scored by the cell")
        VERIFIED = "verified", _("Verified")
        REOPENED = "reopened", _("Verification taken back")
        RESCORED = "rescored", _("Scored by another form")

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="events")
    what = models.CharField(max_length=8, choices=What)
    changes = models.JSONField(default=list)
    total = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=120)
    by_account_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["sheet", "at"])]


class PeriodFigure(CellOwned):
    """The figure of a quarter or a year that an office entered by hand, where the rule says so."""

    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(default=0)  # 0: the whole year
    points = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["year", "quarter"]
        constraints = [
            models.UniqueConstraint(fields=["cell", "year", "quarter"], name="one_figure_a_cell_and_period")
        ]
