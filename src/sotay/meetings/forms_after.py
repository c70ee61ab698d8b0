"""What is asked of whoever records somebody else's signature."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm
from sotay.papers.models import Help


class AssistForm(BaseForm):
    """Nothing is chosen beforehand: both are said by the person who helps, and kept."""

    help_needed = forms.ChoiceField(
        label=_("Why they do not sign with a log-in of their own"),
        choices=Help.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    beside = forms.BooleanField(
        label=_("They are beside me, have read or heard the papers above, and sign them"),
        error_messages={"required": _("Record the signature only when they are there and agree.")},
    )
