"""Forms of those who take part."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from sotay.kernel.forms import BaseForm


class DigitsForm(BaseForm):
    digits = forms.CharField(
        label=gettext_lazy("The six digits on the screen"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "medium"}
        ),
    )


class LetterForm(BaseForm):
    member = forms.UUIDField()
    item = forms.UUIDField(required=False)
