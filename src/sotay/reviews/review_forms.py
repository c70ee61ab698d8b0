"""Forms of one review, of the count of a vote, and of the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, NumberField, area
from sotay.members.models import Member
from sotay.regulations.values import (
    ReviewForm as Shape,
)
from sotay.reviews.forms import LONGEST, level_choices
from sotay.reviews.models import Ballot, Review
from sotay.reviews.round_actions import Choice
from sotay.reviews.rules import Levels, Slips
from sotay.reviews.words import in_language

EMPTY = "empty"
"""The place of papers on which a line was left empty; kept under ''."""


def digits(label: Any, **more: Any) -> NumberField:
    """A small number in a text box: a number box changes its value when somebody scrolls over it."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
    return NumberField(label=label, widget=widget, **{"min_value": 0, "max_value": 1000, **more})


class WriteForm(BaseForm):
    """A self-review: words under each heading, points for each criterion, the level one proposes."""

    def __init__(self, *args: Any, shape: Shape, levels: Levels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        for row in shape.headings:
            self.fields[f"words_{row.key}"] = forms.CharField(
                label=in_language(row.text), max_length=LONGEST, required=False, widget=area(3)
            )
        for row in shape.criteria:
            label = _("%(words)s (at most %(most)s points)") % {
                "words": in_language(row.text),
                "most": row.max_points,
            }
            self.fields[f"points_{row.key}"] = digits(label, required=False)
        self.fields["beyond"] = digits(
            _("Work beyond what was asked, in per cent"),
            required=False,
            max_value=100,
            help_text=_("Your own view. The best level asks for it; leave it empty when there is none."),
        )
        # What is kept may lack points; what is sent may not.
        self.depends = frozenset({"level", *(f"points_{row.key}" for row in shape.criteria)})
        self.fields["level"] = forms.ChoiceField(
            label=_("The level I propose"),
            choices=level_choices(levels),
            widget=forms.RadioSelect,
            required=False,
        )

    @property
    def words(self) -> dict[str, str]:
        return {row.key: self.cleaned_data[f"words_{row.key}"] for row in self.shape.headings}

    @property
    def points(self) -> dict[str, int]:
        given = {row.key: self.cleaned_data[f"points_{row.key}"] for row in self.shape.criteria}
        return {key: points for key, points in given.items() if points is not None}

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "words": self.words,
            "points": self.points,
            "beyond": data["beyond"],
            "level": data["level"],
        }


