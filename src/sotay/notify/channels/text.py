"""Text messages through a gateway that takes JSON over HTTP: an example of the port for others.

POST `SOTAY_TEXT_URL` with `{"to": "0912345678", "text": "...", "id": "..."}`, `Authorization: Bearer` and the
token of `SOTAY_TEXT_TOKEN`, and the id once more as `Idempotency-Key`. 2xx is taken; 408, 429 and 5xx are
tried again; every other answer is a refusal. A gateway of another kind is a class of the same shape.
"""

from __future__ import annotations

from http import HTTPStatus

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy

from sotay.notify.channels import MOST_SECONDS, SECONDS, Message, Refused, Unavailable, within
from sotay.notify.models import Reach

_AGAIN = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


class TextChannel:
    code = "text"
    words = gettext_lazy("Text message")

    def is_open(self) -> bool:
        return bool(settings.TEXT_URL)

    def is_for(self, reach: Reach) -> bool:
        return bool(reach.by_text and reach.member and reach.member.phone)

    def addresses(self, reach: Reach) -> list[str]:
        return [reach.member.phone] if reach.member and self.is_for(reach) else []

    def post(self, message: Message, addresses: list[str]) -> None:
        for number in addresses:
            within(MOST_SECONDS, lambda to=number: self._post(message, to))  # type: ignore[misc]

    @staticmethod
    def _post(message: Message, number: str) -> None:
        answer = requests.post(
            settings.TEXT_URL,
            json={"to": number, "text": f"{message.text} {message.url}", "id": str(message.id)},
            headers={
                "Authorization": f"Bearer {settings.TEXT_TOKEN}",
                "Idempotency-Key": str(message.id),
            },
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,  # the body is not read: only the status says something
        )
        answer.close()
        check(answer.status_code)


def check(status: int) -> None:
    """Nothing for 2xx; Unavailable for what passes; Refused for the rest."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable(f"HTTP {status}")
    raise Refused(f"HTTP {status}")
