"""A cell's month in figures, kept in the transaction that changes its meeting (DESIGN, idea 6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.fields import MonthField
from sotay.meetings.models import Meeting
from sotay.units.models import CellOwned


class CellMonth(CellOwned):
    """The figures of a cell's regular meeting of one month. A month without a meeting has no row.

    Every level above reads sums of these rows and never the meetings. `docs/figures.md` says what each
    figure counts; nothing here tells who said what.
    """

    class State(models.TextChoices):
        SET_UP = Meeting.Stage.PREPARING.value, _("Set up, not opened yet")
        OPEN = Meeting.Stage.OPEN.value, _("In session")
        CLOSED = Meeting.Stage.CLOSED.value, _("Held, waiting for signatures")
        SIGNED = Meeting.Stage.SIGNED.value, _("Signed, not reported yet")
        REPORTED = Meeting.Stage.REPORTED.value, pgettext_lazy("month", "Reported")

    month = MonthField()
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    base = models.PositiveSmallIntegerField(default=0)
    present = models.PositiveSmallIntegerField(default=0)
    excused = models.PositiveSmallIntegerField(default=0)
    unexcused = models.PositiveSmallIntegerField(default=0)
    in_hall = models.PositiveSmallIntegerField(default=0)
    spoke = models.PositiveSmallIntegerField(default=0)
    minutes_held = models.PositiveSmallIntegerField(default=0)
    items = models.PositiveSmallIntegerField(default=0)
    items_begun = models.PositiveSmallIntegerField(default=0)
    tasks_given = models.PositiveSmallIntegerField(default=0)
    tasks_heard = models.PositiveSmallIntegerField(default=0)
    tasks_done = models.PositiveSmallIntegerField(default=0)
    petitions_raised = models.PositiveSmallIntegerField(default=0)
    petitions_above = models.PositiveSmallIntegerField(default=0)
    papers_a_day_ahead = models.BooleanField(null=True)  # None until it is opened
    reported_within_days = models.BooleanField(null=True)  # None until it is reported

    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["cell", "month"], name="one_row_a_cell_and_month")]
        indexes = [models.Index(fields=["commune_id", "month"]), models.Index(fields=["month", "cell"])]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.month}"
