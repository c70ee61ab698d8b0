"""The script of the chair as a page and a file to print."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Actor, Can
from sotay.kernel.http import ActorRequest, download
from sotay.meetings import offline
from sotay.meetings.access import access_meeting
from sotay.meetings.chair_script import Script
from sotay.meetings.models import Meeting
from sotay.papers.printing import printed
from sotay.papers.renderers import FILES, render_html


@require_safe
def script(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the chair may say, as one paper to print."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    found = _script(meeting, request.actor)
    paper, layout = found.paper()
    context = {"meeting": meeting, "body": render_html(paper, layout), "points": found.settings()}
    return render(request, "meetings/script.html", context)


@require_safe
def script_file(request: ActorRequest, pk: UUID, ending: str) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    if ending not in FILES:
        raise Http404
    name = f"kich-ban-dieu-hanh-thang-{meeting.month.number:02d}-{meeting.month.year}.{ending}"
    return download(printed(ending, *_script(meeting, request.actor).paper()), name, FILES[ending][1])


def _script(meeting: Meeting, actor: Actor) -> Script:
    """By the log, or by the opening as it is prepared. Http404 where no rules of its day hold words."""
    found = Script(meeting, offline.state_to_draw(meeting, actor))
    if not found.words:
        raise Http404
    return found
