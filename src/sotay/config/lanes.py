"""Lanes: what a hall of phones asks all evening is answered ahead of Django's middleware.

    GET  /lane/version/    304 while the meeting is as the page knows it, else its new version
    GET  /lane/live/       the same, with the parts of the live page that change
    POST /lane/check-in/   "I am here": by the digits typed, or by a ticket for a code that was good

Each is asked with the ticket of its page (`X-Ticket`, `meetings.lane.tickets`) and the session's cookie. A
ticket that does not let in gets 401, whatever is wrong with it, and the phone goes on by the ordinary
address, where it is told. What a lane accepts goes through the same actions as the page. `Retry-After` says
when to ask again.

Everything else is an ordinary page, and takes its turn at the gate (`config.pace`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections, connection
from django.middleware.csrf import get_token
from django.utils import translation
from django.utils.translation import gettext as _

from sotay.config.pace import Full, Gate, Load, again_in
from sotay.config.stack_memory import in_one_chunk
from sotay.meetings.lane import doors

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger("django.request")

PREFIX = "/lane/"
LONGEST_BODY = 2_000
"""Bytes of a check-in: six digits, or a word for where one is."""
TRY_AGAIN = 3
"""Seconds after which a check-in that could not be written is sent again."""

Headers = list[tuple[str, str]]
Answer = tuple[HTTPStatus, Headers, bytes]

HEADERS: Headers = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Vary", "Cookie, X-Ticket"),
]
NO_TICKET: Answer = (HTTPStatus.UNAUTHORIZED, [], b"")

gate = Gate()
load = Load(gate)


def with_lanes(application: WSGIApplication) -> WSGIApplication:
    """The application, with lanes ahead of it."""

    def lanes(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        lane = LANES.get(path) if path.startswith(PREFIX) else None
        if lane is None:
            return _ordinary(application, environ, start)
        method, answer = lane
        if environ["REQUEST_METHOD"] != method:
            return _send(start, (HTTPStatus.METHOD_NOT_ALLOWED, [("Allow", method)], b""))
        return _send(start, _answered(answer, environ))

    return lanes


def _ordinary(
    application: WSGIApplication, environ: WSGIEnvironment, start: StartResponse
) -> Iterable[bytes]:
    if environ["PATH_INFO"].startswith((settings.STATIC_URL, "/healthz")):
        return application(environ, start)
    try:
        with gate.turn(patient=environ["REQUEST_METHOD"] not in {"GET", "HEAD"}):
            return application(environ, start)
    except Full as full:
        return _send(start, _full(environ, full.seconds))


def _full(environ: WSGIEnvironment, seconds: int) -> Answer:
    """A page that waits by itself; for a program or a script the number alone."""
    headers = [
        ("Retry-After", str(seconds)),
        ("Refresh", str(seconds)),
        ("Content-Type", "text/html; charset=utf-8"),
    ]
    with translation.override(_language(environ)):
        words = _("Please wait. Many people are here now; this page opens by itself in a few seconds.")
    page = f"<!doctype html><meta charset=utf-8><title>{words}</title><p>{words}"
    return HTTPStatus.SERVICE_UNAVAILABLE, headers, page.encode()


def _language(environ: WSGIEnvironment) -> str:
    chosen = _cookies(environ).get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _cookies(environ: WSGIEnvironment) -> dict[str, str]:
    try:
        found = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return {}
    return {name: each.value for name, each in found.items() if "\0" not in each.value}


def _send(start: StartResponse, answer: Answer) -> Iterable[bytes]:
    status, headers, body = answer
    length = [] if status == HTTPStatus.NOT_MODIFIED else [("Content-Length", str(len(body)))]
    start(f"{status.value} {status.phrase}", [*HEADERS, *headers, *length])
    return [body] if body else []


def _answered(answer: Callable[[WSGIEnvironment], Answer], environ: WSGIEnvironment) -> Answer:
    try:
        return in_one_chunk(answer, environ)
    except DatabaseError:
        logger.exception("a lane could not be answered: %s", environ["PATH_INFO"])
        return HTTPStatus.SERVICE_UNAVAILABLE, [("Retry-After", str(TRY_AGAIN))], b""
    finally:
        _let_go()


def _let_go() -> None:
    """Give the connection back to the pool. Whoever waits for others to write or read must hold none:
    they would wait for it.
    """
    if not connection.in_atomic_block:  # a test's own
        close_old_connections()


def _enter(environ: WSGIEnvironment, cookies: dict[str, str]) -> doors.Held | None:
    try:
        return doors.enter(environ.get("HTTP_X_TICKET", ""), cookies.get(settings.SESSION_COOKIE_NAME, ""))
    finally:
        _let_go()  # what comes next may be to wait for who reads or draws


def _version(environ: WSGIEnvironment) -> Answer:
    held = _enter(environ, _cookies(environ))
    seen = doors.version(held) if held is not None else None
    if seen is None:
        return NO_TICKET
    headers = [("ETag", seen.etag), ("Retry-After", _again(seen.quiet_for))]
    if environ.get("HTTP_IF_NONE_MATCH") == seen.etag:
        return HTTPStatus.NOT_MODIFIED, headers, b""
    return HTTPStatus.OK, [*headers, ("Content-Type", "text/plain")], seen.etag.encode()


def _live(environ: WSGIEnvironment) -> Answer:
    cookies = _cookies(environ)
    held = _enter(environ, cookies)
    seen = doors.version(held) if held is not None else None
    if held is None or seen is None:
        return NO_TICKET
    again = ("Retry-After", _again(seen.quiet_for))
    if environ.get("HTTP_IF_NONE_MATCH") == seen.etag:
        return HTTPStatus.NOT_MODIFIED, [("ETag", seen.etag), again], b""
    token = _token(environ, cookies.get(settings.CSRF_COOKIE_NAME, ""))
    with translation.override(held.ticket.language):
        drawn = doors.live(held, seen, token)
    if drawn is None:
        return NO_TICKET
    version, parts = drawn
    headers = [("ETag", version), again, ("Content-Type", "text/html; charset=utf-8")]
    return HTTPStatus.OK, headers, parts.encode()


def _check_in(environ: WSGIEnvironment) -> Answer:
    held = _enter(environ, _cookies(environ))
    if held is None:
        return NO_TICKET
    form = _form(environ)
    with translation.override(held.ticket.language):
        told = doors.check_in(held, typed=form.get("digits", ""), mode=form.get("mode", ""))
        said = json.dumps({"said": told.sentence, "done": told.done}, ensure_ascii=False).encode()
    return HTTPStatus.OK, [("Content-Type", "application/json")], said


def _form(environ: WSGIEnvironment) -> dict[str, str]:
    try:
        length = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY)
        body = environ["wsgi.input"].read(length).decode()
        return {name: values[0] for name, values in parse_qs(body, max_num_fields=10).items()}
    except ValueError:  # no number, no text, or more fields than a form of ours has
        return {}


def _token(environ: WSGIEnvironment, secret: str) -> str:
    """A token for the forms in what is drawn, as Django makes it from the secret in the cookie."""
    request = WSGIRequest(environ)
    if secret:
        request.META["CSRF_COOKIE"] = secret
    return get_token(request)


def _again(quiet_for: float) -> str:
    return str(round(again_in(quiet_for, load.now())))


LANES: dict[str, tuple[str, Callable[[WSGIEnvironment], Answer]]] = {
    f"{PREFIX}version/": ("GET", _version),
    f"{PREFIX}live/": ("GET", _live),
    f"{PREFIX}check-in/": ("POST", _check_in),
}
"""Paths with the one method each takes."""
