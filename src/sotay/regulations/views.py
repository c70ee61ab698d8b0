"""The regulations, open to everybody who is logged in: people may see what they are judged by."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotay.regulations import queries


@require_safe
def regulations(request: HttpRequest) -> HttpResponse:
    return render(request, "regulations/regulations.html", {"texts": queries.every(timezone.localdate())})


@require_safe
def regulation(request: HttpRequest, slug: str) -> HttpResponse:
    text = queries.find(slug)
    if text is None:
        raise Http404
    return render(
        request, "regulations/regulation.html", {"text": queries.shown_text(text, timezone.localdate())}
    )
