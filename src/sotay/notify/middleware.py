"""A notice is read when the page it leads to is, whichever way its reader came there."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from sotay.notify import actions
from sotay.notify.queries import Inbox

Ask = Callable[[HttpRequest], HttpResponse]


def read_by_visiting(ask: Ask) -> Ask:
    """Where a page with a bell was shown, mark what led to it: one statement, and only when something did."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = ask(request)
        told: Inbox | None = getattr(request, "inbox", None)
        if told and request.method == "GET" and response.status_code == HTTPStatus.OK:
            here = [notice.pk for notice in told.newest if notice.leads_to(request.path)]
            if here:
                actions.mark_read(of=request.actor, notices=here)  # type: ignore[attr-defined]
        return response

    return middleware
