"""One's own account: what it may do, its password, its sessions, its data. And help for those outside."""

from __future__ import annotations

from allauth.account.internal import flows
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from sotay.accounts import actions, slips
from sotay.accounts.access import own_account
from sotay.accounts.export import own_data
from sotay.accounts.forms import SetPasswordForm
from sotay.accounts.models import Account
from sotay.accounts.words import say_device
from sotay.audit import actions as audit
from sotay.audit import queries as audit_queries
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.members import viewing
from sotay.members.models import Appointment
from sotay.members.queries import in_force

LINES = 10


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/help.html")


@require_safe
def me(request: ActorRequest) -> HttpResponse:
    account = own_account(request)
    held = Appointment.objects.filter(in_force(timezone.localdate()), unit__closed_on=None)
    held = held.filter(member=account.member) if account.member else held.filter(account=account)
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    context = {
        "account": account,
        "member": account.member,
        "cell": account.member.cell if account.member else None,
        "roles": held.select_related("unit"),
        "is_member": bool(request.actor.holds(Role.MEMBER)),
        "two_step": kinds & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN},
        "has_password": account.has_usable_password(),
        "by_slip": slips.came_by_slip(request),
        "lines": audit_queries.about([account.pk, account.member_id])[:LINES],
    }
    return render(request, "accounts/me.html", context)


@require_safe
def looked(request: ActorRequest) -> HttpResponse:
    """Who opened one's record, and lists in which one stands."""
    account = own_account(request)
    lines = viewing.seen_by(account.member) if account.member else AuditLine.objects.none()
    return render(request, "accounts/looked.html", {"page": page_of(lines, request)})


@never_cache
@require_safe
def my_data(request: ActorRequest) -> HttpResponse:
    account = own_account(request)
    audit.record(request.actor, "account.data_exported", account.member or account)
    response = JsonResponse(
        own_data(account), encoder=DjangoJSONEncoder, json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    response["Content-Disposition"] = f'attachment; filename="sotay-{account.username}.json"'
    return response


@never_cache
@require_safe
def first_steps(request: ActorRequest) -> HttpResponse:
    """The first page after an issued password or a slip: a password of one's own, or slips as before."""
    account = own_account(request)
    if not account.must_change_password and not slips.came_by_slip(request):
        return redirect("/")
    return render(
        request, "accounts/first_steps.html", {"account": account, "form": SetPasswordForm(account=account)}
    )


@never_cache
@sensitive_post_parameters("password1", "password2")
def set_password(request: ActorRequest) -> HttpResponse:
    """Set a password without the old one: right after a slip, or where there is none to ask for."""
    account = own_account(request)
    if not may_set_password(request, account):
        return redirect("account_change_password")
    form = SetPasswordForm(request.POST or None, account=account)
    if request.method == "POST" and form.is_valid():
        actions.set_password(by=request.actor, account=account, password=form.cleaned_data["password1"])
        slips.forget(request)
        _stay(request, account)
        messages.success(request, _("Your password is set. Next time, log in with it."))
        return redirect("/")
    status = 422 if form.errors else 200
    return render(request, "accounts/set_password.html", {"form": form, "account": account}, status=status)


def may_set_password(request: HttpRequest, account: Account) -> bool:
    return account.must_change_password or not account.has_usable_password() or slips.came_by_slip(request)


@require_POST
def keep_slips(request: ActorRequest) -> HttpResponse:
    """Go without a password. Only for those who have none of their own yet."""
    account = own_account(request)
    if not account.must_change_password:
        return redirect("accounts:me")
    actions.keep_slips(by=request.actor, account=account)
    slips.forget(request)
    _stay(request, account)
    request.session.set_expiry(slips.STAY)
    messages.success(
        request, _("You stay logged in on this device for 60 days. After that, ask for a new slip.")
    )
    return redirect("/")


@never_cache
@require_safe
def sessions(request: ActorRequest) -> HttpResponse:
    held = UserSession.objects.purge_and_list(own_account(request))
    held.sort(key=lambda session: (not session.is_current(), -session.pk))
    rows = [
        {"session": session, "device": say_device(session.user_agent), "current": session.is_current()}
        for session in held
    ]
    return render(request, "accounts/sessions.html", {"rows": rows})


@require_POST
def end_session(request: ActorRequest, pk: int) -> HttpResponse:
    account = own_account(request)
    session = UserSession.objects.filter(user=account, pk=pk).first()
    if session is None:
        raise Http404
    if session.is_current():
        return redirect("account_logout")
    actions.end_session(by=request.actor, account=account, session=session)
    messages.success(request, _("That device is logged out."))
    return redirect("accounts:sessions")


@require_POST
def end_other_sessions(request: ActorRequest) -> HttpResponse:
    account = own_account(request)
    others = [s for s in UserSession.objects.purge_and_list(account) if not s.is_current()]
    actions.end_other_sessions(by=request.actor, account=account, sessions=others)
    messages.success(request, _("All other devices are logged out."))
    return redirect("accounts:sessions")


def _stay(request: HttpRequest, account: Account) -> None:
    """A new password ends every session but the one it was set in."""
    update_session_auth_hash(request, account)
    flows.login.record_authentication(request, account, method="password")
    UserSession.objects.create_from_request(request)
