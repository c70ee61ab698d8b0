"""The day a cell asks for, and what its committee made of it; addresses at which calendars are followed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.members.models import Member
from sotay.units.models import CellOwned, Unit


class MeetingDate(CellOwned):
    """Day, hour, place and topic a cell registers for its regular meeting of a month.

    Source: DOMAIN-2 section 6 (An Giang, Hà Nội): registered by a day of the month before, approved or moved
    by another, then announced in one notice. `asked_at` stays what the cell asked for when the committee
    moves it.
    """

    class Status(models.TextChoices):
        REGISTERED = "registered", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        MOVED = "moved", _("Moved by the committee")

    month = MonthField()
    status = models.CharField(max_length=10, choices=Status, default=Status.REGISTERED)
    planned_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was moved
    registered_at = models.DateTimeField()
    registered_by_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["planned_at"]
        constraints = [models.UniqueConstraint(fields=["cell", "month"], name="one_date_a_cell_and_month")]
        indexes = [models.Index(fields=["commune_id", "month"])]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.month}"

    @property
    def is_decided(self) -> bool:
        return self.status != self.Status.REGISTERED


class PlannedTheme(models.Model):
    """A theme planned for a month: by a cell for itself, or by a unit above for its cells, all or some.

    Two or more named hold it as a joint theme. Source: DOMAIN 2.3, planned at the start of year and quarter.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = MonthField()
    title = models.CharField(max_length=200)
    aim = models.CharField(max_length=500, blank=True)
    presenter = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")  # of a cell's own
    cells: models.ManyToManyField[Unit, models.Model] = models.ManyToManyField(Unit, related_name="+")
    planned_at = models.DateTimeField(auto_now_add=True)
    planned_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["month", "planned_at", "id"]
        indexes = [models.Index(fields=["unit", "month"])]

    def __str__(self) -> str:
        return self.title

    @property
    def is_joint(self) -> bool:
        return len(self.cells.all()) > 1


class CalendarFeed(models.Model):
    """A secret address at which a calendar program follows meetings: a person's own, or a unit's.

    Only a digest of the secret is kept, so the address is shown once. What it shows is what its owner may see
    on the day it is asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="calendar_feeds")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")  # None: one's own meetings
    secret_sha256 = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(null=True)  # when a program last came for it

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.pk)
