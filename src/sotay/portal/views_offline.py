"""The service worker and the page it shows when there is no network."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.finders import find, get_finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

import sotay

KEPT = ("sotay/css/", "sotay/js/", "sotay/vendor/", "sotay/seal.svg", "meetings/room/")
"""Static files a room needs without a network, by where they lie."""
ENDINGS = (".css", ".js", ".svg", ".woff2")


@lru_cache(maxsize=1)
def assets() -> tuple[str, ...]:
    """Names of the files a device keeps, in order. Worked out once: they change with a new version only."""
    names = {name for finder in get_finders() for name, _storage in finder.list([])}
    return tuple(sorted(name for name in names if name.startswith(KEPT) and name.endswith(ENDINGS)))


@lru_cache(maxsize=1)
def version() -> str:
    """Changes whenever a kept file does, so that a device fetches all of them or none."""
    whole = hashlib.sha256(sotay.__version__.encode())
    for name in assets():
        path = find(name)
        if isinstance(path, str):
            with open(path, "rb") as file:  # noqa: PTH123 - a finder answers text
                whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()[:12]


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script itself, at the root so that it may answer for every page."""
    context = {
        "version": version(),
        "assets": json.dumps([static(name) for name in assets()]),
        "offline": reverse("portal:offline"),
        "icon": static("sotay/seal.svg"),
    }
    answer = render(request, "portal/sw.js", context, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What lets a telephone keep the pages on its home screen; an iPhone shows messages only from there."""
    icon = {"src": static("sotay/seal.svg"), "sizes": "any", "type": "image/svg+xml"}
    told = {
        "name": _("Party Cell Handbook"),
        "short_name": _("Party Cell Handbook"),
        "lang": get_language(),
        "start_url": "/",
        "display": "standalone",
        "theme_color": "#9f1420",
        "background_color": "#ffffff",
        "icons": [icon],
    }
    return JsonResponse(
        told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Kept on the device: says that there is no network and lists the meetings taken along. Drawn for nobody,
    because a phone is shared and keeps this page beyond a log-out.
    """
    return render(request, "portal/offline.html", {"actor": None})
