"""Forms of statistics as units filled them in, and what a unit above called for."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.ids import new_id
from sotay.statistics import official
from sotay.statistics.official import FormTemplate
from sotay.statistics.rules import Period
from sotay.units.models import Unit


class FormReturn(models.Model):
    """A form as a unit filled it in for a period. `template` is the wording it was filled by.

    `numbers` are all its cells, by "row.column"; those of `entered` people typed. Approved, it no longer
    changes, and `fingerprint` is that of its numbers. A correction after sending is a new row with the next
    version.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("statistics", "Draft")
        APPROVED = "approved", pgettext_lazy("statistics", "Approved, not sent yet")
        SENT = "sent", pgettext_lazy("statistics", "Sent up")

    class Basis(models.TextChoices):
        COUNTED = "counted", _("Counted from the members below")
        SENT = "sent", _("Added up from the forms that were sent")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    form = models.CharField(max_length=20)  # the id of its template
    template = models.CharField(max_length=40)  # and the version of it
    period = models.CharField(max_length=7)  # '2026-Q4'
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFT)
    basis = models.CharField(max_length=7, choices=Basis, default=Basis.COUNTED)
    as_of = models.DateField()
    numbers = models.JSONField(default=dict)
    entered = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)  # of a correction
    counted_at = models.DateTimeField()
    counted_by_name = models.CharField(max_length=120)
    prepared_by = models.CharField(max_length=120, blank=True)  # as printed: "Người lập biểu"
    approved_by = models.CharField(max_length=120, blank=True)  # "Duyệt biểu"
    approved_at = models.DateTimeField(null=True)
    recorded_by_name = models.CharField(max_length=120, blank=True)  # who pressed the button
    fingerprint = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-period", "form", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune_id", "unit", "form", "period", "version"],
                name="one_form_a_period_and_version",
            )
        ]
        indexes = [models.Index(fields=["period", "form", "status"])]

    def __str__(self) -> str:
        return f"{self.form} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("statistics:form", args=[self.pk])

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
    def of(self) -> Period:
        return Period.parse(self.period)

    @property
    def wording(self) -> FormTemplate:
        """The template it was filled by. Raises LookupError when the program no longer knows it."""
        found = official.version(self.template)
        if found is None:
            raise LookupError(self.template)
        return found


class FormCall(models.Model):
    """What a unit asked of those below for a period: which forms, and by when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    forms = models.JSONField(default=list)
    due_on = models.DateField()
    called_at = models.DateTimeField()
    called_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["commune_id", "unit", "period"], name="one_call_a_period")
        ]

    def __str__(self) -> str:
        return self.period

    @property
    def of(self) -> Period:
        return Period.parse(self.period)
