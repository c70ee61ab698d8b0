"""What people fill in about a task."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, SegSelect, area

LONGEST = 2000


def _words(label: object, hint: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=hint,  # type: ignore[arg-type]
        max_length=LONGEST,
        required=required,
        widget=area(3),
        error_messages={"required": _("Write a few words, so that the next meeting knows what happened.")},
    )


class ReportForm(BaseForm):
    done = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=[("no", _("Still working on it")), ("yes", _("Finished"))],
        error_messages={"required": _("Choose how it stands.")},
        widget=SegSelect(tones={"yes": "ok"}),
    )
    text = _words(_("What was done, and what is left"), _("It is read out at the next meeting."))

    def clean_done(self) -> bool:
        return bool(self.cleaned_data["done"] == "yes")


class ConfirmForm(BaseForm):
    text = _words(_("A word on the result"), "", required=False)


class SendBackForm(BaseForm):
    because = _words(_("What is still missing?"), _("The people given the task will read it."))


class ExtendForm(BaseForm):
    due_on = DayField(
        label=_("The new deadline"),
        help_text=_("For example 25/12/2026."),
        error_messages={"required": _("Enter the new deadline.")},
    )
    because = _words(_("Why does it need more time?"), "")


class DropForm(BaseForm):
    because = _words(_("Why is it dropped?"), _("It stays on record and does not come back to the agenda."))
