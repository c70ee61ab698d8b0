"""One's notices, and the way from one to what it speaks of."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.notify import actions, queries
from sotay.notify.access import access_notice


@require_safe
def notices(request: ActorRequest) -> HttpResponse:
    page = page_of(queries.of(request.actor.member_id), request)
    unread = queries.unread(request.actor.member_id).count()
    return render(request, "notify/notices.html", {"page": page, "unread": unread})


@require_safe
def notice(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Go where the notice leads. That it was read is noted on the way: a link, so it works everywhere."""
    found = access_notice(request.actor, pk)
    actions.mark_read(member_id=found.member_id, notice=found)
    return redirect(found.url)


@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    if request.actor.member_id:
        actions.mark_read(member_id=request.actor.member_id)
        messages.success(request, _("All notices are marked as read."))
    return redirect("notify:notices")
