"""The regulations, open to everybody who is logged in: people may see what they are judged by."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotay.kernel.http import ActorRequest
from sotay.regulations import queries
from sotay.regulations.access import sees_doubts


@require_safe
def regulations(request: ActorRequest) -> HttpResponse:
    texts = queries.every(timezone.localdate())
    if not sees_doubts(request.actor):
        texts = [text.without_doubts() for text in texts]
    return render(request, "regulations/regulations.html", {"texts": texts})


@require_safe
def regulation(request: ActorRequest, slug: str) -> HttpResponse:
    text = queries.find(slug)
    if text is None:
        raise Http404
    shown = queries.shown_text(text, timezone.localdate())
    shown = shown if sees_doubts(request.actor) else shown.without_doubts()
    return render(request, "regulations/regulation.html", {"text": shown})
