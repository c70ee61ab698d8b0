"""What a member writes before the meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, area
from sotay.opinions.queries import Subject
from sotay.opinions.versions import OTHER

LONGEST = 4000


class OpinionForm(BaseForm):
    """An opinion that is there already, to be changed."""

    subject = forms.ChoiceField(
        label=_("What do you write about?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you write about."),
            "invalid_choice": _("That item is no longer on the agenda. Choose again."),
        },
    )
    text = forms.CharField(
        label=_("Your opinion"),
        max_length=LONGEST,
        widget=area(6),
        error_messages={"required": _("Write your opinion in a few words.")},
    )

    def __init__(self, *args: Any, subjects: Iterable[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(each.id), _words(each)) for each in subjects]
        self.offer("subject", [*rows, (OTHER, _("Something else"))])

    @property
    def subject_id(self) -> UUID | None:
        chosen = self.cleaned_data["subject"]
        return None if chosen == OTHER else UUID(chosen)


def _words(subject: Subject) -> str:
    return gettext("Question: %(words)s") % {"words": subject.words} if subject.is_question else subject.words


class WriteForm(OpinionForm):
    """A new one. `key` makes a second tap on the button harmless."""

    NAMED, UNNAMED = "named", "unnamed"

    name = forms.ChoiceField(
        label=_("With your name or without?"),
        choices=[
            (NAMED, _("With my name: I can change it until the meeting opens")),
            (UNNAMED, _("Without my name: nobody can see who wrote it, and it cannot be changed")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether your name stands with it.")},
    )
    person = forms.ChoiceField(
        label=_("For whom do you write it down?"),
        help_text=_("For a member without a phone. Leave it empty for an opinion of your own."),
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    field_order = ("person", "subject", "text", "name", "key")

    def __init__(self, *args: Any, people: Mapping[UUID, str] | None, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["person"]
            return
        self.offer("person", [("", "–"), *((str(pk), name) for pk, name in people.items())])
        self.fields["person"].required = not own
        if not own:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("person") and data.get("name") == self.UNNAMED:
            self.add_error(
                "name", _("What is written down for somebody else has that person's name with it.")
            )
        return data
