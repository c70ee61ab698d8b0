"""The interface for programs at /api/v1, described at /api/v1/openapi.json. See docs/api.md.

Asked with the session of a page, or with a personal token. Somebody with neither gets 401 and no redirect, so
that a device without a log-in knows to keep what it holds. Every refusal is problem JSON with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.security import django_auth

from sotay import __version__
from sotay.accounts import api as accounts
from sotay.assignments import api as tasks
from sotay.config import openapi
from sotay.figures import api as figures
from sotay.guidance import api as guidance
from sotay.inspections import api as inspections
from sotay.integration import api as packs
from sotay.integration.bearer import PersonalToken
from sotay.kernel.api import Mount, Problem
from sotay.kernel.refusal import Refusal
from sotay.library import api as documents
from sotay.library import library_api as library
from sotay.meetings import api as devices
from sotay.meetings import api_reading as meetings
from sotay.members import api as members
from sotay.notify import api as notices
from sotay.oversight import api as oversight
from sotay.papers import api as papers
from sotay.period_reviews import api as period_reviews
from sotay.petitions import api as petitions
from sotay.registers import api as registers
from sotay.regulations import NotInForce
from sotay.regulations import api as regulations
from sotay.report_builder import api as reports
from sotay.reports import api as boards
from sotay.reviews import api as reviews
from sotay.schedules import api as schedule
from sotay.schemes import api as schemes
from sotay.scoring import api as scores
from sotay.search import api as search
from sotay.statistics import api as statistics
from sotay.syntheses import api as syntheses
from sotay.units import api as units

MOUNTS: tuple[Mount, ...] = (
    Mount("/me", accounts.router),
    Mount("/units", units.router),
    Mount("/members", members.router),
    Mount("/meetings", meetings.router),
    Mount("/meetings", packs.handbooks),
    Mount("/papers", papers.router),
    Mount("/documents", documents.router),
    Mount("/library", library.router),
    Mount("/search", search.router),
    Mount("/tasks", tasks.router),
    Mount("/tasks", tasks.writing),
    Mount("/petitions", petitions.router),
    Mount("/guidance", guidance.router),
    Mount("/schedule", schedule.router),
    Mount("/oversight", oversight.router),
    Mount("/scores", scores.router),
    Mount("/reviews", reviews.router),
    Mount("/schemes", schemes.router),
    Mount("/registers", registers.router),
    Mount("/inspections", inspections.router),
    Mount("/syntheses", syntheses.router),
    Mount("/period-reviews", period_reviews.router),
    Mount("/figures", figures.router),
    Mount("/boards", boards.router),
    Mount("/reports", reports.router),
    Mount("/statistics", statistics.router),
    Mount("/forms", packs.forms),
    Mount("/regulations", regulations.router),
    Mount("/notices", notices.router),
    Mount("/notices", notices.writing),
)
"""What a token reads. `devices` is apart: a device holds a meeting with the session of its person."""

PROBLEM_TYPE = "application/problem+json"
_OK, _NOT_ALLOWED, _NOT_MODIFIED = 200, 405, 304


class Interface(NinjaAPI):
    """Ninja's, with a complete description and short names of operations."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        app = operation.view_func.__module__.split(".")[1]
        return f"{app}_{operation.view_func.__name__}"

    def get_openapi_schema(self, **how: Any) -> Any:
        return openapi.complete(super().get_openapi_schema(**how), MOUNTS)


