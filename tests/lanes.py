"""A phone that asks by the lanes: the WSGI application's own, without a server."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from conftest import Person

from sotay.config.lanes import with_lanes
from sotay.meetings.models import Meeting


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def done(self) -> bool:
        """Of a check-in: whether they are checked in."""
        return self.status == 200 and bool(json.loads(self.text)["done"])


def _nothing_else(_environ: Any, _start: Any) -> list[bytes]:
    raise AssertionError("a lane was passed by")


application = with_lanes(_nothing_else)


def ask(
    person: Person | None, lane: str, ticket: str = "", *, method: str = "GET", etag: str = "", **form: str
) -> Answer:
    """What the lane answers the person's device, with the cookies it has."""
    body = urlencode(form).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": f"/lane/{lane}/",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }
    if person is not None:
        cookies = (f"{name}={each.value}" for name, each in person.cookies.items())
        environ["HTTP_COOKIE"] = "; ".join(cookies)
    if ticket:
        environ["HTTP_X_TICKET"] = ticket
    if etag:
        environ["HTTP_IF_NONE_MATCH"] = etag
    said: list[Any] = []
    text = b"".join(application(environ, lambda status, headers: said.extend([status, headers]))).decode()
    return Answer(int(said[0].split()[0]), dict(said[1]), text)


def ticket_on(page: str) -> str:
    """The ticket a page carries."""
    found = re.search(r'data-ticket="([^"]+)"', page)
    return found[1] if found else ""


def ticket_of(person: Person, meeting: Meeting) -> str:
    return ticket_on(person.get(f"/meetings/{meeting.pk}/live/").content.decode())
