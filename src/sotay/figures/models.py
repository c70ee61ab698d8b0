"""A month in figures: of a cell as its meetings and its work leave it, and of every unit above as sums
(DESIGN, idea 6).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.figures.catalog import Counts, DayCounts, Work
from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.units.models import CellOwned, Unit

REGULAR = "regular"
"""The kind of meeting every cell holds every month: the row boards begin with."""


class CellMonth(CellOwned, Counts):
    """A cell's month, a row for each kind of meeting it held or plans in it.

    `meeting_id` and the times are those of the kind's meeting in the month, the latest where there are
    several.
    """

    class Status(models.TextChoices):
        SET_UP = "preparing", _("Set up, not opened yet")
        OPEN = "open", _("In session")
        CLOSED = "closed", _("Held, waiting for signatures")
        SIGNED = "signed", _("Signed, not reported yet")
        REPORTED = "reported", pgettext_lazy("month", "Reported")

    month = MonthField()
    kind = models.CharField(max_length=14)
    meeting_id = models.UUIDField()
    status = models.CharField(max_length=10, choices=Status)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-month", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["cell", "month", "kind"], name="one_row_a_cell_month_and_kind")
        ]
        indexes = [
            models.Index(fields=["commune_id", "month"]),
            models.Index(fields=["month", "cell"]),
            models.Index(fields=["changed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.month} {self.kind}"

    @property
    def papers_a_day_ahead(self) -> bool | None:
        """Whether members could read everything in time; None until it is opened."""
        return bool(self.papers_ahead) if self.opened else None

    @property
    def reported_within_days(self) -> bool | None:
        """Whether the report came in time; None until it is sent."""
        return bool(self.reported_in_time) if self.reported else None


class UnitMonth(Counts):
    """The sums of the cells below a unit in a month, for each kind of meeting, as of `as_of`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="months")
    month = MonthField()
    kind = models.CharField(max_length=14)
    cells = models.PositiveIntegerField(default=0)  # in use in that month, with or without a meeting
    with_meeting = models.PositiveIntegerField(default=0)  # cells that have a meeting of the kind
    late = models.PositiveIntegerField(default=0)  # set up, their hour has passed as of `as_of`
    as_of = models.DateTimeField()

    class Meta:
        ordering = ["-month", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month", "kind"], name="one_row_a_unit_month_and_kind")
        ]
        indexes = [models.Index(fields=["month", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month} {self.kind}"


class UnitDay(DayCounts):
    """The sums of the regular meetings of one day below a unit, as of `as_of`: what a board of the day reads.

    A meeting is of the day it was opened, before that of the day it is planned for. `month` is the meeting's,
    because a month is added up as a whole.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="days")
    month = MonthField()
    day = models.DateField()
    late = models.PositiveIntegerField(default=0)  # set up, their hour has passed as of `as_of`
    as_of = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month", "day"], name="one_row_a_unit_month_and_day")
        ]
        indexes = [models.Index(fields=["day", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class CellWork(CellOwned, Work):
    """A cell's month apart from its meetings. There is one for every month since the first one kept."""

    month = MonthField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["cell", "month"], name="one_work_row_a_cell_month")]
        indexes = [models.Index(fields=["month", "cell"])]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.month}"


class UnitWork(Work):
    """The sums of `CellWork` of the cells below a unit in a month, as of `as_of`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="work_months")
    month = MonthField()
    as_of = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="one_work_row_a_unit_month")]
        indexes = [models.Index(fields=["month", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month}"


class CellBreakdown(CellOwned):
    """One key of a figure of `catalog.BREAKDOWNS` in a cell's month. Keys without a number have no row."""

    month = MonthField()
    figure = models.CharField(max_length=40)
    key = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["-month", "figure", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "month", "figure", "key"], name="one_number_a_cell_month_and_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.month} {self.figure}"


class UnitBreakdown(models.Model):
    """The sums of `CellBreakdown` of the cells below a unit in a month."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    month = MonthField()
    figure = models.CharField(max_length=40)
    key = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["-month", "figure", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "figure", "key"], name="one_number_a_unit_month_and_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month} {self.figure}"


class Check(models.Model):
    """A sample of cells that was worked out again one night, drawn by `seed`. Nothing is put right by it.

    `differences` are the first that were found. `settled_at` is when `sotay rebuild-figures` put them right.
    """

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    seed = models.CharField(max_length=16)
    cells = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()  # rows
    differences = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.seed}"


class Refill(models.Model):
    """How far the figures of an older version were worked out again by this one (`refill`)."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    beyond = models.UUIDField(null=True)  # the last cell that was done
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.version)
