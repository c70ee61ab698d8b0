"""request.actor: who is asking, worked out the first time somebody looks."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for


def who_is_asking(ask: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        user = getattr(request.user, "_wrapped", request.user) if request.user.is_authenticated else None
        request.actor = (  # type: ignore[attr-defined]
            SimpleLazyObject(lambda: actor_for(user, timezone.localdate())) if isinstance(user, Account) else None
        )
        return ask(request)

    return middleware
