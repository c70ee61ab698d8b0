"""What people write about a petition."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, area

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
    text = _words(_("What is being done until then"), required=False)


class CloseForm(BaseForm):
    text = _words(_("What the person said of the answer"), required=False)


class ReopenForm(BaseForm):
    because = _words(_("What does the answer leave open?"))
