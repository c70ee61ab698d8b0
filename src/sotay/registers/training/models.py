"""Courses a unit holds or sends its members to, and who attended."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from sotay.kernel.ids import new_id
from sotay.members.models import Member
from sotay.units.models import CellOwned, Unit


class Course(models.Model):
    """A course; the kinds are those of statistics form 6 (Hà Nội, 16/3/2026)."""

    class Kind(models.TextChoices):
        THEORY = "theory", pgettext_lazy("course", "Political theory")
        PARTY = "party", pgettext_lazy("course", "Party work")
        PROFESSION = "profession", pgettext_lazy("course", "Profession")
        STATE = "state", pgettext_lazy("course", "State management")
        UNIONS = "unions", pgettext_lazy("course", "Front and unions")
        LANGUAGE = "language", pgettext_lazy("course", "Languages")
        IT = "it", pgettext_lazy("course", "Information technology")
        DEFENCE = "defence", pgettext_lazy("course", "Defence and security")
        UPDATE = "update", pgettext_lazy("course", "Update of knowledge")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    held_by = models.CharField(max_length=160, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # the last day
    made_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-from_on", "-id"]
        indexes = [models.Index(fields=["unit", "-from_on"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("registers:course", args=[self.pk])


class Attendance(CellOwned):
    """A member on a course: what came of it, and the certificate."""

    class Result(models.TextChoices):
        ENROLLED = "enrolled", pgettext_lazy("course", "Enrolled")
        DONE = "done", pgettext_lazy("course", "Completed")
        PARTLY = "partly", pgettext_lazy("course", "Attended in part")
        ABSENT = "absent", pgettext_lazy("course", "Absent")

    course = models.ForeignKey(Course, models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    result = models.CharField(max_length=8, choices=Result)
    certificate_no = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["commune_id", "course", "member"], name="once_on_a_course")
        ]

    def __str__(self) -> str:
        return str(self.pk)
