"""A meeting packed for the national handbook: what is in the pack, by when it is to be posted and whether it
was, what is not known, and the download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.integration import handbook, posting
from sotay.integration.api import zip_answer
from sotay.integration.forms import PostedForm
from sotay.integration.posting import Phase
from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.meetings.access import may
from sotay.meetings.models import Meeting
from sotay.regulations.queries import slug_of


@require_safe
def handbook_page(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, handbook.access_pack(request.actor, pk))


def _page(
    request: ActorRequest, meeting: Meeting, bound: dict[str, PostedForm] | None = None
) -> HttpResponse:
    marks = may(request.actor, meeting, Can.CONDUCT)
    context = {
        "meeting": meeting,
        "pack": handbook.pack_of(meeting, request.actor),
        "marks": marks,
        "phases": [
            _phase(meeting, each, marks, (bound or {}).get(each.phase))
            for each in posting.deadlines(meeting).values()
        ],
    }
    return render(request, "integration/handbook.html", context, status=422 if bound else 200)


def _phase(
    meeting: Meeting, deadline: posting.Deadline, marks: bool, bound: PostedForm | None
) -> dict[str, Any]:
    today = timezone.localdate()
    opens = deadline.phase == Phase.BEFORE or meeting.is_over
    return {
        "deadline": deadline,
        "slug": slug_of(deadline.rule.regulation) if deadline.rule else "",
        "short": deadline.rule.key.partition(".")[2] if deadline.rule else "",
        "opens": opens,
        "is_next": opens and deadline.posting is None and meeting.is_over == (deadline.phase == Phase.AFTER),
        "takes_note": bound is not None or (marks and opens and deadline.posting is None),
        "is_missed": deadline.posting is None and deadline.until is not None and today > deadline.until,
        "form": bound or PostedForm(initial={"posted_on": today}, auto_id=f"{deadline.phase}_%s"),
    }


@require_safe
def handbook_file(request: ActorRequest, pk: UUID) -> FileResponse:
    """The pack of one phase with `?phase=`, or the whole."""
    phase = request.GET.get("phase", "")
    if phase and phase not in Phase.values:
        raise Http404
    return zip_answer(handbook.access_pack(request.actor, pk), request.actor, phase)


@require_POST
def posted(request: ActorRequest, pk: UUID, phase: str) -> HttpResponse:
    meeting = _access_to_mark(request, pk, phase)
    form = PostedForm(request.POST, auto_id=f"{phase}_%s")
    by = request.actor
    if form.carries_out(lambda: posting.mark(meeting=meeting, by=by, phase=phase, **form.cleaned_data)):
        back = reverse("integration:handbook_take_back", args=[meeting.pk, phase])
        undo.offer(request, _("Noted as posted to the national handbook."), back)
        return redirect("integration:handbook", meeting.pk)
    return _page(request, meeting, {phase: form})


@require_POST
def take_back(request: ActorRequest, pk: UUID, phase: str) -> HttpResponse:
    meeting = _access_to_mark(request, pk, phase)
    posting.unmark(meeting=meeting, by=request.actor, phase=phase)
    undo.offer(request, _("Taken back: it counts as not posted."))
    return redirect("integration:handbook", meeting.pk)


def _access_to_mark(request: ActorRequest, pk: UUID, phase: str) -> Meeting:
    """A meeting whose posting the actor notes: who conducts it, also after it is reported."""
    meeting = handbook.access_pack(request.actor, pk)
    if phase not in Phase.values or not may(request.actor, meeting, Can.CONDUCT):
        raise Http404
    return meeting
