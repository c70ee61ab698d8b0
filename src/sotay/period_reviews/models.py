"""An interim or final review of a unit, from its first draft to the one that was sent up."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.period_reviews.rules import Period
from sotay.units.models import Unit


class PeriodReview(models.Model):
    """What a unit reports of a longer time. Its words are a paper of kind "BC" (`papers`).

    `sentences` are those drafted by rules, each with its rule and figures as they were then; `own` those
    people added. `order` holds keys by section, `removed` the keys of sentences left out, `edited_from` what
    was drafted when somebody wrote over it. What people wrote over a sentence is an edit of the paper. A
    correction after sending is a new row of the same `series` with the next version.
    Source: S002 (interim review of a resolution, 2015-2018); DOMAIN 7 (sơ kết, tổng kết).
    """

    class Kind(models.TextChoices):
        INTERIM = "interim", _("Interim review")
        FINAL = "final", _("Final review")

    class PeriodKind(models.TextChoices):
        HALF_YEAR = "half_year", _("Half a year")
        YEAR = "year", pgettext_lazy("period", "A year")
        TERM = "term", _("A term")
        YEARS = "years", _("Years of a scheme")
        MONTHS = "months", _("From one month to another")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("review", "Draft")
        SIGNED = "signed", pgettext_lazy("review", "Signed, not sent yet")
        SENT = "sent", pgettext_lazy("review", "Sent up")
        DROPPED = "dropped", pgettext_lazy("review", "Given up")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    series = models.UUIDField(editable=False)  # id of its first version
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=7, choices=Kind)
    title = models.CharField(max_length=200)
    subject = models.CharField(max_length=300, blank=True)  # the resolution or scheme it reviews
    subject_key = models.CharField(max_length=200)
    period_kind = models.CharField(max_length=9, choices=PeriodKind)
    first = MonthField()
    last = MonthField()
    due_on = models.DateField()
    status = models.CharField(max_length=7, choices=Status, default=Status.DRAFT)
    figures = models.JSONField(default=dict)
    sentences = models.JSONField(default=list)
    own = models.JSONField(default=list)
    order = models.JSONField(default=dict)
    removed = models.JSONField(default=list)
    edited_from = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)  # of a correction
    started_at = models.DateTimeField()
    built_at = models.DateTimeField()
    built_by_name = models.CharField(max_length=120)
    signer_name = models.CharField(max_length=120, blank=True)
    number_text = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField(null=True)  # first, by the office it was sent to
    opened_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-last", "-first", "-started_at", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "series", "version"], name="one_version_of_a_period_review"
            )
        ]
        indexes = [
            models.Index(fields=["unit", "status", "due_on"]),
            models.Index(fields=["unit", "last"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.first} {self.last}"

    def get_absolute_url(self) -> str:
        return reverse("period_reviews:review", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.period_kind, self.first, self.last)

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.status == self.Status.SENT

    @property
    def is_correction(self) -> bool:
        return self.version > 1

    @property
    def kind_name(self) -> str | Promise:
        return self.Kind(self.kind).label
