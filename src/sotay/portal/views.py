"""Today: what needs the reader now."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.accounts.models import Account
from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.portal.guide import guide_of
from sotay.portal.queries import TodayPage


@require_safe
def today(request: ActorRequest) -> HttpResponse:
    """Each role's page, all of them together for somebody with several: the most urgent matter first."""
    account = _account(request)
    desk = TodayPage(request.actor, timezone.now(), account.arrivals_seen_at)
    context = {
        "desk": desk,
        "first": desk.needs[0] if desk.needs else None,
        "rest": desk.needs[1:],
        "given_name": request.actor.name.split()[-1] if request.actor.member_id else "",
        "guide": guide_of(request.actor, account.guide_step),
    }
    return render(request, "portal/today.html", context)


@require_POST
def arrivals_seen(request: ActorRequest) -> HttpResponse:
    """Note up to when the reader has looked through what arrived."""
    until = _moment(request.POST.get("until", ""))
    if until is not None:
        seen = min(until, timezone.now())
        Account.objects.filter(pk=_account(request).pk).update(arrivals_seen_at=seen)
        undo.offer(request, _("What arrived is marked as seen."))
    return redirect("portal:today")


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _account(request: ActorRequest) -> Account:
    """Behind log-in there is always one."""
    assert isinstance(request.user, Account)  # noqa: S101
    return request.user
