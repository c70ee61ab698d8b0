"""Middleware: requests are in UTF-8.

A request may name any encoding Python knows, also ones that are not of text ("base64"). Browsers send our
forms in UTF-8, which is the encoding of our pages.
"""

from __future__ import annotations

import codecs

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

from sotay.config.middleware import Next

KNOWN = frozenset({"utf-8", "ascii"})


def only_utf_8(ask: Next) -> Next:
    """Answer 400 to a request in another encoding, before anything of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name not in KNOWN:
            return HttpResponseBadRequest("The request is not in UTF-8.", content_type="text/plain")
        return ask(request)

    return middleware
