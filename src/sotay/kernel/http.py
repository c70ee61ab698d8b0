"""The request as views of the house see it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from sotay.kernel.actor import Actor


class ActorRequest(HttpRequest):
    """A request behind log-in: there is always an actor."""

    actor: Actor


PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASKED_EACH_TIME, NOT_KEPT = "private, no-cache", "private, no-store"
"""How a reader's browser may keep a file: at most for that reader, who asks again; or not at all."""


def version_answer(request: HttpRequest, etag: str) -> HttpResponse:
    """For pages that ask whether something changed: 304 while it is as they know it."""
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(etag, content_type="text/plain", headers=headers)


def download(content: bytes, name: str, media_type: str, cache: str = ASKED_EACH_TIME) -> HttpResponse:
    """A file to keep. `name` is of plain letters."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": cache}
    return HttpResponse(content, content_type=media_type, headers=headers)


SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


def run_nothing(response: HttpResponseBase, *, is_pdf: bool = False) -> None:
    """Headers of a file somebody attached, so that nothing in it runs at our address: the browser takes it
    for what we say it is, gives it no origin, and fetches nothing for it.

    Browsers show no PDF in a sandbox. They open one in a viewer that has no origin of ours, and what could
    act in one was refused when it was attached; so a PDF has the policy of all pages.
    """
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if not is_pdf:
        response.headers["Content-Security-Policy"] = SANDBOX
