"""The operator's page of the jobs that acts leave behind."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sotay.kernel import jobs, undo
from sotay.kernel.actor import Role
from sotay.kernel.http import ActorRequest
from sotay.monitoring import queries


@require_GET
def job_list(request: ActorRequest) -> HttpResponse:
    """What waits, runs and failed."""
    _only_operators(request)
    return render(request, "monitoring/jobs.html", {"jobs": queries.job_board(timezone.now())})


@require_POST
def try_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Have a failed job tried again; one that was tried meanwhile, or is gone, stays as it is."""
    _only_operators(request)
    jobs.try_again(pk)
    undo.offer(request, _("It is tried again."))
    return redirect("monitoring:jobs")


def _only_operators(request: ActorRequest) -> None:
    if not request.actor.holds(Role.OPERATOR):
        raise Http404
