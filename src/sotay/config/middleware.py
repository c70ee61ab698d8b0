"""Middleware of the whole house: room for frames, health, language, and refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

import sotay
from sotay.config.stack_memory import in_one_chunk
from sotay.kernel.refusal import Refusal

Next = Callable[[HttpRequest], HttpResponse]


def stack_memory(ask: Next) -> Next:
    """Answer with room for the frames of it all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return in_one_chunk(ask, request)

    return middleware


def health(ask: Next) -> Next:
    """Answer /healthz before sessions, log-in and host checks, so that a probe needs none of them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return ask(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM units_unit LIMIT 1")
            database = "ok"
        except DatabaseError:
            database = "unavailable"
        ready = database == "ok"
        body = {
            "status": "ok" if ready else "unavailable",
            "database": database,
            "version": sotay.__version__,
        }
        return JsonResponse(body, status=200 if ready else 503)

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
        asked = request.GET.get("lang", "")
        code = asked if asked in known else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = code if code in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = ask(request)
        response.headers["Content-Language"] = code
        if asked in known:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, asked, max_age=365 * 24 * 3600, samesite="Lax", httponly=True
            )
        return response

    return middleware


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


class RefusalMiddleware:
    """An action's refusal that no form caught becomes a page with its sentence and a way back."""

    def __init__(self, ask: Next) -> None:
        self.ask = ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.ask(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        return render(request, "kernel/refused.html", {"sentence": exception.sentence}, status=409)
