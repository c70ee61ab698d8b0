"""Forms of writing and withdrawing guidance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.guidance.actions import Topic
from sotay.guidance.rules import QUESTIONS, TOPICS
from sotay.kernel.forms import BaseForm, MonthField, area
from sotay.units.models import CellType

LONGEST_TEXT = 20_000


class BulletinForm(BaseForm):
    month = MonthField(label=_("Month"))
    title = forms.CharField(label=pgettext_lazy("guidance", "Title"), max_length=200)
    summary = forms.CharField(
        label=_("The month behind us, in short"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=area(4),
    )
    orientation = forms.CharField(
        label=_("Orientation"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=area(8),
        help_text=_("What members should know and what the committee asks for."),
    )
    cell_types = forms.MultipleChoiceField(
        label=_("For which cells?"),
        choices=CellType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none when it is for all cells."),
    )

    def given(self) -> dict[str, Any]:
        """What `actions.save` takes."""
        return {
            name: self.cleaned_data[name]
            for name in ("month", "title", "summary", "orientation", "cell_types")
        }

    @property
    def parts(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each topic, for the page."""
        return []

    @property
    def asked(self) -> list[forms.BoundField]:
        return []

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("month", "title", "summary", "orientation", "cell_types")]


def topic_names(number: int) -> tuple[str, str, str]:
    return f"topic_{number}_title", f"topic_{number}_text", f"topic_{number}_compulsory"


class GuidanceForm(BulletinForm):
    """The same with topics and questions in fixed numbers, so that it works without a script."""

    together = tuple(topic_names(number) for number in range(1, TOPICS + 1))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, TOPICS + 1):
            title, text, compulsory = topic_names(number)
            self.fields[title] = forms.CharField(
                label=_("Title of topic %(n)s") % {"n": number}, max_length=200, required=False
            )
            self.fields[text] = forms.CharField(
                label=_("What to say about it"), max_length=LONGEST_TEXT, required=False, widget=area(4)
            )
            self.fields[compulsory] = forms.BooleanField(
                label=_("Compulsory"),
                required=False,
                help_text=_("A cell that leaves it out has to say why, and you read it."),
            )
        for number in range(1, QUESTIONS + 1):
            self.fields[f"question_{number}"] = forms.CharField(
                label=_("Question %(n)s") % {"n": number}, max_length=300, required=False
            )

    @property
    def parts(self) -> list[tuple[int, list[forms.BoundField]]]:
        numbers = range(1, TOPICS + 1)
        return [(number, [self[name] for name in topic_names(number)]) for number in numbers]

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[f"question_{number}"] for number in range(1, QUESTIONS + 1)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for number in range(1, TOPICS + 1):
            title, text, compulsory = (data.get(name) for name in topic_names(number))
            if not title and (text or compulsory):
                self.add_error(topic_names(number)[0], _("Give this topic a title."))
        return data

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        topics = [Topic(*(data[name] for name in names)) for names in map(topic_names, range(1, TOPICS + 1))]
        questions = [data[f"question_{number}"] for number in range(1, QUESTIONS + 1)]
        return {
            **super().given(),
            "topics": [topic for topic in topics if topic.title],
            "questions": [text for text in questions if text],
        }


class WithdrawForm(BaseForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=area(2), help_text=_("The cells read it.")
    )
