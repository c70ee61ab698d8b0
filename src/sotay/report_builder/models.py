"""Reports kept under a name, whom they are shared with, and who has opened one since it was last ready."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from sotay.accounts.models import Account
from sotay.kernel.ids import new_id
from sotay.kernel.text import tidy
from sotay.units.models import Unit

BELOW, ABOVE = "below", "above"
"""Audiences of a report besides the roles at its unit."""


class SavedReport(models.Model):
    """What a person asks of the figures of a unit, under a name. `query` is the address without the unit.

    `monthly_on` is the day of the month on which it is ready for everybody who reads it, in the months from
    `monthly_from` on; `ready_on` when it last was. A deleted one is kept for a while and can
    come back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    owner = models.ForeignKey(Account, models.CASCADE, related_name="saved_reports")
    owner_name = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=240, editable=False)
    query = models.TextField()
    monthly_on = models.PositiveSmallIntegerField(null=True)
    monthly_from = models.DateField(null=True)
    ready_on = models.DateField(null=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "unit", "name_key"],
                condition=Q(deleted_at=None),
                name="one_saved_report_of_a_name",
            )
        ]
        indexes = [models.Index(fields=["unit", "ready_on"]), models.Index(fields=["deleted_at"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = key_of(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("report_builder:saved", args=[self.pk])


class ReportShare(models.Model):
    """Whom a report is shared with: units BELOW or ABOVE its own, or everybody of a role at it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(SavedReport, models.CASCADE, related_name="shares")
    audience = models.CharField(max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "audience"], name="a_report_is_shared_once")]

    def __str__(self) -> str:
        return self.audience


class ReportOpening(models.Model):
    """That somebody opened a report which was ready since a day, so that Today no longer asks them to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(SavedReport, models.CASCADE, related_name="openings")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    ready_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "account"], name="one_opening_of_a_report")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.ready_on}"


def key_of(name: str) -> str:
    """Names that differ only in capitals or spaces are one."""
    return tidy(name).casefold()[:240]
