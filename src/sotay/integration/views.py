"""One's own tokens for programs."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sotay.accounts import confirm
from sotay.accounts.access import own_account
from sotay.accounts.models import Account
from sotay.integration import actions
from sotay.integration.access import access_token
from sotay.integration.forms import TokenForm
from sotay.integration.models import Token
from sotay.kernel import undo
from sotay.kernel.api import Scope
from sotay.kernel.http import ActorRequest

ENDED_SHOWN = 10


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: ActorRequest) -> HttpResponse:
    """One's tokens: make one, see it once, end it. Making one asks first who one is."""
    account, now = own_account(request), timezone.now()
    confirmed = confirm.is_confirmed(request)
    if not confirmed and (request.method == "POST" or "make" in request.GET):
        return confirm.ask(request, reverse("integration:tokens"))
    form = TokenForm(request.POST if request.method == "POST" else None) if confirmed else None
    made = _make(request, account, form) if form is not None else None
    if made is not None:
        form = None
    own = list(account.tokens.all())
    context = {
        "form": form,
        "made": made,
        "tokens": [(each, _words(each)) for each in own if each.is_good(now)],
        "ended": [each for each in own if not each.is_good(now)][:ENDED_SHOWN],
        "address": request.build_absolute_uri(reverse("api:api-root")),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "integration/tokens.html", context, status=status)


def _make(request: ActorRequest, account: Account, form: TokenForm) -> tuple[Token, str] | None:
    """The token and its secret; None when the form has to be corrected."""
    made: list[tuple[Token, str]] = []

    def do() -> None:
        made.append(actions.make_token(by=request.actor, account=account, **form.cleaned_data))

    return made[0] if form.carries_out(do) else None


def _words(token: Token) -> str:
    known = dict(Scope.choices)
    return ", ".join(str(known[scope]) for scope in token.scopes if scope in known)


@require_POST
def end_token(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.end_token(by=request.actor, token=access_token(request.actor, pk))
    undo.offer(request, _("The token has ended. The program that used it is let in no more."))
    return redirect("integration:tokens")
