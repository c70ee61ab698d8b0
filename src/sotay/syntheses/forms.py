"""Why a synthesis is corrected."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, area


class CorrectForm(BaseForm):
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        max_length=300,
        widget=area(2),
        help_text=_("The unit above reads this beside the new version."),
    )
