"""Middleware of the whole house: room for frames, health, language, and refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

import sotay
from sotay.config.stack_memory import in_one_chunk
from sotay.kernel.asked import NoSuchMonth
from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.monitoring import queries as monitoring
from sotay.monitoring.rules import DISK
from sotay.regulations import NotInForce

Next = Callable[[HttpRequest], HttpResponse]


def stack_memory(ask: Next) -> Next:
    """Answer with room for the frames of it all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return in_one_chunk(ask, request)

    return middleware


def health(ask: Next) -> Next:
    """Answer /healthz before sessions, log-in and host checks, so that a probe needs none of them.

    The status code says whether the server can serve. What an operator has to see to without that (work
    that is overdue, an old backup, a full disk) is told in the words, and the code stays 200.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return ask(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM units_unit LIMIT 1")
            told = _signs()
        except DatabaseError:
            told = {"status": "unavailable", "database": "unavailable"}
        told["version"] = sotay.__version__
        return JsonResponse(told, status=503 if told["status"] == "unavailable" else 200)

    return middleware


def _signs() -> dict[str, Any]:
    """By code alone: this page is public."""
    try:
        codes = sorted({sign.code for sign in monitoring.signs(timezone.now())})
    except DatabaseError:  # it serves all the same
        codes = ["monitoring"]
    return {
        "status": "attention" if codes else "ok",
        "database": "ok",
        "overdue": [code for code in codes if code != DISK],
        "disk": "nearly full" if DISK in codes else "ok",
    }


def not_too_large(ask: Next) -> Next:
    """Refuse what says of itself that it is too large, before a byte of it is kept anywhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        declared = request.META.get("CONTENT_LENGTH") or "0"
        if not declared.isdecimal() or int(declared) <= settings.LARGEST_REQUEST:
            return ask(request)
        size = settings.LARGEST_REQUEST // 1024 // 1024
        sentence = _("What was sent is larger than %(size)s MB together. Send fewer or smaller files.")
        request.META["CONTENT_LENGTH"] = "0"  # nobody reads the rest either
        context = {"sentence": sentence % {"size": size}}
        return render(request, "kernel/refused.html", context, status=413)

    return middleware


def plain_cookies(ask: Next) -> Next:
    """Forget cookies with a character no database keeps; only a program that means harm sends one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return ask(request)

    return middleware


def language(ask: Next) -> Next:
    """Vietnamese, unless the reader chose otherwise by `?lang=`, which a cookie remembers."""
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        unreadable = _unreadable_query(request)
        asked = request.GET.get("lang", "")
        code = asked if asked in known else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = code if code in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = response_for_exception(request, unreadable) if unreadable else ask(request)
        response.headers.setdefault("Content-Language", code)
        if asked in known:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, asked, max_age=365 * 24 * 3600, samesite="Lax", httponly=True
            )
        return response

    return middleware


def _unreadable_query(request: HttpRequest) -> SuspiciousOperation | None:
    """Why the query string cannot be read, if so: it has more parameters than any page of ours sends.

    The request goes on without them, because the page that says so is drawn from the request too.
    """
    try:
        request.GET  # noqa: B018 - read for the first time here, and kept by the request
    except SuspiciousOperation as wrong:
        request.GET = QueryDict()
        return wrong
    return None


def only_for_forms(ask: Next) -> Next:
    """An address that only takes what a form sends has words for who opens it: a phone does, when it brings
    back a page that said what was wrong with a form.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = ask(request)
        if response.status_code != 405 or request.method != "GET" or response.content:  # noqa: PLR2004
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware


_TOO_LONG = frozenset({"57014", "55P03", "25P03"})
"""States of PostgreSQL for what took too long: a statement, a lock, a transaction that did nothing."""
AGAIN_IN = 5


def took_too_long(wrong: BaseException) -> bool:
    """Whether the database had no turn for us in time. Nothing of the transaction was kept then."""
    cause = wrong.__cause__
    if isinstance(wrong, OperationalError) and type(cause).__name__ in {"PoolTimeout", "TooManyRequests"}:
        return True
    locked = "database is locked" in str(wrong)  # as SQLite says it
    return isinstance(wrong, OperationalError) and (locked or getattr(cause, "sqlstate", "") in _TOO_LONG)


class TooLongMiddleware:
    """What the database had no turn for in time becomes a page that says so: nothing was half done."""

    def __init__(self, ask: Next) -> None:
        self.ask = ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.ask(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not took_too_long(exception):
            return None
        sentence = _(
            "This took too long: many people are working at the moment. Nothing was changed. Try again."
        )
        if request.path.startswith("/api/"):
            answer: HttpResponse = JsonResponse({"detail": sentence}, status=503)
        else:
            answer = render(request, "kernel/refused.html", {"sentence": sentence}, status=503)
        answer.headers["Retry-After"] = str(AGAIN_IN)
        return answer


class RefusalMiddleware:
    """An action's refusal that no form caught becomes a page with its sentence and a way back; so does an
    address of a month that is none, or of a time of which no regulation is known.
    """

    def __init__(self, ask: Next) -> None:
        self.ask = ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.ask(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotInForce):
            said = _("No regulation is known that was in force on %(day)s. Ask for a later time.")
            sentence = said % {"day": as_day(exception.day)}
            return render(request, "kernel/refused.html", {"sentence": sentence}, status=404)
        if isinstance(exception, NoSuchMonth):
            return render(request, "kernel/refused.html", {"sentence": exception.sentence}, status=404)
        if not isinstance(exception, Refusal):
            return None
        return render(request, "kernel/refused.html", {"sentence": exception.sentence}, status=409)
