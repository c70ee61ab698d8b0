"""Entering a course, marking a cell's members on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.forms import BaseForm, DayField
from sotay.members.models import Member
from sotay.registers.training.models import Attendance, Course


class CourseForm(BaseForm):
    title = forms.CharField(label=_("What is the course called?"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Course.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    held_by = forms.CharField(label=pgettext_lazy("course", "Held by"), max_length=160, required=False)
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=pgettext_lazy("course", "Last day"), required=False)


class MarkForm(BaseForm):
    """A choice and a certificate number for each member of the cell."""

    def __init__(self, data: Any = None, *, people: Sequence[Member]) -> None:
        super().__init__(data)
        self.people = people
        for member in people:
            self.fields[f"result_{member.pk}"] = forms.ChoiceField(
                label=member.shown, required=False, choices=[("", "–"), *Attendance.Result.choices]
            )
            self.fields[f"number_{member.pk}"] = forms.CharField(
                label=_("Certificate number"), required=False, max_length=60
            )

    def rows(self) -> list[tuple[Member, Any, Any]]:
        return [(each, self[f"result_{each.pk}"], self[f"number_{each.pk}"]) for each in self.people]

    def marks(self) -> Mapping[Member, tuple[str, str]]:
        data = self.cleaned_data
        return {each: (data[f"result_{each.pk}"], data[f"number_{each.pk}"]) for each in self.people}
