"""What people write about a petition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, area
from sotay.kernel.ids import new_id
from sotay.petitions.models import Petition

LONGEST = 4000


def _words(label: object, hint: object = "", *, required: bool = True, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=hint,  # type: ignore[arg-type]
        max_length=LONGEST,
        required=required,
        widget=area(rows),
        error_messages={"required": _("Write it in a few words: the person who asked will read them.")},
    )


class AnswerForm(BaseForm):
    text = _words(
        _("The answer"), _("It goes to the person who asked and to the cell's next meeting."), rows=5
    )


class DeclineForm(BaseForm):
    because = _words(_("Why can it not be taken on?"), _("The person who asked reads the reason."))


class JoinForm(BaseForm):
    other = forms.ChoiceField(
        label=_("Which one is alike?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the petition it is to be answered with."),
            "invalid_choice": _("That petition no longer lies here. Choose another one."),
        },
    )


class SeparateForm(BaseForm):
    """Nothing to write: one button."""


class WithdrawForm(BaseForm):
    because = _words(_("Why do you take it back?"), required=False, rows=2)


class RaiseForm(BaseForm):
    """A petition between two meetings. `key` makes a second tap on the button harmless."""

    LEVELS = (
        ("cell", _("Our cell")),
        ("ward", _("The level above: ward, commune or grassroots committee")),
        ("province", _("The province")),
    )

    text = _words(_("What do you ask for?"), _("One matter at a time, in your own words."), rows=5)
    level = forms.ChoiceField(
        label=_("Who can settle it?"),
        help_text=_("If you are not sure, choose our cell: it passes the petition on."),
        choices=LEVELS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to whom the petition goes.")},
    )
    field = forms.ChoiceField(label=_("Field"), required=False)
    place = forms.CharField(
        label=_("Where is it?"), help_text=_("For example: lane 5, group 3."), max_length=200, required=False
    )
    is_urgent = forms.BooleanField(label=_("It is urgent: people or property are in danger"), required=False)
    is_of_residents = forms.BooleanField(label=_("I pass on what residents ask for"), required=False)
    person = forms.ChoiceField(
        label=_("For whom do you write it down?"),
        help_text=_("For a member without a phone. Leave it empty for a petition of your own."),
        required=False,
    )
    shown_to = forms.ChoiceField(
        label=_("Who may know who raised it?"),
        choices=Petition.ShownTo.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may read the name.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)

    def __init__(
        self, *args: Any, fields: Iterable[str], people: Mapping[UUID, str] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer("field", [("", "–"), *((each, each) for each in fields)])
        if people is None:
            del self.fields["person"]
        else:
            self.offer("person", [("", "–"), *((str(pk), name) for pk, name in people.items())])


class PassUpForm(BaseForm):
    because = _words(
        _("Why is it beyond this unit?"), _("The level above sees the petition and these words.")
    )


class SendBackForm(BaseForm):
    because = _words(
        _("Why does it go back?"), _("For example: it can be settled there, or facts are missing.")
    )


class PromiseForm(BaseForm):
    due_on = DayField(
        label=_("Answer by"),
        help_text=_("For example 25/12/2026."),
        error_messages={"required": _("Enter the day the answer is promised for.")},
    )
    text = _words(
        _("What is being done until then"),
        _("Needed when the day is later than the regulation allows: the person who asked reads the reason."),
        required=False,
    )
    doer = forms.ChoiceField(
        label=_("Who does it?"),
        help_text=_("Choose a member of the cell to give it as a task until that day."),
        required=False,
    )
    task = forms.CharField(
        label=_("The task"),
        help_text=_("Needed with it. Every member of the cell reads it: name nobody who asked."),
        max_length=1000,
        required=False,
        widget=area(2),
    )
    depends = frozenset({"task"})


class CloseForm(BaseForm):
    text = _words(_("What the person said of the answer"), required=False)


class ReopenForm(BaseForm):
    because = _words(_("What does the answer leave open?"))
