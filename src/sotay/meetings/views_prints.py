"""Invitation, agenda and attendance list of a meeting: to look at, to print, as files; and its whole pack."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Actor, Can
from sotay.kernel.http import ASKED_EACH_TIME, PDF, ActorRequest, download, run_nothing
from sotay.meetings import offline, pack
from sotay.meetings.access import access_meeting
from sotay.meetings.documents import before
from sotay.meetings.documents.parts import Clock
from sotay.meetings.models import Meeting
from sotay.meetings.queries import facts_of
from sotay.papers import writing
from sotay.papers.compositions import named
from sotay.papers.layout import Layout
from sotay.papers.printing import printed
from sotay.papers.renderers import FILES, render_html
from sotay.papers.structure import Paper

NAMES = {
    before.AGENDA: _("Agenda to print"),
    before.ATTENDANCE: _("Attendance list to sign by hand"),
    before.INVITATION: _("Invitation to print"),
}
FILE_NAMES = {before.AGENDA: "chuong-trinh", before.ATTENDANCE: "danh-sach-du", before.INVITATION: "giay-moi"}


@require_safe
def sheet(request: ActorRequest, pk: UUID, sheet: str) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    paper, layout = _made(meeting, request.actor, sheet)
    context = {
        "meeting": meeting,
        "sheet": sheet,
        "name": NAMES[sheet],
        "body": render_html(paper, layout),
        "lacking": [named(each) for each in writing.faults_of(paper) if each.lack != "end"],
        "others": [(key, name) for key, name in NAMES.items() if key != sheet],
    }
    return render(request, "meetings/sheet.html", context)


@require_safe
def sheet_file(request: ActorRequest, pk: UUID, sheet: str, ending: str) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    if ending not in FILES:
        raise Http404
    paper, layout = _made(meeting, request.actor, sheet)
    name = f"{FILE_NAMES[sheet]}-thang-{meeting.month.number:02d}-{meeting.month.year}.{ending}"
    return download(printed(ending, paper, layout), name, FILES[ending][1])


@require_safe
def whole_pack(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """Everything of the meeting the reader may read as one PDF; 304 when theirs is still that."""
    meeting = access_meeting(request.actor, pk)
    if meeting.stage == Meeting.Stage.CANCELLED:
        raise Http404
    told = pack.pack_of(meeting, request.actor)
    answer = get_conditional_response(request, etag=told.etag)
    if answer is None:
        answer = download(pack.drawn(told), pack.name_of(meeting), PDF)
    answer.headers["ETag"] = told.etag
    answer.headers["Cache-Control"] = ASKED_EACH_TIME
    run_nothing(answer, is_pdf=True)
    return answer


def _made(meeting: Meeting, actor: Actor, sheet: str) -> tuple[Paper, Layout]:
    compose = before.COMPOSERS.get(sheet)
    if compose is None:
        raise Http404
    facts = facts_of(meeting)
    state = offline.state_to_draw(meeting, actor)
    return compose(state, facts, Clock(timezone.get_current_timezone()), meeting.planned_at), facts.layout
