"""Forms of a scheme: what it says of itself, its criteria, quotas and the days of its years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, FormField, NumberField, area
from sotay.kernel.periods import YEARS
from sotay.schemes import rules
from sotay.schemes.measures import MEASURES
from sotay.schemes.models import Quota, Scheme
from sotay.units.models import CellType

AT_FIRST = 3
"""Lines of a long form that stand open; the others unfold."""
WHOLE = 100  # percent


@dataclass(frozen=True, slots=True)
class Group:
    """Fields of a form that belong together, drawn under one heading."""

    number: int
    title: str
    fields: Sequence[FormField]
    note: str = ""

    @property
    def is_used(self) -> bool:
        return any(field.errors or field.value() for field in self.fields)


class LinesForm(BaseForm):
    """A form of numbered lines with the same fields each."""

    parts: tuple[str, ...] = ()
    most = 0
    line_title: str | Promise = ""

    def names_of(self, number: int) -> list[str]:
        return [f"{part}_{number}" for part in self.parts]

    def groups(self) -> list[Group]:
        return [
            Group(n, f"{self.line_title} {n}", [self[name] for name in self.names_of(n)])  # type: ignore[misc]
            for n in range(1, self.most + 1)
        ]

    @property
    def first(self) -> list[Group]:
        """Lines that stand open: the first few, and those that are filled in."""
        found = self.groups()
        last = max((each.number for each in found if each.is_used), default=0)
        return found[: max(AT_FIRST, last)]

    @property
    def rest(self) -> list[Group]:
        return self.groups()[len(self.first) :]

    @property
    def alone(self) -> list[FormField]:
        """The fields that belong to no line."""
        lined = {name for n in range(1, self.most + 1) for name in self.names_of(n)}
        return [field for field in self.visible_fields() if field.name not in lined]  # type: ignore[misc]


class SchemeForm(BaseForm):
    name = forms.CharField(label=_("What is the scheme called?"), max_length=200)
    basis = forms.CharField(
        label=_("By which paper is it issued?"),
        max_length=200,
        help_text=_("Kind, number, day and issuer, as it is cited."),
    )
    text = forms.CharField(label=_("What is it about?"), max_length=8000, widget=area(4), required=False)
    year_from = NumberField(label=_("First year"), min_value=YEARS.start, max_value=YEARS.stop - 1)
    year_until = NumberField(label=_("Last year"), min_value=YEARS.start, max_value=YEARS.stop - 1)
    cell_types = forms.MultipleChoiceField(
        label=_("For which kinds of cell?"),
        choices=CellType.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick none when it is for all of them."),
    )
    decides = forms.ChoiceField(
        label=_("Who accepts cells and decides?"),
        choices=Scheme.Decides.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who decides.")},
    )


class CriteriaForm(LinesForm):
    parts = ("text", "measure", "least")
    most = rules.MOST_CRITERIA
    line_title = _("Criterion")
    together = tuple((f"measure_{n}", f"least_{n}") for n in range(1, rules.MOST_CRITERIA + 1))
    depends = frozenset(
        f"{part}_{n}" for part in ("text", "measure", "least") for n in range(1, rules.MOST_CRITERIA + 1)
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        by_people = [("", _("Judged by people, with evidence"))]
        computed = [(key, each.words) for key, each in MEASURES.items()]
        for n in range(1, self.most + 1):
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("What has to be reached?"),
                max_length=rules.LONGEST_LINE,
                required=False,
                widget=area(2),
            )
            self.fields[f"measure_{n}"] = forms.ChoiceField(
                label=_("How is it known?"), choices=[*by_people, *computed], required=False
            )
            self.fields[f"least_{n}"] = NumberField(
                label=_("At least"),
                min_value=0,
                max_value=100_000,
                required=False,
                help_text=_("Of what the program computes: a percentage or a number."),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(1, self.most + 1):
            text, measure, least = (data.get(name) for name in self.names_of(n))
            if (measure or least is not None) and not text:
                self.add_error(f"text_{n}", _("Write what has to be reached."))
            if measure and least is None and f"least_{n}" not in self.errors:
                self.add_error(f"least_{n}", _("Enter how much is needed at least."))
            if measure and least is not None and MEASURES[measure].percent and least > WHOLE:
                self.add_error(f"least_{n}", _("This is a percentage: enter at most 100."))
        return data

    def criteria(self) -> list[tuple[str, str, int | None]]:
        data = self.cleaned_data
        lines = (self.names_of(n) for n in range(1, self.most + 1))
        return [(data[text], data[measure], data[least]) for text, measure, least in lines]


class QuotasForm(LinesForm):
    parts = ("most", "unit", "scope", "kind")
    most = rules.MOST_QUOTAS
    line_title = _("Quota")
    together = tuple((f"most_{n}", f"unit_{n}") for n in range(1, rules.MOST_QUOTAS + 1))
    depends = frozenset(
        f"{part}_{n}" for part in ("most", "unit", "scope", "kind") for n in range(1, rules.MOST_QUOTAS + 1)
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for n in range(1, self.most + 1):
            self.fields[f"most_{n}"] = NumberField(
                label=_("At most"), min_value=0, max_value=100_000, required=False
            )
            self.fields[f"unit_{n}"] = forms.ChoiceField(
                label=_("Of what?"),
                choices=[("number", _("cells")), ("percent", _("percent of the cells in use"))],
                required=False,
            )
            self.fields[f"scope_{n}"] = forms.ChoiceField(
                label=_("Where?"), choices=Quota.Scope.choices, required=False
            )
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label=_("For which kind of cell?"),
                choices=[("", _("Every kind")), *CellType.choices],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(1, self.most + 1):
            most = data.get(f"most_{n}")
            if data.get(f"unit_{n}") == "percent" and most is not None and most > WHOLE:
                self.add_error(f"most_{n}", _("This is a percentage: enter at most 100."))
        return data

    def quotas(self) -> list[Mapping[str, Any]]:
        data = self.cleaned_data
        return [
            {
                "most": data[f"most_{n}"],
                "percent": data[f"unit_{n}"] == "percent",
                "scope": data[f"scope_{n}"] or Quota.Scope.ALL,
                "cell_type": data[f"kind_{n}"],
            }
            for n in range(1, self.most + 1)
            if data[f"most_{n}"] is not None
        ]


DAY_WORDS = {
    "register_by": _("Cells register until"),
    "review_on": _("Review in the middle of the year"),
    "assess_from": _("Cells assess themselves from"),
    "assess_until": _("Cells assess themselves until"),
    "check_by": _("Checks on the spot until"),
    "decide_by": _("Decision until"),
    "valid_until": _("Recognition holds until"),
}
DAYS = tuple(DAY_WORDS)


class DaysForm(BaseForm):
    """The days of a year. `with_year` asks which year, too."""

    year = NumberField(label=_("Year"), min_value=YEARS.start, max_value=YEARS.stop - 1)
    register_by = DayField(label=DAY_WORDS["register_by"])
    review_on = DayField(label=DAY_WORDS["review_on"], required=False)
    assess_from = DayField(label=DAY_WORDS["assess_from"])
    assess_until = DayField(label=DAY_WORDS["assess_until"])
    check_by = DayField(label=DAY_WORDS["check_by"])
    decide_by = DayField(label=DAY_WORDS["decide_by"])
    valid_until = DayField(
        label=DAY_WORDS["valid_until"],
        help_text=_("A recognition is for one year: after this day it has ended by itself."),
    )

    def __init__(self, data: Any = None, *, with_year: bool) -> None:
        super().__init__(data)
        if not with_year:
            del self.fields["year"]


def usual_days(year: int) -> dict[str, date]:
    """A first proposal: register early in the year, act, assess at its end (DOMAIN 3, an inference)."""
    return {
        "register_by": date(year, 3, 31),
        "review_on": date(year, 7, 15),
        "assess_from": date(year, 11, 15),
        "assess_until": date(year, 12, 5),
        "check_by": date(year, 12, 20),
        "decide_by": date(year, 12, 31),
        "valid_until": date(year, 12, 31),
    }
