"""Reviews and ratings: a member's month in three lines, and the rounds in which a unit rates its people.

What somebody wrote of themselves is for them and the leaders of their cell. The level above reads levels,
points and counts. Rows of `ReviewEvent` are only added.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.reviews import rules
from sotay.units.models import CellOwned, Unit

LEVEL = 20
"""Letters of a level's key, as `regulations.values` allows them."""


_ROMAN = ("", "I", "II", "III", "IV")


class MonthlyReview(CellOwned):
    """A member's month: what they wrote, and what the cell said of it.

    A level without words is that of a member whom the cell rated before they wrote anything.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    month = MonthField()
    did = models.TextField(blank=True)
    fell_short = models.TextField(blank=True)
    ahead = models.TextField(blank=True)
    proposed = models.CharField(max_length=LEVEL, blank=True)
    written_at = models.DateTimeField(null=True)
    helped_by_name = models.CharField(max_length=120, blank=True)  # who wrote it down for the member
    comment = models.TextField(blank=True)
    level = models.CharField(max_length=LEVEL, blank=True)
    rated_at = models.DateTimeField(null=True)
    rated_by_name = models.CharField(max_length=120, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-month", "id"]
        constraints = [models.UniqueConstraint(fields=["cell", "member", "month"], name="one_review_a_month")]
        indexes = [models.Index(fields=["member", "-month"]), models.Index(fields=["cell", "month"])]


class ReviewRound(models.Model):
    """A year or a quarter that is reviewed: opened by a unit for all cells below it, or by a cell."""

    class Kind(models.TextChoices):
        YEAR = rules.YEAR, _("Year")
        QUARTER = rules.QUARTER, _("Quarter")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(default=0)  # 0: the whole year
    write_by = models.DateField()
    send_by = models.DateField()
    opened_on = models.DateField()  # the rules of this day hold for all of it
    opened_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-year", "-quarter", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "year", "quarter"], name="one_round_a_period")
        ]

    def __str__(self) -> str:
        """ "Year 2026", "Quarter III/2026"."""
        if self.kind == self.Kind.YEAR:
            return gettext("Year %(year)s") % {"year": self.year}
        return gettext("Quarter %(n)s") % {"n": self.label}

    @property
    def label(self) -> str:
        """ "2026", "III/2026": the same in every language, for what is kept as text."""
        return f"{_ROMAN[self.quarter]}/{self.year}" if self.quarter else str(self.year)

    def save(self, *args: object, **kwargs: object) -> None:
        if self.commune_id is None:
            self.commune_id = self.unit.commune_id
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("reviews:round", args=[self.pk])

    @property
    def months(self) -> tuple[Month, Month]:
        return rules.months_of(self.kind, self.year, self.quarter)

    @property
    def period(self) -> tuple[date, date]:
        first, last = self.months
        return first.first, last.last


class CellRound(CellOwned):
    """A cell's part of a round."""

    class Status(models.TextChoices):
        OPEN = rules.OPEN, pgettext_lazy("review", "Reviews and votes under way")
        SENT = rules.SENT, pgettext_lazy("review", "Sent up, to be decided")
        DECIDED = rules.DECIDED, pgettext_lazy("review", "Decided")

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="cells")
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=120, blank=True)
    decision_no = models.CharField(max_length=60, blank=True)
    decision_on = models.DateField(null=True)
    over_because = models.TextField(blank=True)  # why more than the cap were rated excellent
    announced_at = models.DateTimeField(null=True)
    announced_to = models.CharField(max_length=6, blank=True)  # of the point "announce_to"

    class Meta:
        ordering = ["cell__name_sort", "id"]
        constraints = [models.UniqueConstraint(fields=["round", "cell"], name="once_in_a_round")]
        indexes = [models.Index(fields=["cell", "status"])]

    def __str__(self) -> str:
        return f"{self.round} · {self.cell.name}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:cell_round", args=[self.pk])


class Ballot(CellOwned):
    """A count of a secret vote on levels, as the tellers gave it to whoever keeps the record. Who voted how
    is on no paper but the ballots, which stay with the cell."""

    class Manner(models.TextChoices):
        MEETING = "meeting", _("At a meeting of the cell")
        SLIPS = "slips", _("By paper slips outside a meeting")

    cell_round = models.ForeignKey(CellRound, models.CASCADE, related_name="ballots")
    manner = models.CharField(max_length=7, choices=Manner)
    held_on = models.DateField()
    base = models.PositiveSmallIntegerField()
    exempt_came = models.PositiveSmallIntegerField(default=0)
    issued = models.PositiveSmallIntegerField()
    collected = models.PositiveSmallIntegerField()
    invalid = models.PositiveSmallIntegerField()
    tellers = models.JSONField(default=list)  # [{"id", "name"}]
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["recorded_at", "id"]

    @property
    def slips(self) -> rules.Slips:
        return rules.Slips(self.issued, self.collected, self.invalid)

    @property
    def teller_names(self) -> str:
        return ", ".join(teller["name"] for teller in self.tellers)


