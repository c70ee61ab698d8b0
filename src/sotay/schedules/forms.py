"""Forms of registering and moving a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, ClockField, DayField, MonthField, area
from sotay.members.models import Member
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


class ThemeForm(BaseForm):
    """A theme of the plan: of a cell with who presents it, of a unit above with the cells it is for."""

    month = MonthField(label=_("Month"))
    title = forms.CharField(
        label=_("Theme"), max_length=200, error_messages={"required": _("Say what the theme is.")}
    )
    aim = forms.CharField(label=_("What it is for"), max_length=500, required=False, widget=area(3))
    presenter = forms.ChoiceField(
        label=_("Who prepares and presents it"),
        required=False,
        help_text=_("Somebody who knows the matter. They are told."),
    )
    cells = forms.MultipleChoiceField(
        label=_("For which cells"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all. Two or more chosen hold it as a joint theme."),
    )

    def __init__(
        self, data: Any = None, *, people: Sequence[Member], cells: Sequence[Unit], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.people = {str(member.pk): member for member in people}
        self.among = {str(cell.pk): cell for cell in cells}
        if people:
            named = [(pk, member.shown) for pk, member in self.people.items()]
            self.offer("presenter", [("", _("Nobody yet")), *named])
        else:
            del self.fields["presenter"]
        if cells:
            self.offer("cells", [(pk, cell.name) for pk, cell in self.among.items()])
        else:
            del self.fields["cells"]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "month": data["month"],
            "title": data["title"],
            "aim": data["aim"],
            "presenter": self.people.get(data.get("presenter", "")),
            "cells": [self.among[pk] for pk in data.get("cells", ())],
        }
