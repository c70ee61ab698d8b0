"""The form of an address, and the forms of a kept report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sotay.figures.queries import Tree
from sotay.kernel.actor import Actor
from sotay.kernel.forms import BaseForm, MonthField, NumberField
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.report_builder import queries, rules, words
from sotay.report_builder.definitions import (
    MOST_COLUMNS,
    SHARES,
    By,
    Column,
    Definition,
    in_order,
    seen_columns,
)
from sotay.report_builder.rules import PeriodError, Span
from sotay.report_builder.sharing import audiences
from sotay.units.models import Unit

FREE = "free"
"""The choice of a period whose two months stand beside it."""
LONGEST_NAME = 60
NAMED = 5  # wrong figures a sentence names


class _Names(forms.CheckboxSelectMultiple):
    """Boxes to tick; an address may also hold several names in one value, with commas."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if isinstance(data, QueryDict) else data.get(name) or []
        return [part for value in values for part in str(value).split(",") if part]


class _ColumnsField(forms.MultipleChoiceField):
    """Figures, or shares, by their names in the catalogue."""

    widget = _Names
    wrong = gettext_lazy(
        "There is no figure called %(names)s, or it is not for you. Take it out; all others are kept."
    )

    def validate(self, value: list[str]) -> None:
        wrong = [name for name in dict.fromkeys(value) if not self.valid_value(name)]
        if wrong:
            shown = ", ".join(f"“{name[:LONGEST_NAME]}”" for name in wrong[:NAMED])
            if len(wrong) > NAMED:
                shown += " …"
            raise forms.ValidationError(self.wrong % {"names": shown}, code="wrong")


