"""Forms of a round, its team and its cells, of a cell's report, of the record, and of demands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sotay.inspections import rules
from sotay.inspections.models import Round
from sotay.inspections.proofs import Proof
from sotay.inspections.queries import OutlineLine
from sotay.kernel.forms import BaseForm, DayField, NumberField, area
from sotay.kernel.periods import YEARS

ACCEPT, SEND_BACK = "accept", "send_back"
LEADS, MEMBER = "leads", "member"


class RoundForm(BaseForm):
    kind = forms.ChoiceField(
        label=_("Inspection or supervision?"),
        choices=Round.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose inspection or supervision.")},
    )
    title = forms.CharField(
        label=_("What is it called?"),
        max_length=200,
        help_text=_("For example: Inspection of how cells hold their meetings, fourth quarter."),
    )
    quarter = forms.ChoiceField(
        label=_("Quarter"),
        choices=[("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the quarter.")},
    )
    year = NumberField(label=_("Year"), min_value=YEARS.start, max_value=YEARS.stop - 1)
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=60)
    decided_on = DayField(label=_("Day of the decision"))
    signed_by = forms.CharField(label=_("Who signed it?"), max_length=120)
    report_by = DayField(
        label=_("By when do the cells send their report?"),
        help_text=_("Each cell answers the outline; the program answers beforehand what it knows."),
    )

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "quarter": int(self.cleaned_data["quarter"])}


class PlannedForm(BaseForm):
    """A line of a year's programme."""

    quarter = forms.ChoiceField(
        label=_("Quarter"),
        choices=[("1", "I"), ("2", "II"), ("3", "III"), ("4", "IV")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the quarter.")},
    )
    kind = forms.ChoiceField(
        label=_("Inspection or supervision?"),
        choices=Round.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose inspection or supervision.")},
    )
    subject = forms.CharField(label=_("What about?"), max_length=200)
    cells = NumberField(label=_("How many cells?"), min_value=1, max_value=rules.MOST_CELLS)

    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "quarter": int(self.cleaned_data["quarter"])}


class TeamForm(BaseForm):
    person = forms.ChoiceField(
        label=_("Who?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a person. Search above when they are not listed.")},
    )
    part = forms.ChoiceField(
        label=_("As what?"),
        choices=[(LEADS, _("Leader of the team")), (MEMBER, _("Member of the team"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose leader or member.")},
    )

    def __init__(self, data: Any = None, *, people: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.offer("person", people)
        if not people:
            self.fields["person"].help_text = _("Search above for the person first.")


class ChooseForm(BaseForm):
    """`reason` is asked only when cells are chosen by hand."""

    cells = forms.MultipleChoiceField(
        label=_("Which cells?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one cell.")},
    )
    reason = forms.CharField(
        label=_("Why these cells?"),
        max_length=300,
        error_messages={"required": _("Write why these cells are chosen: it stands beside each of them.")},
    )

    def __init__(self, data: Any = None, *, cells: Sequence[tuple[str, str]], by_hand: bool) -> None:
        super().__init__(data)
        self.offer("cells", cells)
        if not by_hand:
            del self.fields["reason"]


class SelfReportForm(BaseForm):
    """A field for each question; what the program answers stands with it and need not be typed."""

    def __init__(self, data: Any = None, *, lines: Sequence[OutlineLine]) -> None:
        super().__init__(data)
        self.lines = lines
        self.depends = frozenset(  # needed where the program knows nothing
            f"q_{line.question.key}" for line in lines if line.proof is None
        )
        for line in lines:
            words = line.question.text.of(get_language() or "vi")
            self.fields[f"q_{line.question.key}"] = forms.CharField(
                label=f"{line.number}. {words}", required=False, max_length=4000, widget=area(3)
            )
            if line.proof is not None:
                self.fields[f"q_{line.question.key}"].help_text = _known(line.proof)

    def texts(self) -> Mapping[str, str]:
        return {line.question.key: self.cleaned_data[f"q_{line.question.key}"] for line in self.lines}


def _known(proof: Proof) -> str:
    """What the program answers, with the way to its proof."""
    link = format_html('<a href="{}">{}</a>', proof.url, gettext("See the proof")) if proof.url else ""
    return format_html("{} {} {}", gettext("The program knows:"), proof.text, link)


class RecordForm(BaseForm):
    together = tuple((f"demand_{n}", f"due_{n}") for n in range(1, rules.MOST_DEMANDS + 1))
    depends = frozenset({"verified_on", "strengths", "weaknesses", "conclusion"}) | {
        f"due_{n}" for n in range(1, rules.MOST_DEMANDS + 1)
    }

    verified_on = DayField(label=_("Day on which the team worked with the cell"), required=False)
    strengths = forms.CharField(
        label=_("Strengths"), required=False, max_length=8000, widget=area(4), help_text=_("One a line.")
    )
    weaknesses = forms.CharField(
        label=_("Weaknesses"), required=False, max_length=8000, widget=area(4), help_text=_("One a line.")
    )
    conclusion = forms.CharField(label=_("Conclusion"), required=False, max_length=8000, widget=area(5))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for n in range(1, rules.MOST_DEMANDS + 1):
            self.fields[f"demand_{n}"] = forms.CharField(
                label=_("Demand %(n)s") % {"n": n},
                required=False,
                max_length=rules.LONGEST_LINE,
                widget=area(2),
            )
            self.fields[f"due_{n}"] = DayField(
                label=_("Report on demand %(n)s by") % {"n": n}, required=False
            )

    def given(self) -> dict[str, Any]:
        names = ("verified_on", "strengths", "weaknesses", "conclusion")
        return {name: self.cleaned_data[name] for name in names}

    def demands(self) -> list[tuple[str, date | None]]:
        data = self.cleaned_data
        return [(data[f"demand_{n}"], data[f"due_{n}"]) for n in range(1, rules.MOST_DEMANDS + 1)]


class AnswerForm(BaseForm):
    text = forms.CharField(
        label=_("What was done, with what result?"),
        max_length=4000,
        widget=area(5),
        error_messages={"required": _("Write what was done about the demand.")},
    )


class JudgeForm(BaseForm):
    depends = frozenset({"text", "due_on"})

    decision = forms.ChoiceField(
        label=_("Is it carried out?"),
        choices=[(ACCEPT, _("Yes: close the demand")), (SEND_BACK, _("Not yet: send it back"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the demand is carried out.")},
    )
    text = forms.CharField(
        label=_("What is missing, or a note"),
        required=False,
        max_length=2000,
        widget=area(3),
        help_text=_("Needed when it is sent back."),
    )
    due_on = DayField(label=_("Report again by"), required=False, help_text=_("Needed when it is sent back."))

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "accepted": data["decision"] == ACCEPT,
            "text": data["text"],
            "due_on": data["due_on"],
        }
