"""What the guard refuses, as a page: a row another level keeps is changed there."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sotay.federation.guard import SQLSTATE

Next = Callable[[HttpRequest], HttpResponse]


class KeptElsewhere:
    def __init__(self, ask: Next) -> None:
        self.ask = ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.ask(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if (
            not isinstance(exception, DatabaseError)
            or getattr(exception.__cause__, "sqlstate", "") != SQLSTATE
        ):
            return None
        sentence = _("This is kept in the database of another level. Ask its office to change it there.")
        return render(request, "kernel/refused.html", {"sentence": sentence}, status=409)
