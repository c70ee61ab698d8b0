"""Proposing a badge, awarding it, entering a commendation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from sotay.kernel.forms import BaseForm, DayField
from sotay.registers.discipline.forms import PaperFields
from sotay.registers.honours.models import Badge, Commendation
from sotay.units.forms import DECISION


class ProposeForm(BaseForm):
    years = forms.ChoiceField(label=_("Which badge?"), error_messages={"required": _("Choose the badge.")})
    early = forms.ChoiceField(
        label=_("Earlier than its day?"),
        required=False,
        choices=[("", pgettext_lazy("badge", "No")), *Badge.Early.choices],
        widget=forms.RadioSelect,
        help_text=_("Only for a member who is gravely ill or has died."),
    )
    corrected = forms.BooleanField(
        label=_("The cell recognises that the fault was corrected"),
        required=False,
        help_text=_("Only for a member who was disciplined before."),
    )

    def __init__(self, data: Any = None, *, years: Iterable[int], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.offer(
            "years",
            [("", "–"), *((str(n), ngettext("%(n)s year", "%(n)s years", n) % {"n": n}) for n in years)],
        )

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "years": int(self.cleaned_data["years"])}


class AwardForm(BaseForm):
    on = DayField(label=_("Day of the award"))
    decision_no = forms.CharField(label=_("Number of the decision"), max_length=60)


class CommendForm(PaperFields):
    NOBODY = ""
    depends = frozenset({"person", *DECISION})

    person = forms.ChoiceField(label=_("Whom?"), required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("commendation", "Kind"),
        choices=Commendation.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind.")},
    )
    reason = forms.CharField(label=_("For what?"), max_length=300)
    on = DayField(label=pgettext_lazy("commendation", "On which day?"))

    field_order = ("person", "kind", "reason", "on", *DECISION)

    def __init__(self, data: Any = None, *, people: Iterable[tuple[str, str]], cell: str) -> None:
        super().__init__(data)
        self.offer("person", [(self.NOBODY, _("The cell: %(cell)s") % {"cell": cell}), *people])
        self.fields["person"].required = False
        self.fields["decision_no"].help_text = _("Leave it empty for praise by the cell itself.")

    def clean(self) -> dict[str, Any]:
        """A decision that is entered in part is asked for whole."""
        data: dict[str, Any] = super().clean() or {}
        if any(data.get(name) for name in DECISION):
            for name in DECISION:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter what stands on the decision."))
        return data

    def given(self) -> dict[str, Any]:
        names = ("kind", "reason", "on")
        return {**{name: self.cleaned_data[name] for name in names}, "decision": self.decision()}
