"""Forms of attendance: a make-up session, and what was talked over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, area
from sotay.meetings.models import MakeUp
from sotay.meetings.preparation.forms import MemberChoice, among
from sotay.members.models import Member


class MakeUpForm(BaseForm):
    held_on = DayField(label=_("Day of the make-up"))
    manner = forms.ChoiceField(
        label=_("How it was made up"), choices=[("", _("Choose")), *MakeUp.Manner.choices]
    )
    led_by = MemberChoice(label=_("Who led it"))
    note = forms.CharField(
        label=_("What was gone through"),
        required=False,
        max_length=300,
        widget=area(3),
        help_text=_("In a few words. No reasons of health or family."),
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        among(self, "led_by", people)


class TalkedForm(BaseForm):
    note = forms.CharField(
        label=_("What was agreed"),
        required=False,
        max_length=300,
        widget=area(3),
        help_text=_("Only what is needed. The person can read it."),
    )
