"""The synthesis of a unit's month, from the first draft to the one that was sent up."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.units.models import Unit


class Synthesis(models.Model):
    """What a ward (or a province) reports of a month. Its words are a paper of kind "BC" (`papers`).

    `figures` are those it was built from; `edited_from` holds, by section, what was composed when somebody
    wrote over it, so that a page can say that the figures changed since. A correction after sending is a new
    row with the next version and the reason for it.
    Source: S001 (the ward synthesises before day 10 and reports up).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("synthesis", "Draft")
        SIGNED = "signed", _("Signed, not sent yet")
        SENT = "sent", _("Sent up")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = MonthField()
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    figures = models.JSONField(default=dict)
    edited_from = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)  # of a correction
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
        ordering = ["-month", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "version"], name="one_synthesis_a_month_and_version"
            )
        ]
        indexes = [models.Index(fields=["month", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month}"

    def get_absolute_url(self) -> str:
        return reverse("syntheses:synthesis", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_sent(self) -> bool:
        return self.status == self.Status.SENT

    @property
    def is_correction(self) -> bool:
        return self.version > 1