api = Interface(
    title="Sổ tay chi bộ",
    version=__version__,
    description=openapi.ABOUT,
    auth=django_auth,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("/meetings", devices.router)
for mount in MOUNTS:
    api.add_router(mount.prefix, mount.router, auth=[PersonalToken(mount.router.scope), django_auth])


def problem(
    status: int, sentence: str | Promise, headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """A refusal as RFC 9457 has it."""
    told = {
        "type": "about:blank",
        "title": openapi.TITLES.get(status, "Error"),
        "status": status,
        "detail": str(sentence),
    }
    content = api.renderer.render(HttpRequest(), {**told, **more}, response_status=status)
    return HttpResponse(content, status=status, content_type=PROBLEM_TYPE, headers=dict(headers or {}))


@api.exception_handler(Refusal)
def refused(_request: HttpRequest, refusal: Any) -> HttpResponse:
    return problem(409, refusal.sentence)


@api.exception_handler(Problem)
def not_answered(_request: HttpRequest, wrong: Any) -> HttpResponse:
    return problem(wrong.status, wrong.sentence, wrong.headers)


NOT_HERE = gettext_lazy("There is nothing here that you may read.")


@api.exception_handler(Http404)
def not_found(_request: HttpRequest, _missing: Any) -> HttpResponse:
    return problem(404, NOT_HERE)


@api.exception_handler(NotInForce)
def no_rules(_request: HttpRequest, _missing: Any) -> HttpResponse:
    return problem(404, gettext_lazy("No regulation is known that was in force then. Ask for a later time."))


SENTENCES: dict[int, str | Promise] = {
    400: gettext_lazy("What was sent is not JSON. Check it and send it again."),
    401: gettext_lazy("Log in, or send a token in the header “Authorization: Bearer”."),
    403: gettext_lazy("This page has been open too long. Open it again, then send it once more."),
}


@api.exception_handler(HttpError)
def http_error(_request: HttpRequest, wrong: Any) -> HttpResponse:
    """Ninja's own refusals are in English; those our routes raise have a sentence of theirs."""
    is_ours = wrong.message not in {"Unauthorized", "CSRF check Failed"} and wrong.status_code != 400  # noqa: PLR2004
    headers = {"WWW-Authenticate": 'Bearer realm="sotay"'} if wrong.status_code == 401 else {}  # noqa: PLR2004
    return problem(wrong.status_code, wrong.message if is_ours else SENTENCES[wrong.status_code], headers)


FAULTS: dict[str, str | Promise] = {
    "missing": gettext_lazy("is missing"),
    "uuid": gettext_lazy("is not an id (a UUID)"),
    "int": gettext_lazy("is not a whole number"),
    "bool": gettext_lazy("takes true or false"),
    "date": gettext_lazy("is not a day, written as 2026-12-03"),
    "greater_than_equal": gettext_lazy("must be at least %(ge)s"),
    "less_than_equal": gettext_lazy("must be at most %(le)s"),
    "string_too_long": gettext_lazy("must have at most %(max_length)s characters"),
    "string_too_short": gettext_lazy("must have at least %(min_length)s characters"),
    "literal_error": gettext_lazy("takes one of: %(expected)s"),
    "enum": gettext_lazy("takes one of: %(expected)s"),
    "too_long": gettext_lazy("holds more than %(max_length)s"),
    "string_pattern_mismatch": gettext_lazy("is not written as it should be"),
}
UNREADABLE = gettext_lazy("cannot be read")


@api.exception_handler(ValidationError)
def unreadable(_request: HttpRequest, wrong: Any) -> HttpResponse:
    """Each parameter that cannot be read, with what is wrong about it, in the reader's language."""
    errors = [
        {"where": ".".join(map(str, each["loc"][-1:])) or "body", "sentence": _fault(each)}
        for each in wrong.errors
    ]
    told = "; ".join(f"{each['where']}: {each['sentence']}" for each in errors[:3])
    return problem(422, f"{told}.", errors=errors)


def _fault(error: Mapping[str, Any]) -> str:
    code = str(error["type"])
    found = FAULTS.get(code) or FAULTS.get(code.partition("_")[0]) or UNREADABLE
    try:
        return str(str(found) % error.get("ctx", {}))
    except (KeyError, TypeError):
        return str(UNREADABLE)


def _language_of(request: HttpRequest) -> str:
    """That of `Accept-Language` for a program; of a page, that of its reader, which the house knows."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "lang" in request.GET:
        return _now()
    known = dict(settings.LANGUAGES)
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        short = str(code).partition("-")[0]
        if short in known:
            return short
    return _now()


def _now() -> str:
    return str(translation.get_language() or settings.LANGUAGE_CODE)


def _door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What every route does besides its own: no redirect to the log-in, the reader's language, ETags."""

    @login_not_required
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = _language_of(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
            if response.status_code == _NOT_ALLOWED:
                allow = response.headers["Allow"]
                response = problem(405, gettext("This address takes only: %(methods)s.") % {"methods": allow})
                response.headers["Allow"] = allow
        response.headers["Content-Language"] = language
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
        return _unless_known(request, response)

    door.csrf_exempt = True  # type: ignore[attr-defined]  # ninja asks for it where a session lets in
    return door


def _unless_known(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """304 for whoever has this very answer already."""
    if request.method != "GET" or response.status_code != _OK or not isinstance(response, HttpResponse):
        return response
    if "ETag" not in response.headers:
        response.headers["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    known = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return known if known is not None and known.status_code == _NOT_MODIFIED else response


class Anything(StringConverter):
    """Whatever is left of an address, a line break in it too."""

    regex = "(?s:.+)"


register_converter(Anything, "anything")


def nothing(_request: HttpRequest, rest: str) -> HttpResponse:
    """Every address below /api/v1 that is none: a program reads problem JSON and no page."""
    return problem(404, NOT_HERE)


def _urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _door(pattern.callback)
    patterns.append(path("<anything:rest>", _door(nothing), name="nothing"))
    return patterns, app_name, namespace


urls = _urls()
