"""Forms of monthly reviews and of rounds; those of one review stand in `review_forms`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, NumberField, area
from sotay.kernel.periods import YEARS
from sotay.reviews.models import ReviewRound
from sotay.reviews.rules import Levels
from sotay.reviews.words import in_language

LINE = 500
"""Characters of one of the three lines."""
LONGEST = 4000


def level_choices(levels: Levels) -> list[tuple[str, str]]:
    return [(level.key, in_language(level.text)) for level in levels]


def line(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LINE, required=False, widget=area(2))


class MonthForm(BaseForm):
    """The month in three lines. One of them is enough."""

    did = line(_("What I did"))
    fell_short = line(_("What fell short"))
    ahead = line(_("What I do next"))
    proposed = forms.ChoiceField(
        label=_("The level I propose"),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("The cell gives the level of the month; this is your own view."),
    )

    def __init__(self, *args: Any, levels: Levels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("proposed", level_choices(levels))


class RateMonthForm(BaseForm):
    level = forms.ChoiceField(
        label=_("The level of the month"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the level the cell gives.")},
    )
    comment = forms.CharField(
        label=_("What the cell says of it"),
        max_length=LONGEST,
        required=False,
        widget=area(3),
        help_text=_("The member reads it and can answer."),
    )

    def __init__(self, *args: Any, levels: Levels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", level_choices(levels))


class TextForm(BaseForm):
    """One text, whose label the page says."""

    text = forms.CharField(max_length=LONGEST, widget=area(4))

    def __init__(self, *args: Any, label: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
        self.fields["text"].required = required


class DaysForm(BaseForm):
    write_by = DayField(label=_("Members send their self-review by"))
    send_by = DayField(label=_("Cells send their list up by"))


class RoundForm(DaysForm):
    kind = forms.ChoiceField(
        label=_("What is reviewed?"),
        choices=ReviewRound.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a year or a quarter.")},
    )
    year = NumberField(label=_("Year"), min_value=YEARS.start, max_value=YEARS.stop - 1)
    quarter = forms.ChoiceField(
        label=_("Quarter"),
        choices=[("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV")],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Only when a quarter is reviewed."),
    )

    field_order = ("kind", "year", "quarter", "write_by", "send_by")
    depends = frozenset({"quarter"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") == ReviewRound.Kind.QUARTER and not data.get("quarter"):
            self.add_error("quarter", _("Choose the quarter."))
        return data

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "quarter": int(self.cleaned_data["quarter"] or 0)}
