"""Forms of a synthesis: a part's words, who signs, why it is corrected."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, area


class SectionForm(BaseForm):
    text = forms.CharField(
        label=_("Text"),
        help_text=_("Write one item to a line. Leave it empty to leave this part out."),
        required=False,
        strip=False,
        widget=area(8),
    )


class SignForm(BaseForm):
    on_behalf = forms.CharField(label=_("On behalf of"), max_length=60)
    post = forms.CharField(label=_("Post of who signs"), max_length=60)
    name = forms.CharField(
        label=_("Name of who signs"),
        max_length=120,
        help_text=_(
            "If somebody else signs the printed paper, write their name; yours is kept as who recorded it."
        ),
    )


class CorrectForm(BaseForm):
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        max_length=300,
        widget=area(2),
        help_text=_("The unit above reads this beside the new version."),
    )
