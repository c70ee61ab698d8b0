"""Disciplinary decisions, from a cell's proposal on, and appeals against them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.members.models import Member
from sotay.registers.discipline import rules
from sotay.units.models import CellOwned, Decided


class Discipline(CellOwned, Decided):
    """Discipline of a member, or of the unit `cell` itself when there is no member.

    `cell` is where the member sat then, for the counts; who reads it follows where they sit today. The
    decision's columns are those of the level above, when it decided.
    """

    class Level(models.TextChoices):
        REPRIMAND = rules.REPRIMAND, pgettext_lazy("discipline", "Reprimand")
        WARNING = rules.WARNING, pgettext_lazy("discipline", "Warning")
        DISMISSAL = rules.DISMISSAL, pgettext_lazy("discipline", "Dismissal from a post")
        EXPULSION = rules.EXPULSION, pgettext_lazy("discipline", "Expulsion")
        DISSOLUTION = rules.DISSOLUTION, pgettext_lazy("discipline", "Dissolution")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed to the level above")
        DECIDED = "decided", pgettext_lazy("discipline", "Decided")
        DECLINED = "declined", _("The level above did not discipline")
        ANNULLED = "annulled", _("Annulled on appeal")

    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    was_probationary = models.BooleanField(default=False)
    level = models.CharField(max_length=11, choices=Level)
    ground = models.CharField(max_length=40)  # a key of "party-discipline.grounds"
    text = models.TextField(blank=True)  # what happened, in a few words
    post = models.CharField(max_length=200, blank=True)  # what a dismissal is from
    status = models.CharField(max_length=8, choices=Status)
    decided_by_cell = models.BooleanField(default=False)
    votes_for = models.PositiveIntegerField(null=True)
    votes_base = models.PositiveIntegerField(null=True)
    voted_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["cell", "effective_on"]), models.Index(fields=["member"])]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("registers:discipline", args=[self.pk])

    def has_effect(self, day: date) -> bool:
        if self.status != self.Status.DECIDED or self.effective_on is None or day < self.effective_on:
            return False
        return self.ends_on is None or day < self.ends_on


class Appeal(CellOwned):
    """An appeal of the disciplined, and what came of it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("appeal", "Being considered")
        UPHELD = "upheld", pgettext_lazy("appeal", "The decision stands")
        CHANGED = "changed", pgettext_lazy("appeal", "Another level")
        ANNULLED = "annulled", pgettext_lazy("appeal", "The decision is annulled")

    discipline = models.ForeignKey(Discipline, models.CASCADE, related_name="appeals")
    made_on = models.DateField()
    to_whom = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    decision_no = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["made_on", "id"]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
