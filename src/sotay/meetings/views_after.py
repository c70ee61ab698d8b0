"""Doors after the meeting: sign and report."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.meetings import afterwards
from sotay.meetings.access import access_meeting


@require_POST
def sign(request: ActorRequest, pk: UUID, role: str) -> HttpResponse:
    """Sign the papers in a role. Somebody else may do it for the person, and it is kept as help."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    posted = request.POST.dict()
    digests = {key.removeprefix("digest-"): str(posted[key]) for key in posted if key.startswith("digest-")}
    afterwards.sign(meeting=meeting, by=request.actor, role=role, digests=digests)
    undo.offer(request, _("Signed."))
    return redirect("meetings:step", pk=meeting.pk, step="after")


@require_POST
def report(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    afterwards.report(meeting=meeting, by=request.actor)
    undo.offer(request, _("Reported. The level above sees it now."))
    return redirect("meetings:step", pk=meeting.pk, step="after")
