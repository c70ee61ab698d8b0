"""Doors after the meeting: sign, report, and what was added after signing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest, download
from sotay.meetings import afterwards, composing
from sotay.meetings.access import access_meeting, can_read
from sotay.meetings.models import Meeting
from sotay.papers.layout import Layout
from sotay.papers.printing import printed
from sotay.papers.renderers import FILES, render_html
from sotay.papers.structure import Paper


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
def compose_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Once what kept the papers from being composed is gone."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    composing.compose_again(meeting=meeting, by=request.actor)
    undo.offer(request, _("The papers are composed. Read them, then sign."))
    return redirect("meetings:step", pk=meeting.pk, step="after")


@require_POST
def report(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    afterwards.report(meeting=meeting, by=request.actor)
    undo.offer(request, _("Reported. The level above sees it now."))
    return redirect("meetings:step", pk=meeting.pk, step="after")


@require_safe
def amendments(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The annex to the signed minutes: everything added or corrected since."""
    meeting, paper, layout = _annex(request, pk)
    context = {"meeting": meeting, "body": render_html(paper, layout)}
    return render(request, "meetings/amendments.html", context)


@require_safe
def annex_file(request: ActorRequest, pk: UUID, ending: str) -> HttpResponse:
    """The annex to print or keep, made anew each time: the log is what was kept."""
    meeting, paper, layout = _annex(request, pk)
    if ending not in FILES:
        raise Http404
    name = f"phu-luc-bien-ban-thang-{meeting.month.number:02d}-{meeting.month.year}.{ending}"
    return download(printed(ending, paper, layout), name, FILES[ending][1])


def _annex(request: ActorRequest, pk: UUID) -> tuple[Meeting, Paper, Layout]:
    """The annex, for those who may read the minutes; Http404 while there is nothing in it."""
    meeting = access_meeting(request.actor, pk)
    if not meeting.is_sealed or not can_read(request.actor, meeting):
        raise Http404
    if not meeting.log.filter(act="amended").exists():
        raise Http404
    return meeting, *afterwards.annex_of(meeting)
