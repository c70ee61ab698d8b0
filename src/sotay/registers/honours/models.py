"""Badges from the cell's proposal to the award, and commendations of members and cells."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.members.models import Member
from sotay.registers.honours import rules
from sotay.units.models import CellOwned, Decided


class Badge(CellOwned):
    """A badge of a number of years in the Party, on its way through the levels."""

    class Status(models.TextChoices):
        PROPOSED = rules.PROPOSED, pgettext_lazy("badge", "Proposed by the cell")
        FORWARDED = rules.FORWARDED, pgettext_lazy("badge", "Sent on to the level above")
        AWARDED = rules.AWARDED, pgettext_lazy("badge", "Awarded")

    class Early(models.TextChoices):
        ILL = rules.ILL, pgettext_lazy("badge", "Gravely ill")
        DECEASED = rules.DECEASED, pgettext_lazy("badge", "Has died")

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    years = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.PROPOSED)
    due_on = models.DateField()
    ceremony_on = models.DateField()
    early = models.CharField(max_length=8, choices=Early, blank=True)
    corrected = models.BooleanField(default=False)  # the cell recognised that a fault was corrected
    proposed_on = models.DateField()
    proposed_by_name = models.CharField(max_length=120)
    forwarded_on = models.DateField(null=True)
    awarded_on = models.DateField(null=True)
    decision_no = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["ceremony_on", "id"]
        indexes = [models.Index(fields=["cell", "ceremony_on"])]
        constraints = [
            models.UniqueConstraint(fields=["commune_id", "member", "years"], name="one_badge_of_its_years")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.years}"


class Commendation(CellOwned, Decided):
    """Praise of a member, or of the cell itself when there is no member. A cell by itself only praises."""

    class Kind(models.TextChoices):
        PRAISE = "praise", _("Praise")
        MERIT = "merit", _("Commendation letter")
        CERTIFICATE = "certificate", _("Certificate of merit")
        HIGHER = "higher", _("Medal, order or title")

    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    reason = models.CharField(max_length=300)
    on = models.DateField()
    by_cell = models.BooleanField(default=False)
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["cell", "-on"])]

    def __str__(self) -> str:
        return self.reason
