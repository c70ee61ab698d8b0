"""Forms of an observation, of the cell's answer, and of handing a cell over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, MonthField, area
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.oversight import refusals, rules
from sotay.oversight.models import Observation

_PROPOSALS = _(
    "One recommendation a line; they are numbered for you. The cell answers each of them. Those it has not "
    "answered stand in the agenda of its next meeting, which every member reads."
)


class ObservationForm(BaseForm):
    depends = frozenset({"text"})

    attended = forms.ChoiceField(
        label=_("Did you attend?"),
        choices=Observation.Attended.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you attended.")},
    )
    text = forms.CharField(
        label=_("What did you see?"),
        required=False,
        max_length=5000,
        widget=area(6),
        help_text=_(
            "How the meeting went, what is good, what falls short. The leaders of the cell and the level "
            "above read it; other members do not. Needed when you attended."
        ),
    )
    proposals = forms.CharField(
        label=_("Recommendations"), required=False, max_length=8000, widget=area(5), help_text=_PROPOSALS
    )


class AddForm(BaseForm):
    text = forms.CharField(label=_("What do you add?"), required=False, max_length=5000, widget=area(4))
    proposals = forms.CharField(
        label=_("Further recommendations"),
        required=False,
        max_length=8000,
        widget=area(3),
        help_text=_PROPOSALS,
    )


class AnswerForm(BaseForm):
    depends = frozenset({"due_on"})

    decision = forms.ChoiceField(
        label=_("Does the cell accept it?"),
        choices=[(rules.ACCEPTED, _("Accepted")), (rules.DECLINED, _("Not accepted"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the cell accepts it.")},
    )
    text = forms.CharField(
        label=_("What is done, or why not"),
        max_length=2000,
        widget=area(4),
        error_messages={"required": _("Write what is done about it, or the reason it is not accepted.")},
    )
    due_on = DayField(label=_("To be done by"), required=False, help_text=_("Needed when it is accepted."))

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "accepted": data["decision"] == rules.ACCEPTED,
            "text": data["text"],
            "due_on": data["due_on"],
        }


class AttendForm(BaseForm):
    """Somebody who attends the meetings of one month."""

    person = forms.ChoiceField(
        label=_("Who attends?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who attends. Search above when the person is not listed.")},
    )
    month = MonthField(label=_("In which month?"), initial=lambda: Month.of(timezone.localdate()))
    note = forms.CharField(label=_("By which decision"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.offer("person", people)
        if not people:
            self.fields["person"].help_text = _("Search above for the person first.")


class HandOverForm(BaseForm):
    """`although_many` is asked once the person would oversee more cells than the setting names."""

    leaving = forms.ChoiceField(
        label=_("In whose place?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose in whose place, or that nobody leaves.")},
    )
    person = forms.ChoiceField(
        label=_("Who takes over?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who takes over. Search above when the person is not listed.")},
    )
    on = DayField(label=_("From"), initial=timezone.localdate)
    note = forms.CharField(label=_("By which decision"), max_length=200, required=False)
    although_many = forms.BooleanField(
        label=_("It is meant so: this person oversees so many cells"), required=False
    )

    def __init__(
        self, data: Any = None, *, leaving: Sequence[tuple[str, Any]], people: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.offer("leaving", leaving)
        self.offer("person", people)
        if not people:
            self.fields["person"].help_text = _("Search above for the person first.")
        self._although_many = self.fields["although_many"]
        if data is None or "although_many" not in data:
            del self.fields["although_many"]

    def add_refusal(self, refusal: Refusal) -> None:
        if isinstance(refusal, refusals.ManyCells):
            self.fields["although_many"] = self._although_many
        super().add_refusal(refusal)
