"""Schemes such as model cells: what a unit above asks for, and the way of each cell that takes part."""

from __future__ import annotations

from datetime import date

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.ids import new_id
from sotay.members.models import Member
from sotay.papers.models import IssuedPaper
from sotay.schemes import measures, rules
from sotay.units.models import CellOwned, CellType, Unit


class Scheme(models.Model):
    """What a unit above cells asks of them over some years. Nothing of it is a rule of the program: a unit
    writes its own. Once a year of it is called, its criteria stay as they are.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("scheme", "Draft")
        CALLED = "called", pgettext_lazy("scheme", "Running")
        CLOSED = "closed", pgettext_lazy("scheme", "Ended")

    class Decides(models.TextChoices):
        COMMUNE = "commune", _("The ward or commune committee of the cell")
        ISSUER = "issuer", _("The committee that issued the scheme")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)  # the paper it was issued by: number, day, kind
    text = models.TextField(blank=True)
    year_from = models.PositiveSmallIntegerField()
    year_until = models.PositiveSmallIntegerField()
    cell_types = models.JSONField(default=list)  # values of CellType; empty: every kind
    decides = models.CharField(max_length=7, choices=Decides, default=Decides.COMMUNE)
    origin = models.CharField(max_length=300, blank=True)  # of a worked example: its source and its doubt
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=120)
    called_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["unit", "status"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("schemes:scheme", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def kinds(self) -> list[str]:
        """The kinds of cell it is for, in words; none named for every kind."""
        labels = dict(CellType.choices)
        return [str(labels[kind]) for kind in self.cell_types if kind in labels]

    def is_for(self, cell: Unit) -> bool:
        return not self.cell_types or cell.cell_type in self.cell_types


class Criterion(models.Model):
    """One thing a cell must reach: computed from its figures of the year, or judged by people."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=rules.LONGEST_LINE)
    measure = models.CharField(max_length=20, blank=True)  # a key of `measures.MEASURES`; empty: by people
    least = models.PositiveIntegerField(null=True)  # percent, or a number, as the measure says

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="one_criterion_a_number")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_computed(self) -> bool:
        return bool(self.measure)

    @property
    def asked(self) -> str:
        """What is computed and how much is needed, in words; '' for one judged by people."""
        measure = measures.MEASURES.get(self.measure)
        return measure.asked(self.least or 0) if measure else ""


class Quota(models.Model):
    """At most so many cells a year. Above it the program warns and stops nobody."""

    class Scope(models.TextChoices):
        ALL = "all", _("In the whole scheme")
        UNIT = "unit", _("In each ward or commune")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="quotas")
    position = models.PositiveSmallIntegerField()
    cell_type = models.CharField(max_length=20, choices=CellType, blank=True)  # empty: every kind
    scope = models.CharField(max_length=4, choices=Scope)
    most = models.PositiveIntegerField()
    percent = models.BooleanField(default=False)  # `most` is a percentage of the cells in use

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.most}{'%' if self.percent else ''}"


class SchemeYear(models.Model):
    """A year of a scheme with its days. Recognition is for one year and holds until `valid_until`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    register_by = models.DateField()
    review_on = models.DateField(null=True)  # the review in the middle of the year
    assess_from = models.DateField()
    assess_until = models.DateField()
    check_by = models.DateField()
    decide_by = models.DateField()
    valid_until = models.DateField()
    called_at = models.DateTimeField(null=True)
    called_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["scheme", "year"], name="one_year_of_a_scheme")]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("schemes:year", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether cells may take part; `scheme` is read."""
        return self.called_at is not None and self.scheme.status == Scheme.Status.CALLED


