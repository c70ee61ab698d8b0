"""E-mail, by whatever server `EMAIL_URL` names; without one, as files in a folder."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from sotay.notify.channels import MOST_SECONDS, Message, Refused, within
from sotay.notify.models import Reach

_PERMANENT = range(500, 600)


class EmailChannel:
    """The Message-ID is made of the message's own id: a server or program that has it already knows it."""

    code = "email"
    words = gettext_lazy("E-mail")

    def is_open(self) -> bool:
        return True

    def is_for(self, reach: Reach) -> bool:
        return bool(reach.email and reach.email_confirmed_at)

    def addresses(self, reach: Reach) -> list[str]:
        return [reach.email] if self.is_for(reach) else []

    def post(self, message: Message, addresses: list[str]) -> None:
        mail = self._letter(message, addresses)
        try:
            within(MOST_SECONDS, mail.send)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _words in refused.recipients.values()]
            if all(code in _PERMANENT for code in codes):
                raise Refused(f"the server refuses the address: {max(codes)}") from None
            raise

    @staticmethod
    def _letter(message: Message, addresses: list[str]) -> EmailMessage:
        host = settings.EMAIL_FROM.rpartition("@")[2].rstrip(">")
        with override(message.language):
            why = _("You get this because you asked for it. Change it here: %(url)s") % {
                "url": message.settings_url
            }
        return EmailMessage(
            subject=message.title,
            body=f"{message.text}\n\n{message.url}\n\n-- \n{why}\n",
            from_email=settings.EMAIL_FROM,
            to=addresses,
            headers={
                "Message-ID": f"<{message.id}@{host}>",
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{message.settings_url}>",
            },
        )
