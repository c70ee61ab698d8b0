"""Coming in by a slip. Opening the page does nothing: links are previewed by phones and scanners."""

from __future__ import annotations

from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sotay.accounts import slips
from sotay.accounts.forms import SlipForm
from sotay.accounts.models import Account
from sotay.accounts.rules import printed_code, read_code

NO_GOOD = _(
    "This code does not work. Check it against the slip. A code works once and for 7 days: "
    "if it is older or was used before, ask your cell's secretary for a new slip."
)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return render(request, "accounts/slip_logged_in.html")
    if request.method == "POST":
        return _enter(request)
    code = read_code(request.GET.get("code", ""))
    initial = {"code": printed_code(code) if code else "", "remember": bool(code)}
    return render(request, "accounts/slip.html", {"form": SlipForm(initial=initial), "ready": bool(code)})


def _enter(request: HttpRequest) -> HttpResponse:
    form = SlipForm(request.POST)
    if form.is_valid():
        account = authenticate(request, secret_code=form.cleaned_data["code"])
        if isinstance(account, Account):
            return _let_in(request, account, stay=form.cleaned_data["remember"])
        form.add_error("code", NO_GOOD)
    return render(request, "accounts/slip.html", {"form": form}, status=422)


def _let_in(request: HttpRequest, account: Account, *, stay: bool) -> HttpResponse:
    """Through the library's own door, so that two-step log-in is asked for and the session is fresh."""
    flows.login.record_authentication(request, account, method="slip")
    slips.remember(request)
    request.session.set_expiry(slips.STAY if stay else 0)
    login = Login(user=account, redirect_url=reverse("accounts:first_steps"))
    try:
        response: HttpResponse = flows.login.perform_login(request, login)
    except ImmediateHttpResponse as other:
        response = other.response
    return response
