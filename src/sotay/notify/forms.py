"""The form in which somebody says how they want to be reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, ClockField
from sotay.notify.models import Reach


class ReachForm(BaseForm):
    together = (("quiet_from", "quiet_until"),)

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("A letter is sent there; open its link to confirm that the address is yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Enter an e-mail address such as ten@example.org.")},
    )
    by_text = forms.BooleanField(label=_("Send me text messages (SMS)"), required=False)
    quiet_from = ClockField(label=_("Quiet hours, from"))
    quiet_until = ClockField(
        label=_("Quiet hours, until"),
        help_text=_("What comes in these hours is sent afterwards, in one message."),
    )
    daily_at = ClockField(
        label=_("All of a day in one message, at"),
        required=False,
        help_text=_("Leave empty to be told of each thing at once."),
    )
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, reach: Reach, texts: bool) -> None:
        super().__init__(data)
        phone = reach.member.phone if reach.member else ""
        if texts and phone:
            self.fields["by_text"].help_text = _("To %(phone)s.") % {"phone": phone}
        else:
            del self.fields["by_text"]
