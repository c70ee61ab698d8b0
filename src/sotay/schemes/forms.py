"""Forms of a cell's registration, from the roadmap to the decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, FormField, SegSelect, area
from sotay.members.models import Member
from sotay.papers.models import IssuedPaper
from sotay.schemes import rules
from sotay.schemes.actions import Claim, Roadmap, Verdict
from sotay.schemes.models import Finding
from sotay.schemes.queries import CriterionLine
from sotay.schemes.scheme_forms import LinesForm

YES, NO = "yes", "no"
ACCEPT, SEND_BACK = "accept", "send_back"
RECOGNISE, REFUSE = "recognise", "refuse"
_ANSWERS: list[tuple[str, str | Promise]] = [(YES, _("Reached")), (NO, _("Not reached"))]
_TONES = {YES: "ok", NO: "late"}


class RoadmapForm(LinesForm):
    parts = ("text", "due", "who")
    most = rules.MOST_MILESTONES
    line_title = _("Milestone")
    together = tuple((f"text_{n}", f"due_{n}", f"who_{n}") for n in range(1, rules.MOST_MILESTONES + 1))
    depends = frozenset(
        f"{part}_{n}" for part in ("text", "due", "who") for n in range(1, rules.MOST_MILESTONES + 1)
    )

    aim = forms.CharField(
        label=_("What does the cell want to reach this year?"),
        max_length=4000,
        widget=area(3),
        error_messages={"required": _("Write what the cell wants to reach.")},
    )

    def __init__(self, data: Any = None, *, people: Iterable[Member]) -> None:
        super().__init__(data)
        self.people = {str(each.pk): each for each in people}
        offered = [("", _("Choose a member")), *((key, each.shown) for key, each in self.people.items())]
        for n in range(1, self.most + 1):
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("What is done?"), max_length=rules.LONGEST_LINE, required=False, widget=area(2)
            )
            self.fields[f"due_{n}"] = DayField(label=_("By when?"), required=False)
            self.fields[f"who_{n}"] = forms.ChoiceField(
                label=_("Who is responsible?"),
                choices=offered,
                required=False,
                error_messages={"invalid_choice": _("Choose a member of this cell.")},
            )

    def roadmap(self) -> Roadmap:
        data = self.cleaned_data
        lines = (self.names_of(n) for n in range(1, self.most + 1))
        return [(data[text], data[due], self.people.get(data[who])) for text, due, who in lines]


class SendForm(BaseForm):
    """Which resolution the cell registers by. `adopted`: the meeting's motion is enough."""

    paper = forms.ChoiceField(
        label=_("By which resolution of the cell?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the resolution by which the cell registers.")},
    )

    def __init__(self, data: Any = None, *, papers: Iterable[IssuedPaper], adopted: str = "") -> None:
        super().__init__(data)
        self.papers = {str(each.pk): each for each in papers}
        offered = [(key, f"{each.number_text} · {each.title}") for key, each in self.papers.items()]
        self.offer("paper", [("motion", adopted), *offered] if adopted else offered)

    def paper_chosen(self) -> IssuedPaper | None:
        return self.papers.get(self.cleaned_data["paper"])


class ReasonForm(BaseForm):
    text = forms.CharField(
        label=_("Why?"),
        max_length=2000,
        widget=area(4),
        error_messages={"required": _("Write the reason: the cell reads it.")},
    )


