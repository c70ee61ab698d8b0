"""The JSON API of the house at /api/v1, described at /api/v1/openapi.json.

Asked with the session of the page. Somebody who is not logged in gets 401 and no redirect, so that a
device without a log-in knows to keep what it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.security import django_auth

from sotay import __version__
from sotay.kernel.refusal import Refusal
from sotay.meetings.api import router as meetings

api = NinjaAPI(
    title="Sổ tay chi bộ", version=__version__, auth=django_auth, docs_url=None, urls_namespace="api"
)
api.add_router("/meetings", meetings)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    return api.create_response(request, {"detail": str(refusal.sentence)}, status=409)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, _missing: Any) -> HttpResponse:
    return api.create_response(request, {"detail": "not found"}, status=404)


def _asks_itself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The API answers 401 by itself; the house's redirect to the log-in page is for people."""

    @login_not_required
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return door


def _urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _asks_itself(pattern.callback)
    return patterns, app_name, namespace


urls = _urls()
