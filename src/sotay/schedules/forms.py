"""Forms of registering and moving a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, ClockField, DayField, area
from sotay.units.models import Unit


class _AtForm(BaseForm):
    together = (("day", "clock"),)

    day = DayField(label=_("Day"))
    clock = ClockField(label=_("Time"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "day" in data and "clock" in data:
            data["at"] = datetime.combine(data["day"], data["clock"], timezone.get_current_timezone())
        return data


class RegisterForm(_AtForm):
    place = forms.CharField(label=_("Place"), max_length=200)
    topic = forms.CharField(
        label=_("Main topic"),
        max_length=200,
        required=False,
        help_text=_("What the meeting is mostly about."),
    )

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("at", "place", "topic")}


class MoveForm(_AtForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=area(2))

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("at", "reason")}


class FeedForm(BaseForm):
    """Which calendar an address is for: one's own meetings ('') or a unit's."""

    unit = forms.ChoiceField(label=_("Which calendar?"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, initial={"unit": ""}, **kwargs)
        self.offer("unit", [("", _("My own meetings")), *((str(unit.pk), unit.name) for unit in units)])
