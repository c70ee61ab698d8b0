"""Posts held, and posts somebody is planned for."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.members.models import Member
from sotay.units.models import CellOwned, Unit


class Post(CellOwned):
    """A post of a member, from a day up to but not including another; or one they are planned for, in a term.

    `place` is where, in words; `place_unit` the ward or commune a chief leads. Roles of this program stand in
    `members.Appointment` and are not repeated here.
    """

    class Kind(models.TextChoices):
        HELD = "held", _("Holds the post")
        PLANNED = "planned", _("Planned for the post")

    class Side(models.TextChoices):
        PARTY = "party", pgettext_lazy("post", "In the Party")
        STATE = "state", pgettext_lazy("post", "In the State")
        MASS = "mass", pgettext_lazy("post", "In the Front and unions")
        OTHER = "other", pgettext_lazy("post", "Elsewhere")

    class CameBy(models.TextChoices):
        ELECTED = "elected", pgettext_lazy("post", "Elected")
        APPOINTED = "appointed", pgettext_lazy("post", "Appointed")
        ROTATED = "rotated", pgettext_lazy("post", "By rotation")
        SECONDED = "seconded", pgettext_lazy("post", "Seconded")

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.HELD)
    side = models.CharField(max_length=5, choices=Side)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=160)
    place_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    is_chief = models.BooleanField(default=False)
    is_local = models.BooleanField(null=True)  # of a chief: whether the place is their own
    came_by = models.CharField(max_length=9, choices=CameBy, default=CameBy.ELECTED)
    term = models.CharField(max_length=40, blank=True)  # of a planned post: "2030-2035"
    decision_no = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        ordering = ["-from_on", "-id"]
        indexes = [models.Index(fields=["cell", "kind"]), models.Index(fields=["member"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.place}"

    @property
    def is_planned(self) -> bool:
        return self.kind == self.Kind.PLANNED

    def is_held(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day < self.until_on)
