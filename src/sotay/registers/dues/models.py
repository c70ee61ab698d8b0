"""What a member pays a month, the months that were paid, and what a cell remitted of them.

The income a rate is worked out from is never kept: only the group and the amount.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.fields import MonthField
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.registers.dues import rules
from sotay.units.models import CellOwned


class DuesTerms(CellOwned):
    """What a member pays from a month on: their group and whole VND a month, or why they pay nothing.

    The newest row at or before a month holds for it; an exemption with `until_month` ends after that month.
    """

    class Group(models.TextChoices):
        INSURED = rules.INSURED, _("In compulsory social insurance")
        PENSIONER = rules.PENSIONER, _("Pensioner")
        STUDENT = rules.STUDENT, pgettext_lazy("dues", "Pupil or student")
        UNINSURED = rules.UNINSURED, _("Not insured, below retirement age")
        UNINSURED_RETIRED = rules.UNINSURED_RETIRED, _("Not insured, of retirement age")
        EXEMPT = rules.EXEMPT, _("Exempt from dues")

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    from_month = MonthField()
    group = models.CharField(max_length=17, choices=Group)
    amount = models.PositiveIntegerField(default=0)
    ground = models.CharField(max_length=40, blank=True)  # a key of "dues.exempt_grounds", of an exemption
    until_month = MonthField(null=True)  # type: ignore[misc]
    approved_no = models.CharField(max_length=60, blank=True)  # of the level above, for more than the rate
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["from_month"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune_id", "member", "from_month"], name="dues_terms_once_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.from_month}"

    @property
    def is_exempt(self) -> bool:
        return self.group == self.Group.EXEMPT

    def exempts(self, month: Month) -> bool:
        return self.is_exempt and (self.until_month is None or self.until_month >= month)


class Remittance(CellOwned):
    """What a cell sent up once in a month, of all it had collected and not remitted yet. Whole VND."""

    month = MonthField()
    collected = models.PositiveBigIntegerField()
    remitted = models.PositiveBigIntegerField()
    retained = models.PositiveBigIntegerField()
    share = models.CharField(max_length=20)  # as it was applied: "7/10"
    payments_n = models.PositiveIntegerField()
    made_on = models.DateField()
    made_by_name = models.CharField(max_length=120)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["commune_id", "cell", "month"], name="one_remittance_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.cell_id} {self.month}"


class DuesPayment(CellOwned):
    """A month that a member has paid in a cell: their own, or their host."""

    class Payer(models.TextChoices):
        SELF = "self", pgettext_lazy("dues", "The member")
        FAMILY = "family", pgettext_lazy("dues", "Somebody of the family")
        OTHER = "other", pgettext_lazy("dues", "Somebody else")

    class Manner(models.TextChoices):
        CASH = "cash", _("In cash")
        BANK = "bank", _("By bank transfer")
        PORTAL = "portal", _("On the National Public Service Portal")

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    month = MonthField()
    amount = models.PositiveIntegerField()
    payer = models.CharField(max_length=6, choices=Payer, default=Payer.SELF)
    payer_name = models.CharField(max_length=120, blank=True)
    manner = models.CharField(max_length=6, choices=Manner, default=Manner.CASH)
    collected_on = models.DateField()
    collected_by_name = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    remittance = models.ForeignKey(Remittance, models.PROTECT, null=True, related_name="payments")

    class Meta:
        ordering = ["month", "id"]
        indexes = [models.Index(fields=["cell", "month"]), models.Index(fields=["member", "month"])]
        constraints = [
            models.UniqueConstraint(fields=["commune_id", "member", "month"], name="a_month_is_paid_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.month}"

    @property
    def is_paid_by_another(self) -> bool:
        return self.payer != self.Payer.SELF
