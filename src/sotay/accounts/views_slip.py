"""Coming in by a slip. Opening the page does nothing: links are previewed by phones and scanners."""

from __future__ import annotations

from datetime import datetime

from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sotay.accounts import confirm, lockout, slips
from sotay.accounts.access import own_account
from sotay.accounts.forms import ConfirmBySlipForm, SlipForm
from sotay.accounts.lockout import Secret
from sotay.accounts.models import Account
from sotay.accounts.rules import printed_code, read_code
from sotay.kernel.http import ActorRequest

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
    name_until = lockout.asks_name(request)
    form = SlipForm(initial=initial, asks_name=name_until is not None)
    return _page(request, form, name_until, ready=bool(code))


def _enter(request: HttpRequest) -> HttpResponse:
    """A code, and the name on the slip when too many wrong codes came from here or from everywhere lately.

    Without a name one guess is a guess at every slip there is; with it, at one, and that is counted as
    passwords are. So guessing is bounded, and whoever holds their slip comes in all the same.
    """
    name_until = lockout.asks_name(request)
    named = name_until is not None or "name" in request.POST
    form = SlipForm(request.POST, asks_name=named)
    if named and not request.POST.get("name"):
        return _page(request, form, name_until, status=429)
    if not form.is_valid():
        return _page(request, form, name_until, status=422)
    code = form.cleaned_data["code"]
    account = _by_name(request, form.cleaned_data["name"], code) if named else _by_code(request, code)
    if account is not None:
        return _let_in(request, account, stay=form.cleaned_data["remember"])
    form.add_error("code", NO_GOOD)
    return _page(request, form, name_until, status=422)


def _by_code(request: HttpRequest, code: str) -> Account | None:
    account = authenticate(request, secret_code=code)
    if isinstance(account, Account):
        return account
    lockout.failed_without_name(request)
    return None


def _by_name(request: HttpRequest, name: str, code: str) -> Account | None:
    one = lockout.begin(request, Secret.SLIP, name)
    account = authenticate(request, secret_code=code, holders={each.pk for each in one.accounts})
    if isinstance(account, Account):
        lockout.succeeded(one)
        return account
    lockout.failed(one)
    return None


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_by_slip(request: ActorRequest) -> HttpResponse:
    """Who one is, shown by a slip of one's own: for those who log in by slips and have nothing else."""
    account, back = own_account(request), _page_to_return_to(request)
    if confirm.has_other_ways(request):
        return confirm.ask(request, back)
    form = ConfirmBySlipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        one = lockout.begin(request, Secret.SLIP, account=account)
        if authenticate(request, secret_code=form.cleaned_data["code"], holders={account.pk}):
            lockout.succeeded(one)
            confirm.by_slip(request, account)
            return redirect(back)
        lockout.failed(one)
        form.add_error("code", NO_GOOD)
    status = 422 if form.is_bound else 200
    shown = {"form": form, "next": back}
    return render(request, "accounts/confirm_by_slip.html", shown, status=status)


def _page_to_return_to(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if ours else "/"


def _page(
    request: HttpRequest,
    form: SlipForm,
    name_until: datetime | None,
    *,
    ready: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = {"form": form, "ready": ready, "name_until": name_until}
    return render(request, "accounts/slip.html", shown, status=status)


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
