"""Today: what needs the reader now; and two pages of help."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotay.kernel.http import ActorRequest
from sotay.portal.doors import shown
from sotay.portal.facts import needs_of
from sotay.portal.queries import TodayPage


@require_safe
def today(request: ActorRequest) -> HttpResponse:
    """Each role's page, all of them together for somebody with several: the most urgent matter first."""
    desk = TodayPage(request.actor, timezone.now())
    several = len({*desk.led, *desk.offices}) > 1
    needs = [shown(need, names_unit=several) for need in needs_of(desk)]
    context = {
        "desk": desk,
        "first": needs[0] if needs else None,
        "rest": needs[1:],
        "given_name": request.actor.name.split()[-1] if request.actor.member_id else "",
    }
    return render(request, "portal/today.html", context)


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How a month runs, in five steps."""
    return render(request, "portal/about.html")


@login_not_required
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/who_sees_what.html")
