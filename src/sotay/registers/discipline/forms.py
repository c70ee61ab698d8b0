"""Recording discipline, deciding on a proposal, appeals, and the period of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.forms import BaseForm, DayField, NumberField, SegSelect
from sotay.registers.discipline import rules
from sotay.registers.discipline.models import Appeal, Discipline
from sotay.units.forms import DECISION, DecisionFields

KEEPING = {"data-keep": "off"}
"""What is typed about somebody's fault must not stay on a phone."""


class PaperFields(DecisionFields):
    """The decision of the level above, when there is one."""

    depends = frozenset(DECISION)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in DECISION:
            self.fields[name].required = False


class RecordForm(PaperFields):
    depends = frozenset({"votes_for", "votes_base", *DECISION})
    together = (("votes_for", "votes_base"),)

    decider = forms.ChoiceField(
        label=_("Who decided?"),
        choices=[
            (rules.BY_CELL, _("The cell decided by vote")),
            (rules.PROPOSED, _("The cell voted and proposed to the level above")),
            (rules.BY_ABOVE, _("The level above decided")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who decided.")},
    )
    level = forms.ChoiceField(
        label=_("Level of discipline"),
        choices=[(value, label) for value, label in Discipline.Level.choices if value != rules.DISSOLUTION],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the level.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground"), widget=forms.RadioSelect, error_messages={"required": _("Choose the ground.")}
    )
    text = forms.CharField(
        label=_("What happened, in a few words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, **KEEPING}),
        help_text=_("Read by the same few as the record. No scans, and nothing that is a state secret."),
    )
    on = DayField(
        label=_("Day it was announced"),
        help_text=_("A cell's decision takes effect when the result of the vote is announced."),
    )
    votes_base = NumberField(label=_("Full members counted"), required=False, min_value=1, max_value=5000)
    votes_for = NumberField(
        label=_("Votes for this level"),
        required=False,
        min_value=0,
        max_value=5000,
        help_text=_("Of the cell's secret ballot. Needed unless the level above decided."),
    )

    field_order = (
        *("decider", "level", "ground", "text", "on", "votes_base", "votes_for"),
        *DECISION,
    )

    def __init__(self, data: Any = None, *, grounds: Mapping[str, str], above: bool) -> None:
        super().__init__(data)
        self.offer("ground", grounds.items())
        if not above:
            choices = self.fields["decider"].choices  # type: ignore[attr-defined]
            self.offer("decider", [each for each in choices if each[0] != rules.BY_ABOVE])
            for name in DECISION:
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        names = ("decider", "level", "ground", "text", "on", "votes_for", "votes_base")
        return {**{name: self.cleaned_data[name] for name in names}, "decision": self.decision()}


class UnitForm(PaperFields):
    level = forms.ChoiceField(
        label=_("Level of discipline"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the level.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground"), widget=forms.RadioSelect, error_messages={"required": _("Choose the ground.")}
    )
    text = forms.CharField(
        label=_("What happened, in a few words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, **KEEPING}),
    )
    on = DayField(label=_("Day it was announced"))

    field_order = ("level", "ground", "text", "on", *DECISION)

    def __init__(self, data: Any = None, *, grounds: Mapping[str, str], levels: Iterable[str]) -> None:
        super().__init__(data)
        self.offer("ground", grounds.items())
        self.offer("level", [(level, Discipline.Level(level).label) for level in levels])

    def given(self) -> dict[str, Any]:
        names = ("level", "ground", "text", "on")
        return {**{name: self.cleaned_data[name] for name in names}, "decision": self.decision()}


class DecideForm(PaperFields):
    YES, NO = "yes", "no"
    depends = frozenset({"level", *DECISION})

    disciplined = forms.ChoiceField(
        label=_("What did the level above decide?"),
        choices=[(YES, _("To discipline")), (NO, _("Not to discipline"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided.")},
    )
    level = forms.ChoiceField(
        label=_("Level of discipline"), required=False, help_text=_("As proposed, unless you choose another.")
    )
    on = DayField(label=_("Day it was announced"))

    field_order = ("disciplined", "level", "on", *DECISION)

    def __init__(self, data: Any = None, *, levels: Iterable[str]) -> None:
        super().__init__(data)
        words = [(level, Discipline.Level(level).label) for level in levels]
        self.offer("level", [("", _("As proposed")), *words])

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "disciplined": data["disciplined"] == self.YES,
            "level": data["level"],
            "on": data["on"],
            "decision": self.decision(),
        }


class AppealForm(BaseForm):
    on = DayField(label=_("Day of the appeal"))
    to_whom = forms.CharField(label=_("To whom?"), max_length=200)


class AnswerForm(BaseForm):
    depends = frozenset({"level", "decision_no"})

    state = forms.ChoiceField(
        label=_("What came of the appeal?"),
        choices=[(value, label) for value, label in Appeal.State.choices if value != Appeal.State.OPEN],
        widget=SegSelect(),
        error_messages={"required": _("Choose what came of it.")},
    )
    level = forms.ChoiceField(
        label=pgettext_lazy("appeal", "Level that holds now"),
        required=False,
        help_text=_("Only when it was changed."),
    )
    on = DayField(label=_("Day of the answer"))
    decision_no = forms.CharField(label=_("Number of the decision"), max_length=60, required=False)
    text = forms.CharField(
        label=_("The answer in a few words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, **KEEPING}),
    )

    field_order = ("state", "level", "on", "decision_no", "text")

    def __init__(self, data: Any = None, *, levels: Iterable[str]) -> None:
        super().__init__(data)
        words = [(level, Discipline.Level(level).label) for level in levels]
        self.offer("level", [("", "–"), *words])


class PeriodForm(BaseForm):
    first = DayField(label=_("From the day"), required=False)
    last = DayField(label=_("To the day"), required=False)
