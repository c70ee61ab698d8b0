"""Rounds of inspection, what a cell says of itself, the record, and the demands until they are closed."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.inspections import rules
from sotay.kernel.ids import new_id
from sotay.members.models import Member
from sotay.units.models import CellOwned, Unit


class YearPlan(models.Model):
    """The programme of inspection and supervision of a unit for a year: which rounds in which quarter."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="one_plan_a_unit_and_year")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    def get_absolute_url(self) -> str:
        return f"{reverse('inspections:plan', args=[self.unit_id])}?year={self.year}"


class PlannedRound(models.Model):
    """A round of a year's programme. The rounds begun from it point to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="lines")
    quarter = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=11)
    subject = models.CharField(max_length=200)
    cells = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["quarter", "id"]

    def __str__(self) -> str:
        return self.subject

    def get_kind_display(self) -> str:
        return str(dict(Round.Kind.choices).get(self.kind, self.kind))


class Round(models.Model):
    """One decision of a unit above cells to inspect or supervise some of them.

    `seed` is drawn once when the round is begun, so that a choice at random can be worked out again and not
    be repeated until it pleases.
    """

    class Kind(models.TextChoices):
        INSPECTION = "inspection", _("Inspection")
        SUPERVISION = "supervision", _("Supervision")

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("round", "Draft")
        ANNOUNCED = "announced", pgettext_lazy("round", "Announced")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=11, choices=Kind)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    signed_by = models.CharField(max_length=120)
    report_by = models.DateField()  # by when a cell sends its report on itself
    seed = models.CharField(max_length=16)
    planned = models.ForeignKey(PlannedRound, models.SET_NULL, null=True, related_name="rounds")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=120)
    announced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "-quarter", "-created_at"]
        indexes = [models.Index(fields=["unit", "year", "quarter"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("inspections:round", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class TeamMember(models.Model):
    """Somebody of the team of a round; one of them leads it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="team")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        ordering = ["-leads", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="once_in_a_team")]
        indexes = [models.Index(fields=["member", "round"])]

    def __str__(self) -> str:
        return str(self.member_id)


class Inspection(CellOwned):
    """A cell in a round: why it was chosen, its report on itself, the team's record and conclusion.

    What the team writes is seen by the team and the office alone until it concludes; then the leaders of the
    cell read it, and once it is published the leaders of every cell below the unit.
    """

    class Basis(models.TextChoices):
        LONGEST = rules.LONGEST, _("Longest without an inspection")
        LATE = rules.LATE, _("Reports late or missing")
        RANDOM = rules.RANDOM, _("At random")
        HAND = rules.HAND, _("By hand, with a reason")

    round = models.ForeignKey(Round, models.CASCADE, related_name="inspections")
    basis = models.CharField(max_length=7, choices=Basis)
    reason = models.CharField(max_length=300)  # as it stood when the cell was chosen
    short = models.BooleanField(default=False)  # the short track of papers, for a cell without a committee
    reported_at = models.DateTimeField(null=True)
    reported_by_name = models.CharField(max_length=120, blank=True)
    verified_on = models.DateField(null=True)
    strengths = models.TextField(blank=True)
    weaknesses = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    written_at = models.DateTimeField(null=True)
    written_by_name = models.CharField(max_length=120, blank=True)
    concluded_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["commune_id", "round", "cell"], name="one_inspection_a_round")
        ]
        indexes = [models.Index(fields=["cell", "concluded_at"]), models.Index(fields=["published_at"])]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("inspections:inspection", args=[self.pk])

    @property
    def is_concluded(self) -> bool:
        return self.concluded_at is not None


class OutlineAnswer(CellOwned):
    """The cell's answer to a question of the outline, with what the program had answered when it was sent."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60)
    program = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["inspection", "key"], name="one_answer_a_question")]

    def __str__(self) -> str:
        return self.key


class Demand(CellOwned):
    """A numbered demand of a conclusion with the day to report back. A draft's are kept here too."""

    class Status(models.TextChoices):
        OPEN = rules.OPEN, _("To be carried out")
        ANSWERED = rules.ANSWERED, _("Reported, to be accepted")
        CLOSED = rules.CLOSED, pgettext_lazy("demand", "Closed")

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="demands")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=rules.LONGEST_LINE)
    due_on = models.DateField(null=True)  # always there once it is concluded
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)

    class Meta:
        ordering = ["inspection", "number"]
        indexes = [models.Index(fields=["cell", "status"])]
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="one_demand_a_number")]

    def __str__(self) -> str:
        return self.text

    def days_late(self, day: date) -> int:
        return rules.days_late(self.status, self.due_on, day) if self.due_on else 0


class DemandEvent(CellOwned):
    """What the cell reported of a demand and what the team said to it. Rows are only added."""

    class What(models.TextChoices):
        ANSWERED = "answered", _("Reported by the cell")
        SENT_BACK = "sent_back", _("Sent back")
        CLOSED = "closed", _("Accepted: the demand is closed")

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="events")
    what = models.CharField(max_length=9, choices=What)
    text = models.TextField(blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.what


class RecordedPaper(CellOwned):
    """A paper of the file of an inspection, or of a unit's programme for a year.

    `cell` is the unit or the cell that issues it; its words are an `IssuedPaper` about this row. `key` is its
    name in the record set ("KT7"), `content` what the program fills it from.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="papers")
    plan = models.ForeignKey(YearPlan, models.PROTECT, null=True, related_name="papers")
    key = models.CharField(max_length=4)
    content = models.CharField(max_length=20)
    kind = models.CharField(max_length=4)
    by = models.CharField(max_length=4)
    to_cell = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=120)
    issued_at = models.DateTimeField(null=True)
    signer_name = models.CharField(max_length=120, blank=True)
    number_text = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune_id", "inspection", "key"], name="one_paper_a_place_in_the_file"
            ),
            models.CheckConstraint(
                name="a_paper_of_an_inspection_or_a_plan",
                condition=models.Q(inspection__isnull=False, plan=None)
                | models.Q(inspection=None, plan__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:paper", args=[self.pk])

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None
