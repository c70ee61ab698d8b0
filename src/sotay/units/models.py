"""The one tree of units, and what a unit was called and where it stood at any time."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sotay.kernel.ids import new_id
from sotay.kernel.text import search_key, sort_key
from sotay.kernel.tree import Range, inside
from sotay.units import rules


class Kind(models.TextChoices):
    CENTRE = "centre", _("Central Committee")
    PROVINCE = "province", _("Province or city Party organisation")
    COMMUNE = "commune", _("Ward or commune Party organisation")
    COMMITTEE = "committee", _("Grassroots Party organisation")
    CELL = "cell", _("Party cell")
    GROUP = "group", _("Party group")


class CellType(models.TextChoices):
    """Kinds of cell that have focus points of their own. Source: HD 42-HD/BTCTW (28/10/2025), section 4."""

    RESIDENTIAL = "residential", _("Village or residential group")
    OFFICE = "office", _("Administrative or public-service unit")
    STATE_ENTERPRISE = "state_enterprise", _("State enterprise")
    PRIVATE_ENTERPRISE = "private_enterprise", _("Private or foreign-invested enterprise")
    STUDENTS = "students", _("Students")
    ARMED_FORCES = "armed_forces", _("Armed forces")


class UnitQuerySet(models.QuerySet["Unit"]):
    def within(self, *ranges: Range) -> Self:
        """Units inside any of the ranges; none of them for no range."""
        return self.filter(inside("path", *ranges))

    def cells(self) -> Self:
        return self.filter(kind=Kind.CELL)

    def in_use(self) -> Self:
        return self.filter(closed_on=None)


class Decided(models.Model):
    """A row that keeps the decision behind it, when it has one; see `units.decisions`."""

    decision_no = models.CharField(max_length=60, blank=True)
    decision_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Unit(Decided):
    """A node of the tree. `path` is its place today (see kernel.tree); history is in UnitVersion.

    `commune_id` is the id of the ward or commune it lies in, or of the highest unit below the
    province for a unit outside every ward: the key rows of a cell are distributed by.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=72, unique=True)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    cell_type = models.CharField(max_length=20, choices=CellType, blank=True)
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    name_sort = models.CharField(max_length=800, editable=False)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    founded_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort"]
        indexes = [models.Index(fields=["commune_id", "kind"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        # Folding may lengthen a name (ß becomes ss), beyond what the column holds.
        self.name_fold, self.name_sort = search_key(self.name)[:200], sort_key(self.name)[:800]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("units:unit", args=[self.pk])

    @property
    def is_cell(self) -> bool:
        return self.kind == Kind.CELL

    @property
    def organ(self) -> str:
        """Who acts for it, answers and is reported to: "Đảng ủy phường Bình Minh"."""
        return rules.committee_of(self.name)


class UnitVersion(models.Model):
    """What a unit was from one day up to but not including another. A later day waits for the clock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="versions")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    applied = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "from_on"], name="one_version_a_day")]
        indexes = [
            models.Index(fields=["until_on"], name="versions_that_ended", condition=Q(until_on__isnull=False))
        ]


class UnitSetting(models.Model):
    """A unit's own value for a regulation's setting, from a day on; units below inherit it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="settings")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    from_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "key", "from_on"], name="one_setting_a_day")]


class CellOwned(models.Model):
    """Whatever a cell owns. `commune_id` travels with it, so that it can be the distribution key.

    Concrete models add no unique constraint that `commune_id` could not be part of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    cell = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        if self.commune_id is None:
            self.commune_id = self.cell.commune_id
        super().save(*args, **kwargs)  # type: ignore[arg-type]
