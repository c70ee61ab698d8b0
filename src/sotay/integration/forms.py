"""Forms of tokens and webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.integration import actions, rules
from sotay.integration.events import CHOICES
from sotay.kernel.api import Scope
from sotay.kernel.forms import BaseForm, DayField


class TokenForm(BaseForm):
    name = forms.CharField(
        label=_("For which program"),
        max_length=80,
        help_text=_("The program that will use it, so that you know it again."),
        error_messages={"required": _("Say which program it is for.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the program may read"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what it needs. It never sees more than you do."),
        error_messages={"required": _("Choose at least one thing the program may read.")},
    )
    until = DayField(label=_("Works until"), error_messages={"required": _("Say until which day it works.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = actions.longest_until()
        self.fields["until"].help_text = _("%(day)s at the latest.") % {"day": f"{last:%d/%m/%Y}"}

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is past. Choose today or a later one."))
        return day


class PostedForm(BaseForm):
    """On which day something was posted to the national handbook."""

    posted_on = DayField(
        label=_("Posted on"), error_messages={"required": _("Say on which day it was posted.")}
    )

    def clean_posted_on(self) -> Any:
        day = self.cleaned_data["posted_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Note it when it is done."))
        return day


class WebhookForm(BaseForm):
    url = forms.CharField(
        label=_("Address"),
        max_length=rules.LONGEST_ADDRESS,
        help_text=_("Of the program that is to be told. It starts with https://."),
        error_messages={"required": _("Write the address the program gave you.")},
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"}),
    )
    events = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It is told that something happened, where and when: ids, and nothing of what was said."),
        error_messages={"required": _("Choose at least one thing it is told.")},
    )