class Registration(CellOwned):
    """A cell in a year of a scheme, from its first roadmap to the decision and what became of it.

    `held_by` is the unit that accepts, checks and decides; `cell_type` the kind the cell had when it
    registered, for the counts. `recognised` says what was decided, also after recognition was withdrawn.
    """

    Status = rules.Status

    year = models.ForeignKey(SchemeYear, models.PROTECT, related_name="registrations")
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    cell_type = models.CharField(max_length=20, choices=CellType, blank=True)
    status = models.CharField(max_length=14, default=rules.Status.PREPARING)
    aim = models.TextField(blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by_name = models.CharField(max_length=120)
    adopted_on = models.DateField(null=True)  # the day of the cell's resolution
    adopted_at_meeting = models.UUIDField(null=True)
    resolution = models.ForeignKey(IssuedPaper, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    overseer = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    assessed_at = models.DateTimeField(null=True)
    assessment = models.TextField(blank=True)
    checked_on = models.DateField(null=True)
    checked_by = models.CharField(max_length=200, blank=True)
    recognised = models.BooleanField(null=True)
    decided_on = models.DateField(null=True)
    decision_number = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)  # of the decision
    published_at = models.DateTimeField(null=True)
    withdrawn_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune_id", "cell", "year"], name="one_registration_a_cell_and_year"
            )
        ]
        indexes = [
            models.Index(fields=["year", "status"]),
            models.Index(fields=["held_by", "status"]),
            models.Index(fields=["cell", "status"]),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("schemes:registration", args=[self.pk])

    @property
    def status_label(self) -> str:
        return str(LABELS[rules.Status(self.status)])

    def standing_on(self, day: date) -> str:
        """The status, or LAPSED for a recognition whose last day has passed; `year` is read."""
        return rules.standing_on(self.status, self.year.valid_until, day)


class Milestone(CellOwned):
    """A step of a cell's roadmap: by when, by whom, and what was reported of it."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=rules.LONGEST_LINE)
    due_on = models.DateField()
    responsible = models.ForeignKey(Member, models.CASCADE, related_name="+")
    done_on = models.DateField(null=True)
    report = models.TextField(blank=True)
    reported_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["registration", "position"]
        indexes = [models.Index(fields=["responsible", "done_on"])]

    def __str__(self) -> str:
        return self.text

    def days_late(self, day: date) -> int:
        return rules.days_late(self.due_on, self.done_on, day)


class MilestoneComment(CellOwned):
    """What the overseer said of a milestone. Rows are only added."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="comments")
    text = models.TextField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class Finding(CellOwned):
    """A criterion of a registration: what was computed when the cell sent it, what the cell claims with its
    evidence, and what the check on the spot found."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    computed = models.CharField(max_length=120, blank=True)  # Vietnamese; '' where there was no data
    computed_met = models.BooleanField(null=True)
    claimed = models.BooleanField(null=True)
    evidence = models.TextField(blank=True)
    verified = models.BooleanField(null=True)
    difference = models.TextField(blank=True)

    class Meta:
        ordering = ["registration", "criterion__number"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "criterion"], name="one_finding_a_criterion")
        ]

    def __str__(self) -> str:
        return str(self.criterion_id)

    @property
    def differs(self) -> bool:
        return self.verified is not None and self.claimed is not None and self.verified != self.claimed


class RegistrationEvent(CellOwned):
    """A move of a registration. Rows are only added; `was` holds the columns as they stood before, so that
    the newest move can be taken back."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="events")
    move = models.CharField(max_length=14)
    text = models.TextField(blank=True)
    was = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by_name = models.CharField(max_length=120)
    by_member = models.UUIDField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["registration", "at"])]

    def __str__(self) -> str:
        return self.move

    @property
    def words(self) -> str:
        return str(MOVES[rules.Move(self.move)])


S, M = rules.Status, rules.Move

LABELS = {
    S.PREPARING: pgettext_lazy("registration", "Being prepared"),
    S.PROPOSED: _("On the agenda of the cell"),
    S.ADOPTED: _("Adopted by the cell, to be sent"),
    S.SENT: _("Sent, waits for the committee above"),
    S.RETURNED: _("Sent back to the cell"),
    S.ACCEPTED: _("Being carried out"),
    S.ASSESSED: _("Assessed by the cell, to be checked"),
    S.CHECKED: _("Checked, to be decided"),
    S.RECOGNISED: pgettext_lazy("registration", "Recognised"),
    S.NOT_RECOGNISED: pgettext_lazy("registration", "Not recognised"),
    S.WITHDRAWN: _("Recognition withdrawn"),
    S.DROPPED: _("Given up by the cell"),
    S.LAPSED: _("Recognition has ended"),
}
MOVES = {
    M.PROPOSE: _("Put before the cell's meeting"),
    M.ADOPT: _("Adopted by the cell's meeting"),
    M.VOTE_DOWN: _("Not adopted by the cell's meeting"),
    M.RECALL: _("Taken back from the agenda"),
    M.SEND: _("Sent to the committee above"),
    M.SEND_BACK: _("Sent back with a reason"),
    M.ACCEPT: _("Accepted, an overseer named"),
    M.OVERSEE: _("Another overseer named"),
    M.ASSESS: _("The cell assessed itself"),
    M.CHECK: _("Checked on the spot"),
    M.RECOGNISE: pgettext_lazy("move", "Recognised"),
    M.REFUSE: pgettext_lazy("move", "Not recognised"),
    M.PUBLISH: pgettext_lazy("move", "Published"),
    M.WITHDRAW: _("Recognition withdrawn"),
    M.DROP: _("Given up by the cell"),
}
TONES = {
    S.PREPARING: "off",
    S.PROPOSED: "info",
    S.ADOPTED: "wait",
    S.SENT: "wait",
    S.RETURNED: "late",
    S.ACCEPTED: "info",
    S.ASSESSED: "wait",
    S.CHECKED: "wait",
    S.RECOGNISED: "ok",
    S.NOT_RECOGNISED: "off",
    S.WITHDRAWN: "off",
    S.DROPPED: "off",
    S.LAPSED: "off",
}