class Review(CellOwned):
    """The review of one member, of the cell or of its committee in a round, up to the decided level.

    `name` and `form` are as they were when the round reached them; `left_out` says why somebody is not rated.
    """

    class Subject(models.TextChoices):
        MEMBER = "member", _("Member")
        CELL = "cell", _("The cell")
        COMMITTEE = "committee", _("The committee of the cell")

    class Form(models.TextChoices):
        F01 = "01", _("Form 01: a collective")
        F2A = "2a", _("Form 2A: without a leading post")
        F2B = "2b", _("Form 2B: in a leading post")
        F2C = "2c", _("Form 2C: not working in the political system")

    cell_round = models.ForeignKey(CellRound, models.CASCADE, related_name="reviews")
    subject = models.CharField(max_length=9, choices=Subject)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=2, choices=Form)
    left_out = models.CharField(max_length=200, blank=True)
    # what the person says
    words = models.JSONField(default=dict)
    points = models.JSONField(default=dict)
    beyond = models.PositiveSmallIntegerField(null=True)  # percent of work beyond what was asked
    own_level = models.CharField(max_length=LEVEL, blank=True)
    written_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    helped_by_name = models.CharField(max_length=120, blank=True)
    # what the cell says
    comment = models.TextField(blank=True)
    common_points = models.PositiveSmallIntegerField(null=True)
    task_points = models.PositiveSmallIntegerField(null=True)
    cell_beyond = models.PositiveSmallIntegerField(null=True)
    commented_at = models.DateTimeField(null=True)
    commented_by_name = models.CharField(max_length=120, blank=True)
    ballot = models.ForeignKey(Ballot, models.SET_NULL, null=True, related_name="reviews")
    votes = models.JSONField(default=dict)  # by the level's key; '' for lines left empty
    voted = models.CharField(max_length=LEVEL, blank=True)  # the level the vote gave
    # what the level above decided
    decided = models.CharField(max_length=LEVEL, blank=True)
    because = models.TextField(blank=True)
    # the person's word on it
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_answer = models.TextField(blank=True)
    appeal_answered_at = models.DateTimeField(null=True)
    appeal_answered_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cell_round", "member"],
                name="one_review_a_member",
                condition=models.Q(member__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["member", "cell_round"]), models.Index(fields=["cell_round"])]

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.pk])

    @property
    def is_of_member(self) -> bool:
        return self.subject == self.Subject.MEMBER

    @property
    def total(self) -> int | None:
        """The cell's points, else one's own; None when nobody gave any."""
        if self.common_points is not None and self.task_points is not None:
            return self.common_points + self.task_points
        return self.own_total

    @property
    def own_total(self) -> int | None:
        return sum(self.points.values()) if self.points else None

    @property
    def judged_beyond(self) -> int | None:
        return self.beyond if self.cell_beyond is None else self.cell_beyond

    @property
    def standing_level(self) -> str:
        """The level as things are: decided, else as the cell voted."""
        return self.decided or self.voted


class ReviewEvent(CellOwned):
    """Something that happened to a review. `level` is what it became by it, `was` what it was."""

    class What(models.TextChoices):
        SENT = "sent", _("Self-review sent")
        REOPENED = "reopened", _("Self-review taken back")
        COMMENTED = "commented", _("The cell commented")
        VOTED = "voted", _("Voted on by the cell")
        UNVOTED = "unvoted", _("Count taken back")
        DECIDED = "decided", pgettext_lazy("review", "Decided")
        ANNOUNCED = "announced", pgettext_lazy("review", "Announced")
        APPEALED = "appealed", _("A second look asked for")
        WITHDRAWN = "withdrawn", _("Request for a second look taken back")
        ANSWERED = "answered", _("Request for a second look answered")

    review = models.ForeignKey(Review, models.CASCADE, related_name="events")
    what = models.CharField(max_length=9, choices=What)
    was = models.CharField(max_length=LEVEL, blank=True)
    level = models.CharField(max_length=LEVEL, blank=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["review", "at"])]