class CommentForm(BaseForm):
    text = forms.CharField(label=_("What the cell says"), max_length=LONGEST, required=False, widget=area(4))
    beyond = digits(
        _("Work beyond what was asked, as the cell judges, in per cent"), required=False, max_value=100
    )
    form = forms.ChoiceField(
        label=_("Which form is theirs?"),
        choices=Review.Form.choices,
        help_text=_("Another form begins the points of each criterion anew."),
    )
    left_out = forms.CharField(
        label=_("Why they are not rated"),
        max_length=200,
        required=False,
        help_text=_("Leave it empty for who is rated. Exempt members are not."),
    )
    together = (("common_points", "task_points"),)

    def __init__(self, *args: Any, review: Review, shape: Shape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        common = _("Common criteria, points of the cell (at most %(most)s)") % {"most": shape.most("common")}
        tasks = _("Results of the work, points of the cell (at most %(most)s)") % {
            "most": shape.most("tasks")
        }
        self.fields["common_points"] = digits(common, required=False)
        self.fields["task_points"] = digits(tasks, required=False)
        self.order_fields(("text", "common_points", "task_points", "beyond", "form", "left_out"))
        if not review.is_of_member:
            del self.fields["left_out"]
            self.offer("form", [(Review.Form.F01, Review.Form.F01.label)])
        else:
            self.offer("form", [one for one in Review.Form.choices if one[0] != Review.Form.F01])

    def given(self) -> dict[str, Any]:
        return {"left_out": "", **self.cleaned_data}


@dataclass(frozen=True, slots=True)
class BallotRow:
    """A person on the page of a count, with a field for each level and one for empty lines."""

    review: Review
    fields: tuple[forms.BoundField, ...]
    errors: list[str]


class BallotForm(BaseForm):
    """A count of a vote on those who were not voted on yet. A person without any number is in no count."""

    manner = forms.ChoiceField(
        label=_("How was the vote held?"), choices=Ballot.Manner.choices, widget=forms.RadioSelect
    )
    held_on = DayField(label=_("Day of the vote"), initial=timezone.localdate)
    tellers = forms.MultipleChoiceField(
        label=_("Who counted the papers?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Nobody counts a vote on themselves: record theirs as a second count by others."),
    )
    exempt_came = digits(_("Exempt members who took part"), required=False, initial=0)
    issued = digits(_("Papers given out"))
    collected = digits(_("Papers that came back"))
    invalid = digits(_("Papers spoilt as a whole"), required=False, initial=0)
    depends = frozenset({"tellers", "exempt_came", "invalid"})

    def __init__(
        self,
        *args: Any,
        reviews: Sequence[Review],
        people: Mapping[UUID, Member],
        levels: Levels,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reviews, self.people, self.levels = reviews, people, levels
        self.offer("tellers", [(str(pk), member.shown) for pk, member in people.items()])
        self.answers = [*level_choices(levels), (EMPTY, _("Left empty"))]
        for review in reviews:
            for key, words in self.answers:
                field = digits(words, required=False)
                field.widget.attrs["aria-label"] = f"{review.name}: {words}"
                self.fields[_vote(review, key)] = field

    @property
    def head(self) -> list[forms.BoundField]:
        names = ("manner", "held_on", "tellers", "exempt_came", "issued", "collected", "invalid")
        return [self[name] for name in names]

    @property
    def rows(self) -> list[BallotRow]:
        return [self._row(review) for review in self.reviews]

    def _row(self, review: Review) -> BallotRow:
        fields = tuple(self[_vote(review, key)] for key, _words in self.answers)
        errors = [str(error) for field in fields for error in field.errors]
        return BallotRow(review, fields, list(dict.fromkeys(errors)))

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "manner": data["manner"],
            "held_on": data["held_on"],
            "tellers": [self.people[UUID(pk)] for pk in data["tellers"]],
            "exempt_came": data["exempt_came"] or 0,
            "slips": Slips(data["issued"], data["collected"], data["invalid"] or 0),
            "votes": {each.pk: found for each in self.reviews if (found := self._votes(each))},
        }

    def _votes(self, review: Review) -> dict[str, int]:
        """What was typed for a person, nothing for a line without any number."""
        typed = {key: self.cleaned_data[_vote(review, key)] for key, _words in self.answers}
        if all(number is None for number in typed.values()):
            return {}
        return {"" if key == EMPTY else key: number or 0 for key, number in typed.items()}


def _vote(review: Review, key: str) -> str:
    return f"vote_{review.pk}_{key}"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    review: Review
    level: forms.BoundField
    because: forms.BoundField


class DecideForm(BaseForm):
    """A level for everybody of a cell, which begins with the cell's vote."""

    decision_no = forms.CharField(
        label=_("Number of the decision"), max_length=60, help_text=_("For example 12-QĐ/ĐU.")
    )
    decision_on = DayField(label=_("Day of the decision"), initial=timezone.localdate)
    over_because = forms.CharField(
        label=_("Why more are rated at the best level than the rule allows"),
        max_length=LONGEST,
        required=False,
        widget=area(3),
        help_text=_("Only when the page says that the cap is passed."),
    )

    def __init__(self, *args: Any, reviews: Sequence[Review], levels: Levels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reviews = reviews
        for review in reviews:
            label = _("Level of %(name)s") % {"name": review.name}
            field = forms.ChoiceField(
                label=label,
                choices=[("", "–"), *level_choices(levels)],
                initial=review.voted,
                error_messages={"required": _("Choose a level for %(name)s.") % {"name": review.name}},
            )
            field.widget.attrs["aria-label"] = str(label)
            self.fields[f"level_{review.pk}"] = field
            why = forms.CharField(label=_("Why it differs from the vote"), max_length=500, required=False)
            why.widget.attrs["aria-label"] = str(
                _("Why the level of %(name)s differs from the vote") % {"name": review.name}
            )
            self.fields[f"because_{review.pk}"] = why

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("decision_no", "decision_on", "over_because")]

    @property
    def rows(self) -> list[DecisionRow]:
        return [
            DecisionRow(review, self[f"level_{review.pk}"], self[f"because_{review.pk}"])
            for review in self.reviews
        ]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        choices = {
            each.pk: Choice(data[f"level_{each.pk}"], data[f"because_{each.pk}"]) for each in self.reviews
        }
        head = {name: data[name] for name in ("decision_no", "decision_on", "over_because")}
        return {**head, "choices": choices}


class AnswerAppealForm(BaseForm):
    level = forms.ChoiceField(label=_("The level from now on"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("The answer"), max_length=LONGEST, widget=area(4), help_text=_("The person reads it.")
    )

    def __init__(self, *args: Any, levels: Levels, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("level", level_choices(levels))
