"""Party members, the cells they sit in, their standing at any time, and the roles they are appointed to."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel import parse
from sotay.kernel.actor import Role
from sotay.kernel.fields import PartialDateField
from sotay.kernel.ids import new_id
from sotay.kernel.text import person_sort_key, search_key
from sotay.units.models import CellOwned, Decided, Unit


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Education(models.TextChoices):
    """The highest level completed. The list is ours; the forms of DOMAIN-2, 9 name no levels."""

    PRIMARY = "primary", pgettext_lazy("education", "Primary school")
    LOWER_SECONDARY = "lower_secondary", pgettext_lazy("education", "Lower secondary school")
    UPPER_SECONDARY = "upper_secondary", pgettext_lazy("education", "Upper secondary school")
    VOCATIONAL = "vocational", pgettext_lazy("education", "Intermediate vocational training")
    COLLEGE = "college", pgettext_lazy("education", "College")
    UNIVERSITY = "university", pgettext_lazy("education", "University")
    POSTGRADUATE = "postgraduate", pgettext_lazy("education", "Postgraduate")


class Theory(models.TextChoices):
    """The level of political theory. The list is ours, as above."""

    ELEMENTARY = "elementary", pgettext_lazy("theory", "Elementary")
    INTERMEDIATE = "intermediate", pgettext_lazy("theory", "Intermediate")
    ADVANCED = "advanced", pgettext_lazy("theory", "Advanced or bachelor")


class MemberQuerySet(models.QuerySet["Member"]):
    def current(self) -> Self:
        return self.filter(left_on=None)

    def matching(self, words: str) -> Self:
        """Members whose name, card number or phone holds every word, typed with or without marks.

        A telephone number is found however it is written: 0912.345.678, +84 912 345 678, as before 2018.
        """
        rest = parse.clean(words)
        found = self
        for run, digits in parse.phone_fragments(rest):
            pieces = [_holds(word) for word in search_key(run).split()]
            found = found.filter(_holds(digits) | reduce(and_, pieces))
            rest = rest.replace(run, " ", 1)
        for word in search_key(rest).split():
            found = found.filter(_holds(word))
        return found


def _holds(word: str) -> models.Q:
    return (
        models.Q(name_fold__contains=word)
        | models.Q(member_card_no__contains=word)
        | models.Q(phone__contains=word)
    )


class Member(CellOwned):
    """A Party member. Source of the fields: regulation 339-QĐ/TW, member summary (DOMAIN 1.2).

    `cell` is where the member formally belongs today; CellMembership keeps the history. `group` is one of
    the groups of that cell, or none; leaving the cell leaves it.
    """

    full_name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120, editable=False)
    name_sort = models.CharField(max_length=400, editable=False)
    born_on = PartialDateField()
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    ethnicity = models.CharField(max_length=40, blank=True)
    admitted_on = PartialDateField()
    full_on = PartialDateField()
    member_card_no = models.CharField(max_length=20, blank=True)
    citizen_id = models.CharField(max_length=12, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    occupation = models.CharField(max_length=120, blank=True)
    religion = models.CharField(max_length=40, blank=True)  # '' when not recorded
    education = models.CharField(max_length=16, choices=Education, blank=True)
    theory = models.CharField(max_length=12, choices=Theory, blank=True)
    note = models.CharField(max_length=300, blank=True)
    group = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # a Party group of the cell
    left_on = models.DateField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["name_sort", "id"]
        indexes = [
            models.Index(fields=["cell", "name_sort"]),
            models.Index(fields=["commune_id", "name_fold"]),
            models.Index(fields=["member_card_no"]),
            models.Index(fields=["citizen_id"]),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The name as a page shows it, told apart from a namesake where `queries.tell_apart` was asked to."""
        return self.__dict__.get("_shown") or self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        # Folding may lengthen a name (ß becomes ss), beyond what the column holds.
        self.name_fold, self.name_sort = (
            search_key(self.full_name)[:120],
            person_sort_key(self.full_name)[:400],
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("members:member", args=[self.pk])


class NumberClash(models.Model):
    """Two members recorded with the same number, kept for those who may see both records.

    It matters as long as both are members and the numbers are the same; see `queries.clashes`. The two may
    lie in two communes: the row lies with the first.
    """

    class Field(models.TextChoices):
        CARD = "member_card_no", _("Card number")
        CITIZEN = "citizen_id", _("Citizen ID number")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    field = models.CharField(max_length=14, choices=Field)
    first = models.ForeignKey(Member, models.CASCADE, related_name="+")
    second = models.ForeignKey(Member, models.CASCADE, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["-noted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["field", "first", "second"], name="one_clash_a_pair_and_number")
        ]

    @property
    def number(self) -> str:
        return str(getattr(self.first, self.field))


class CellMembership(CellOwned):
    """A stretch of time a member sat in a cell: formally, or here for a while from another cell."""

    class Kind(models.TextChoices):
        FORMAL = "formal", _("Formal")
        TEMPORARY = "temporary", _("Temporary")

    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FORMAL)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_on", "id"]
        indexes = [models.Index(fields=["cell", "until_on"])]


class Standing(CellOwned, Decided):
    """One standing of a member, from a day up to but not including another. Source: DOMAIN 6."""

    class Kind(models.TextChoices):
        FULL = "full", _("Full member")
        PROBATIONARY = "probationary", _("Probationary member")
        EXEMPT = "exempt", _("Exempt from work and Party activities")
        AWAY = "away", _("Away on temporary transfer")
        HERE = "here", _("Here on temporary transfer")
        SUSPENDED = "suspended", _("Suspended from Party activities")
        PROSECUTED = "prosecuted", _("Prosecuted, charged or detained")
        LEFT = "left", _("Left")

    class Cause(models.TextChoices):
        """Why somebody left. Source: registers of HD 01-HD/TW (28/9/2021), section 8 (DOMAIN 7.1)."""

        TRANSFERRED = "transferred", _("Transferred to a cell outside this system")
        RESIGNED = "resigned", _("Resigned from the Party")
        STRUCK_OFF = "struck_off", _("Struck off the list")
        EXPELLED = "expelled", _("Expelled")
        DECEASED = "deceased", _("Deceased")

    class Ground(models.TextChoices):
        """Why somebody is exempt. Source: HD 38-HD/BTCTW, section IV.1 (DOMAIN-2, 8)."""

        AGE = "age", _("Old age")
        WEAKNESS = "weakness", _("Weak health")
        TREATMENT = "treatment", _("Long treatment")
        ABROAD = "abroad", _("Abroad, or alone far away")
        ITINERANT = "itinerant", _("Itinerant work for less than a year")
        RETIRING = "retiring", _("Waiting for retirement")
        MATERNITY = "maternity", _("Maternity")

    member = models.ForeignKey(Member, models.CASCADE, related_name="standings")
    kind = models.CharField(max_length=12, choices=Kind)
    ground = models.CharField(max_length=10, choices=Ground, blank=True)  # of EXEMPT; '' when not recorded
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    cause = models.CharField(max_length=12, choices=Cause, blank=True)  # of LEFT only
    elsewhere = models.CharField(max_length=200, blank=True)  # the other cell, in words
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_on", "id"]
        indexes = [models.Index(fields=["member", "kind"])]


class ExemptionProposal(CellOwned, Decided):
    """An exemption the cell proposes and the committee above decides. The member is exempt only once it is
    approved; what became of it stays here."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("exemption", "Waits for the committee above")
        APPROVED = "approved", pgettext_lazy("exemption", "Approved")
        DECLINED = "declined", pgettext_lazy("exemption", "Not approved")
        WITHDRAWN = "withdrawn", pgettext_lazy("exemption", "Withdrawn by the cell")

    member = models.ForeignKey(Member, models.CASCADE, related_name="exemption_proposals")
    ground = models.CharField(max_length=10, choices=Standing.Ground)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by_name = models.CharField(max_length=120)
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING)
    because = models.CharField(max_length=300, blank=True)  # of DECLINED
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        indexes = [models.Index(fields=["cell", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["commune_id", "member"],
                condition=models.Q(status="waiting"),
                name="one_exemption_waits_for_each",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def that_held(self) -> Self:
        """Without those that were ended before their first day came."""
        return self.exclude(until_on=models.F("from_on"))


class Appointment(models.Model):
    """A role held by a member (or by an account of somebody in no cell) at a unit, between two days.

    `cut_on` is the day a leaving or a transfer ended it and `was_until` the end it had before, so that
    taking that back gives it back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=24, choices=Role)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="appointments")
    account = models.ForeignKey("accounts.Account", models.CASCADE, null=True, related_name="appointments")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    attends_only = models.BooleanField(default=False)  # an overseer for one month: present, not in charge
    cut_on = models.DateField(null=True, editable=False)
    was_until = models.DateField(null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "id"]
        indexes = [models.Index(fields=["unit", "role"])]
        constraints = [
            models.CheckConstraint(
                name="held_by_a_member_or_an_account",
                condition=models.Q(member=None, account__isnull=False)
                | models.Q(member__isnull=False, account=None),
            )
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        if self.commune_id is None:
            self.commune_id = self.unit.commune_id
        super().save(*args, **kwargs)  # type: ignore[arg-type]


from sotay.members.roster.models import RosterUpload  # noqa: E402, F401 - Django looks for models here