class AnswerForm(BaseForm):
    """Accept a registration or send it back."""

    depends = frozenset({"overseer", "text"})

    decision = forms.ChoiceField(
        label=_("Is the registration accepted?"),
        choices=[(ACCEPT, _("Yes, accept it")), (SEND_BACK, _("No, send it back with a reason"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the registration is accepted.")},
    )
    overseer = forms.ChoiceField(
        label=_("Who oversees it?"),
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Needed when it is accepted. Offered are the overseers appointed for this cell."),
    )
    text = forms.CharField(
        label=_("Reason or note"),
        max_length=2000,
        widget=area(3),
        required=False,
        help_text=_("Needed when it is sent back."),
    )

    def __init__(self, data: Any = None, *, overseers: Iterable[Member]) -> None:
        super().__init__(data)
        self.overseers = {str(each.pk): each for each in overseers}
        self.offer("overseer", [(key, each.full_name) for key, each in self.overseers.items()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == ACCEPT and not data.get("overseer") and "overseer" not in self.errors:
            self.add_error("overseer", _("Choose who oversees the cell's way."))
        return data

    def overseer_chosen(self) -> Member:
        return self.overseers[self.cleaned_data["overseer"]]


class OverseerForm(BaseForm):
    overseer = forms.ChoiceField(
        label=_("Who oversees it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who oversees the cell's way.")},
    )

    def __init__(self, data: Any = None, *, overseers: Iterable[Member]) -> None:
        super().__init__(data)
        self.overseers = {str(each.pk): each for each in overseers}
        self.offer("overseer", [(key, each.full_name) for key, each in self.overseers.items()])

    def overseer_chosen(self) -> Member:
        return self.overseers[self.cleaned_data["overseer"]]


class DoneForm(BaseForm):
    text = forms.CharField(
        label=_("What was done, with what result?"),
        max_length=4000,
        widget=area(4),
        error_messages={"required": _("Write what was done.")},
    )
    done_on = DayField(label=_("On which day?"))


class CommentForm(BaseForm):
    text = forms.CharField(
        label=_("Your comment"),
        max_length=2000,
        widget=area(4),
        help_text=_("The leaders of the cell and the member responsible read it."),
        error_messages={"required": _("Write your comment.")},
    )


class CriterionForm(BaseForm):
    """A form with two or more fields for each criterion, under its words."""

    def __init__(self, data: Any = None, *, lines: Sequence[CriterionLine]) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            self.add_fields(line)

    def add_fields(self, line: CriterionLine) -> None:
        raise NotImplementedError

    def names_of(self, number: int) -> list[str]:
        raise NotImplementedError

    @property
    def groups(self) -> Iterator[tuple[CriterionLine, list[FormField]]]:
        for line in self.lines:
            yield line, [self[name] for name in self.names_of(line.criterion.number)]  # type: ignore[misc]

    @property
    def alone(self) -> list[FormField]:
        lined = {name for line in self.lines for name in self.names_of(line.criterion.number)}
        return [field for field in self.visible_fields() if field.name not in lined]  # type: ignore[misc]


class AssessForm(CriterionForm):
    """What the cell says of each criterion. Computed ones are answered beforehand where nothing was kept."""

    def add_fields(self, line: CriterionLine) -> None:
        n = line.criterion.number
        self.fields[f"claimed_{n}"] = forms.ChoiceField(
            label=gettext("Criterion %(n)s is") % {"n": n},
            choices=_ANSWERS,
            widget=SegSelect(tones=_TONES),
            required=False,
        )
        self.fields[f"evidence_{n}"] = forms.CharField(
            label=gettext("Evidence for criterion %(n)s") % {"n": n},
            max_length=4000,
            widget=area(2),
            required=False,
            help_text=""
            if line.met
            else _("Needed when it is said to be reached: the program does not show it by itself."),
        )
        if line.met is not None and (line.finding is None or line.finding.claimed is None):
            self.initial[f"claimed_{n}"] = answer(line.met)

    def __init__(self, data: Any = None, *, lines: Sequence[CriterionLine]) -> None:
        numbers = [line.criterion.number for line in lines]
        parts = ("claimed", "evidence")
        self.depends = frozenset(f"{part}_{n}" for part in parts for n in numbers)
        super().__init__(data, lines=lines)
        self.fields["text"] = forms.CharField(
            label=_("The cell's judgement as a whole"), max_length=4000, widget=area(3), required=False
        )

    def names_of(self, number: int) -> list[str]:
        return [f"claimed_{number}", f"evidence_{number}"]

    def claims(self) -> dict[UUID, Claim]:
        data = self.cleaned_data
        return {
            line.criterion.pk: Claim(
                said(data[f"claimed_{line.criterion.number}"]), data[f"evidence_{line.criterion.number}"]
            )
            for line in self.lines
        }


class CheckForm(CriterionForm):
    """What the check on the spot found of each criterion."""

    checked_on = DayField(label=_("Day of the check"))
    checked_by = forms.CharField(
        label=_("Who checked?"),
        max_length=200,
        error_messages={"required": _("Enter who checked.")},
    )

    def add_fields(self, line: CriterionLine) -> None:
        n = line.criterion.number
        self.fields[f"verified_{n}"] = forms.ChoiceField(
            label=gettext("Criterion %(n)s is") % {"n": n},
            choices=_ANSWERS,
            widget=SegSelect(tones=_TONES),
            error_messages={"required": _("Say whether it is reached.")},
        )
        self.fields[f"difference_{n}"] = forms.CharField(
            label=gettext("Reason, if it differs from what the cell says (criterion %(n)s)") % {"n": n},
            max_length=2000,
            widget=area(2),
            required=False,
        )

    def __init__(self, data: Any = None, *, lines: Sequence[CriterionLine]) -> None:
        numbers = [line.criterion.number for line in lines]
        self.depends = frozenset(f"difference_{n}" for n in numbers)
        super().__init__(data, lines=lines)
        self.fields["text"] = forms.CharField(
            label=_("Remarks of the check"), max_length=4000, widget=area(3), required=False
        )

    def names_of(self, number: int) -> list[str]:
        return [f"verified_{number}", f"difference_{number}"]

    def verdicts(self) -> dict[UUID, Verdict]:
        data = self.cleaned_data
        return {
            line.criterion.pk: Verdict(
                said(data[f"verified_{line.criterion.number}"]), data[f"difference_{line.criterion.number}"]
            )
            for line in self.lines
        }


class DecideForm(BaseForm):
    depends = frozenset({"reason"})

    decision = forms.ChoiceField(
        label=_("What is decided?"),
        choices=[(RECOGNISE, _("The cell is recognised")), (REFUSE, _("The cell is not recognised"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is decided.")},
    )
    decision_number = forms.CharField(label=_("Number of the decision"), max_length=60)
    decided_on = DayField(label=_("Day of the decision"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        widget=area(3),
        required=False,
        help_text=_("Needed when the cell is not recognised; the cell reads it."),
    )

    def given(self) -> dict[str, Any]:
        data = {**self.cleaned_data}
        return {"recognised": data.pop("decision") == RECOGNISE, **data}


def said(text: str) -> bool | None:
    return {YES: True, NO: False}.get(text)


def answer(value: bool | None) -> str:
    return {True: YES, False: NO, None: ""}[value]


def claims_of(findings: Iterable[Finding]) -> dict[str, str]:
    """What the cell kept so far, by the names of the fields."""
    found: dict[str, str] = {}
    for each in findings:
        n = each.criterion.number
        found |= {f"claimed_{n}": answer(each.claimed), f"evidence_{n}": each.evidence}
    return found
