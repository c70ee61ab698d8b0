"""Who asks: to the log-in and back, request.actor, and a new password before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from sotay.accounts import devices, lockout
from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for

Ask = Callable[[HttpRequest], HttpResponse]

FIRST = "accounts:first_steps"
OPEN_BEFORE_PASSWORD = {
    FIRST,
    "accounts:set_password",
    "accounts:keep_slips",
    "accounts:help",
    "accounts:display",
    "account_logout",
    "account_login",
}


class LogInFirst(LoginRequiredMiddleware):
    """To the log-in, and from there back to the page one was on, where `keep.js` has what was typed."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        to = redirect_to_login(_page_of(request)).url
        return HttpResponseClientRedirect(to) if getattr(request, "htmx", False) else redirect(to)


def _page_of(request: HttpRequest) -> str:
    """The page the reader is on. What a form was sent to is none: that on which the form stood."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return urlsplit(came_from)._replace(scheme="", netloc="").geturl() if ours else "/"


class DeviceMiddleware:
    """Marks a device on which somebody logged in, and has the page of a pause for whoever guesses."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return devices.keep(request, self.ask(request))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return lockout.page(request, exception.until) if isinstance(exception, lockout.Paused) else None


def who_is_asking(ask: Ask) -> Ask:
    def middleware(request: HttpRequest) -> HttpResponse:
        user = getattr(request.user, "_wrapped", request.user) if request.user.is_authenticated else None
        request.actor = (  # type: ignore[attr-defined]
            SimpleLazyObject(lambda: actor_for(user, timezone.localdate()))
            if isinstance(user, Account)
            else None
        )
        return ask(request)

    middleware.process_view = _password_first  # type: ignore[attr-defined]
    return middleware


def _password_first(request: HttpRequest, *view: Any) -> HttpResponse | None:
    """Whoever got their password from somebody else replaces it before seeing anything.

    Only a POST or a page of that very step goes through; public pages of the log-in do too.
    """
    user = request.user
    if not isinstance(user, Account) or not user.must_change_password:
        return None
    here = request.resolver_match.view_name if request.resolver_match else ""
    if here in OPEN_BEFORE_PASSWORD:
        return None
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(redirect(FIRST).url)
    return redirect(FIRST)
