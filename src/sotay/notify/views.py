"""One's notices, and the way from one to what it speaks of."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.notify import actions, queries
from sotay.notify.access import access_notice


@require_safe
def notices(request: ActorRequest) -> HttpResponse:
    """All of them day by day, or those that are new (`?show=unread`)."""
    only_new = request.GET.get("show") == "unread"
    page = page_of((queries.unread if only_new else queries.of)(request.actor), request)
    days = groupby(page, key=lambda each: timezone.localdate(each.created_at))
    context = {
        "page": page,
        "days": [(day, list(told)) for day, told in days],
        "today": timezone.localdate(),
        "unread": queries.inbox(request.actor).unread,
        "only_new": only_new,
    }
    return render(request, "notify/notices.html", context)


@require_safe
def notice(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Go where the notice leads. That it was read is noted on the way: a link, so it works everywhere."""
    found = access_notice(request.actor, pk)
    actions.mark_read(of=request.actor, notices=[found.pk])
    return redirect(found.url)


@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    actions.mark_read(of=request.actor)
    messages.success(request, _("All notices are marked as read."))
    return redirect("notify:notices")
