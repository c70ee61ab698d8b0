"""Ticking who has paid, one payment with all there is to say, and what a member pays a month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.forms import BaseForm, DayField, MonthField, NumberField, SegSelect
from sotay.kernel.periods import Month
from sotay.members.models import Member
from sotay.registers.dues import rules
from sotay.registers.dues.models import DuesPayment, DuesTerms
from sotay.registers.dues.queries import DuesLine
from sotay.registers.refusals import money

DIGITS = {"inputmode": "numeric", "class": "short", "autocomplete": "off"}


class TickForm(BaseForm):
    """A box and an amount for everybody who has not paid. The template draws the lines itself."""

    on = DayField(label=_("Day the money was taken"))

    def __init__(self, data: Any = None, *, lines: Iterable[DuesLine]) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.lines = list(lines)
        for line in self.lines:
            pk = line.member.pk
            self.fields[f"paid_{pk}"] = forms.BooleanField(label=line.member.shown, required=False)
            self.fields[f"amount_{pk}"] = NumberField(
                label=pgettext_lazy("dues", "Amount (VND)"),
                required=False,
                min_value=0,
                max_value=rules.MOST,
                initial=money(line.amount) if line.amount else None,
                widget=forms.TextInput(attrs=DIGITS),
            )

    def rows(self) -> list[tuple[DuesLine, Any, Any]]:
        """(line, its box, its amount) as the page draws them."""
        keys = [(line, line.member.pk) for line in self.lines]
        return [(line, self[f"paid_{pk}"], self[f"amount_{pk}"]) for line, pk in keys]

    def paid(self) -> Mapping[Member, int | None]:
        data = self.cleaned_data
        return {
            line.member: data[f"amount_{line.member.pk}"]
            for line in self.lines
            if data[f"paid_{line.member.pk}"]
        }


class PayForm(BaseForm):
    depends = frozenset({"payer_name"})

    month = MonthField(label=_("For which month?"))
    amount = NumberField(
        label=pgettext_lazy("dues", "Amount (VND)"),
        min_value=0,
        max_value=rules.MOST,
        error_messages={"required": _("Enter the amount, in whole VND.")},
    )
    payer = forms.ChoiceField(
        label=_("Who brought the money?"),
        choices=DuesPayment.Payer.choices,
        widget=SegSelect(),
        error_messages={"required": _("Choose who brought the money.")},
    )
    payer_name = forms.CharField(
        label=_("Name of who paid for the member"),
        max_length=120,
        required=False,
        help_text=_("Needed when it was not the member. It stands on the list."),
    )
    manner = forms.ChoiceField(
        label=_("How?"),
        choices=DuesPayment.Manner.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was paid.")},
    )
    on = DayField(label=_("Day the money was taken"))
    collector = forms.CharField(label=_("Who took it?"), max_length=120)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class TermsForm(BaseForm):
    depends = frozenset({"income", "amount", "approved_no", "ground", "until_month"})

    group = forms.ChoiceField(
        label=_("Which group is the member in?"),
        choices=DuesTerms.Group.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the group.")},
    )
    income = NumberField(
        label=_("Income of a month (VND)"),
        required=False,
        min_value=0,
        max_value=10_000_000_000,
        help_text=_(
            "Insured salary or pension, as the member declares it. It is used to work out the amount and is "
            "not kept."
        ),
    )
    amount = NumberField(
        label=_("Amount the member pays a month (VND)"),
        required=False,
        min_value=0,
        max_value=rules.MOST,
        help_text=_("Leave it empty to take what the rate gives."),
    )
    approved_no = forms.CharField(
        label=_("Number of the decision of the committee above"),
        required=False,
        max_length=60,
        help_text=_("Only when the member gladly pays more than the rate."),
    )
    ground = forms.ChoiceField(
        label=_("Why is the member exempt?"), required=False, help_text=_("Only for the group “exempt”.")
    )
    from_month = MonthField(label=_("From which month?"))
    until_month = MonthField(
        label=_("Last month of the exemption"),
        required=False,
        help_text=_("Only for an exemption that ends, as one of a poor household."),
    )

    def __init__(self, data: Any = None, *, grounds: Iterable[tuple[str, str]], month: Month) -> None:
        super().__init__(data, initial={"from_month": month})
        self.offer("ground", [("", "–"), *grounds])
