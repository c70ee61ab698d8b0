"""Making and answering a survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, area
from sotay.opinions.models import SurveyQuestion
from sotay.opinions.rules import QUESTIONS, options_of
from sotay.opinions.survey_actions import Question

LONGEST = 2000

LEVELS = "Tốt\nKhá\nTrung bình\nChưa tốt"
ABOUT_LEADERS: dict[str, str] = {
    "title": "Góp ý với chi ủy và bí thư chi bộ",
    "intro": "Phiếu không ghi tên. Chi ủy và bí thư chi bộ không xem được; đảng ủy cấp trên đọc kết quả.",
    "question_1": "Chi ủy lắng nghe và giải quyết ý kiến của đảng viên như thế nào?",
    "options_1": LEVELS,
    "question_2": "Bí thư chi bộ điều hành sinh hoạt và nêu gương như thế nào?",
    "options_2": LEVELS,
    "question_3": "Nội dung sinh hoạt chi bộ có thiết thực không?",
    "options_3": LEVELS,
    "question_4": "Đồng chí góp ý gì với chi ủy?",
    "question_5": "Đồng chí góp ý gì với bí thư chi bộ?",
}
"""The template of S000: members comment on the cell's committee and its secretary. The words go to members of
cells, so they are Vietnamese."""


class SurveyForm(BaseForm):
    """Questions in fixed numbers, so that it works without a script. `key` makes a second tap harmless."""

    title = forms.CharField(label=_("What is the survey about?"), max_length=200)
    intro = forms.CharField(
        label=_("What members should know first"), max_length=LONGEST, required=False, widget=area(3)
    )
    ends_on = DayField(label=_("Answers until"), help_text=_("For example 25/12/2026."))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    together = tuple((f"question_{number}", f"options_{number}") for number in range(1, QUESTIONS + 1))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, QUESTIONS + 1):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question %(n)s") % {"n": number}, max_length=300, required=number == 1
            )
            self.fields[f"options_{number}"] = forms.CharField(
                label=_("Answers to choose from"),
                help_text=_("One a line. Leave it empty when members answer in their own words."),
                max_length=1000,
                required=False,
                widget=area(4),
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for number in range(1, QUESTIONS + 1):
            options = options_of(data.get(f"options_{number}") or "")
            if options and not data.get(f"question_{number}"):
                self.add_error(f"question_{number}", _("Write the question for these answers."))
            if len(options) == 1:
                self.add_error(
                    f"options_{number}", _("One answer alone is no choice: write two or more, or none.")
                )
        return data

    def given(self) -> dict[str, Any]:
        """What `survey_actions.make` takes."""
        data = self.cleaned_data
        numbers = [number for number in range(1, QUESTIONS + 1) if data[f"question_{number}"]]
        questions = [
            Question(data[f"question_{number}"], options_of(data[f"options_{number}"])) for number in numbers
        ]
        return {name: data[name] for name in ("title", "intro", "ends_on", "key")} | {"questions": questions}


class AnswerForm(BaseForm):
    """One field for every question: a choice, or words that may be left out."""

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for each in questions:
            self.fields[_name(each)] = _choice(each) if each.options else _words(each)

    @property
    def chosen(self) -> dict[UUID, int]:
        return {each.pk: int(self.cleaned_data[_name(each)]) for each in self.questions if each.options}

    @property
    def texts(self) -> dict[UUID, str]:
        return {each.pk: self.cleaned_data[_name(each)] for each in self.questions if not each.options}


def _name(question: SurveyQuestion) -> str:
    return f"answer_{question.position}"


def _choice(question: SurveyQuestion) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.text,
        choices=[(str(place), words) for place, words in enumerate(question.options)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )


def _words(question: SurveyQuestion) -> forms.CharField:
    return forms.CharField(label=question.text, max_length=LONGEST, required=False, widget=area(4))
