"""Mail kept as files, so that a first installation needs no server: one file a message, named by its id."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Sending the same message again writes the same file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH or "")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            written = mail.message()
            name = str(written["Message-ID"]).strip("<>").partition("@")[0]
            fresh = folder / f".{name}.{os.getpid()}"
            fresh.write_bytes(written.as_bytes())
            fresh.replace(folder / f"{name}.eml")
        return len(email_messages)
