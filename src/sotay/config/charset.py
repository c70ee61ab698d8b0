"""Requests are in UTF-8.

A request may name any encoding Python knows, also ones that are not of text ("base64"). Browsers send our
forms in UTF-8, which is the encoding of our pages. The middleware answers 400 to any other encoding; the
application of the server does so before a request is made at all where the name is of no text: Django reads
the query with it as soon as it makes one.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.http import parse_header_parameters

from sotay.config.middleware import Next

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KNOWN = frozenset({"utf-8", "ascii"})
SENTENCE = "The request is not in UTF-8."


def only_utf_8(ask: Next) -> Next:
    """Answer 400 to a request in another encoding, before anything of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name not in KNOWN:
            return HttpResponseBadRequest(SENTENCE, content_type="text/plain")
        return ask(request)

    return middleware


def only_text(application: WSGIApplication) -> WSGIApplication:
    """The application, but for requests whose encoding is none of text: those get 400."""

    def guarded(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if _is_of_text(environ.get("CONTENT_TYPE", "")):
            return application(environ, start)
        start("400 Bad Request", [("Content-Type", "text/plain")])
        return [SENTENCE.encode()]

    return guarded


def _is_of_text(content_type: str) -> bool:
    named = parse_header_parameters(content_type)[1].get("charset")
    if named is None:
        return True
    try:
        b"a".decode(named)  # of nothing Python does not look the name up
    except LookupError:
        return not _is_known(named)
    except ValueError:
        return True
    return True


def _is_known(name: str) -> bool:
    """A name that Python does not know is passed by: Django leaves the encoding as it is."""
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return True