class ReportForm(BaseForm):
    """What a report is asked for. `definition` and `span` are there once it is valid."""

    depends = frozenset({"first", "last"})

    period = forms.ChoiceField(
        label=gettext_lazy("Period of the report"),
        choices=[("", gettext_lazy("Choose"))],
        error_messages={
            "required": gettext_lazy("Choose the period."),
            "invalid_choice": gettext_lazy(
                "There is no such period. Choose one of the list, or enter two months."
            ),
        },
    )
    first = MonthField(
        label=gettext_lazy("From month"),
        required=False,
        help_text=gettext_lazy("Only for the period “From one month to another”."),
    )
    last = MonthField(label=gettext_lazy("To month"), required=False)
    by = forms.ChoiceField(
        label=gettext_lazy("A line for each"),
        choices=[("", gettext_lazy("Choose"))],
        error_messages={"required": gettext_lazy("Choose what each line is.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Meetings"),
        choices=[("", gettext_lazy("All kinds together")), *Meeting.Kind.choices],
        required=False,
    )
    tree = forms.ChoiceField(
        label=gettext_lazy("Units that moved, merged or split"),
        choices=[
            ("", gettext_lazy("Where they lay then")),
            (Tree.TODAY.value, gettext_lazy("Where they lie today")),
        ],
        required=False,
    )
    figures = _ColumnsField(label=gettext_lazy("Figures"), required=False)
    shares = _ColumnsField(label=gettext_lazy("Shares"), required=False)

    def __init__(self, data: Any = None, *, actor: Actor, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.unit, self.today = unit, today
        self.columns = seen_columns(actor, unit)
        self.span: Span | None = None
        asked = str((data if data is not None else self.initial).get("period") or "")
        self.offer("period", _periods(today, asked))
        self.offer("by", [("", _("Choose")), *words.lines(unit)])
        self.offer(
            "figures", [(name, column.words) for (of, name), column in self.columns.items() if of != SHARES]
        )
        self.offer(
            "shares", [(name, column.words) for (of, name), column in self.columns.items() if of == SHARES]
        )

    def is_chosen(self, column: Column) -> bool:
        """Whether the box of a column is ticked."""
        return column.name in (self["shares" if column.is_share else "figures"].value() or ())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if period := self._period(data):
            try:
                self.span = queries.span_of(self.unit, period, self.today)
            except PeriodError as wrong:
                self.add_error(
                    "last" if data["period"] == FREE else "period", str(words.WRONG_PERIOD[wrong.code])
                )
            data["period"] = period
        columns = len({*data.get("figures", ())}) + len({*data.get("shares", ())})
        if columns > MOST_COLUMNS:
            sentence = _(
                "A report has at most %(most)s columns; %(n)s are chosen. Take some out, or make two reports."
            )
            self.add_error("figures", sentence % {"most": MOST_COLUMNS, "n": columns})
        elif not columns and not {"figures", "shares"} & self.errors.keys():
            self.add_error("figures", _("Choose at least one figure or share."))
        return data

    def _period(self, data: Mapping[str, Any]) -> str:
        """The period as it stands in an address; '' when it cannot be told."""
        if data.get("period") != FREE:
            return data.get("period") or ""
        missing = [name for name in ("first", "last") if not data.get(name) and name not in self.errors]
        for name in missing:
            self.add_error(name, _("Enter a month as mm/yyyy, for example 12/2026."))
        first, last = data.get("first"), data.get("last")
        return f"{first}..{last}" if isinstance(first, Month) and isinstance(last, Month) else ""

    @property
    def definition(self) -> Definition:
        data = self.cleaned_data
        return Definition(
            data["period"],
            By(data["by"]),
            data["kind"],
            in_order(data["figures"], ""),
            in_order(data["shares"], SHARES),
            Tree(data["tree"] or Tree.THEN),
        )


def _periods(today: date, asked: str) -> list[tuple[Any, Any]]:
    """Those people ask for most, and the one that is asked for, whatever it is."""
    choices = words.periods(today)
    known = {value for _group, several in choices for value, _words in several} | {FREE}
    own = [(asked, _word_of(asked, today))] if asked and asked not in known and _word_of(asked, today) else []
    found: list[tuple[Any, Any]] = [("", _("Choose")), *own, *choices]
    found.append((FREE, _("From one month to another, entered below")))
    return found


def _word_of(asked: str, today: date) -> str:
    """A period of an address in words; its own writing where it cannot be meant, so that it is told why."""
    try:
        return words.span_words(rules.span(asked, today))
    except PeriodError as wrong:
        return asked[:LONGEST_NAME] if wrong.code != "unknown" else ""


class SaveForm(BaseForm):
    """The name of a report, whom it is for and on which day it is ready."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the report a name.")},
    )
    shared_with = forms.MultipleChoiceField(
        label=gettext_lazy("Share it with"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They find it in their list. Each sees only figures of units they may see."),
    )
    monthly_on = NumberField(
        label=gettext_lazy("Put it on Today every month, on day"),
        required=False,
        min_value=1,
        max_value=31,
        help_text=gettext_lazy(
            "From that day on, Today says that the report is ready, to you and to those it is shared with, "
            "until each has opened it. Leave it empty for never."
        ),
        error_messages={
            "invalid": gettext_lazy("Enter a day of the month, from 1 to 31."),
            "min_value": gettext_lazy("Enter a day of the month, from 1 to 31."),
            "max_value": gettext_lazy("Enter a day of the month, from 1 to 31."),
        },
    )

    replaces = forms.BooleanField(
        label=gettext_lazy("Replace my report of this name, if there is one"),
        required=False,
        help_text=gettext_lazy("It then holds what is chosen here, at the same address."),
    )

    def __init__(self, data: Any = None, *, unit: Unit, exists: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if exists:
            del self.fields["replaces"]
        self.offer("shared_with", audiences(unit))

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": data["name"],
            "shared_with": tuple(data["shared_with"]),
            "monthly_on": cast("int | None", data["monthly_on"]),
            **({"replaces": data["replaces"]} if "replaces" in data else {}),
        }
