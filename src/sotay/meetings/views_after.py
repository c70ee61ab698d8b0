"""Doors after the meeting: sign, report, and what was added after signing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sotay.accounts import confirm
from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest, download
from sotay.meetings import composing, reporting, signing
from sotay.meetings.access import access_meeting, can_read
from sotay.meetings.amendments import annex_of
from sotay.meetings.forms_after import AssistForm
from sotay.meetings.joint import PARTNER_CHAIR
from sotay.meetings.models import Meeting
from sotay.meetings.queries import name_people, papers_of
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper
from sotay.papers.printing import printed
from sotay.papers.queries import digest_to_sign, layout_of, shown
from sotay.papers.renderers import FILES, render_html
from sotay.papers.structure import CHAIR, MINUTE_TAKER, Paper

ROLES = (MINUTE_TAKER, CHAIR, PARTNER_CHAIR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: ActorRequest, pk: UUID, role: str) -> HttpResponse:
    """The papers to read, and under them the button that signs them in a role.

    The digests of the texts stand on this page only, so nobody signs without having the papers before them.
    Whoever signs, or records the signature of somebody beside them, has shown who they are some minutes ago.
    """
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    here = reverse("meetings:sign", args=[pk, role])
    waiting = _papers_to_sign(meeting, role)
    if waiting and not confirm.is_confirmed(request):
        return confirm.ask(request, here)
    member = signing.officer(meeting, role) if waiting else None
    form = (
        None if member is None or member.pk == request.actor.member_id else AssistForm(request.POST or None)
    )
    if request.method == "POST" and (form is None or form.is_valid()):
        posted = request.POST.dict()
        digests = {
            key.removeprefix("digest-"): str(posted[key]) for key in posted if key.startswith("digest-")
        }
        why = form.cleaned_data["help_needed"] if form else ""
        signing.sign(meeting=meeting, by=request.actor, role=role, digests=digests, help_needed=why)
        undo.offer(request, _("Signed."))
        return redirect("meetings:step", pk=meeting.pk, step="after")
    if not waiting:
        return redirect("meetings:step", pk=meeting.pk, step="after")
    papers = [
        (paper, digest_to_sign(paper), render_html(shown(paper), layout_of(paper), draft=True))
        for paper in waiting
    ]
    name_people(meeting, [member])
    context = {"meeting": meeting, "member": member, "papers": papers, "form": form, "here": here}
    return render(request, "meetings/sign.html", context, status=422 if form and form.is_bound else 200)


def _papers_to_sign(meeting: Meeting, role: str) -> list[IssuedPaper]:
    """Of a closed meeting, the papers that wait for the role; none for a role nobody holds."""
    if meeting.stage != Meeting.Stage.CLOSED or role not in ROLES:
        return []
    return signing.waiting_for(meeting, role, papers_of(meeting))


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
    reporting.report(meeting=meeting, by=request.actor)
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
    return meeting, *annex_of(meeting)
