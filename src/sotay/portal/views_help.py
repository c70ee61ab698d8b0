"""Help: of each page, of the month as a whole, of who sees what, and the first steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sotay.accounts.models import Account
from sotay.kernel.help import help_named
from sotay.kernel.http import ActorRequest
from sotay.portal.guide import STEPS, guide_of


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How a month runs, in five steps."""
    return render(request, "portal/about.html")


@login_not_required
@require_safe
def who_sees_what(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/who_sees_what.html")


@login_not_required
@require_safe
def page_help(request: HttpRequest, page: str) -> HttpResponse:
    """The help of one page, for who has no scripts or wants to print it."""
    found = help_named(page, getattr(request, "actor", None))
    if found is None:
        raise Http404
    return render(request, "portal/page_help.html", {"help": found})


@require_safe
def guide(request: ActorRequest) -> HttpResponse:
    """All steps of the reader's guide, with a way to have it on Today again."""
    shown = guide_of(request.actor, _account(request).guide_step)
    return render(request, "portal/guide.html", {"guide": shown})


MOVES: Mapping[str, Callable[[int], int]] = {
    "next": lambda step: min(step + 1, STEPS),
    "put_away": lambda step: STEPS,
    "again": lambda step: 0,
}


@require_POST
def guide_move(request: ActorRequest) -> HttpResponse:
    """To the next step, put away, or from the beginning again."""
    move = MOVES.get(request.POST.get("move", ""))
    if move is not None:
        account = _account(request)
        Account.objects.filter(pk=account.pk).update(guide_step=move(account.guide_step))
    return redirect("portal:today")


def _account(request: ActorRequest) -> Account:
    """Behind log-in there is always one."""
    assert isinstance(request.user, Account)  # noqa: S101
    return request.user
