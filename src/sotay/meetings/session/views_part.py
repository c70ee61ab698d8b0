"""Doors of those who take part: the live page, checking in, the floor; and the code the conductor shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sotay.accounts.models import Account
from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.refusal import Refusal
from sotay.kernel.rows import get_or_none
from sotay.meetings import queries
from sotay.meetings.access import access_meeting, can_read
from sotay.meetings.lane import drawing, tickets
from sotay.meetings.log import rules
from sotay.meetings.log.state import END, START, State
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import rules_in_force
from sotay.meetings.session import codes, self_service
from sotay.meetings.session.checked_in import sentence_of
from sotay.meetings.session.codes import Claim, Verdict
from sotay.meetings.session.forms_part import DigitsForm, LetterForm
from sotay.meetings.session.meeting_page import MeetingPage
from sotay.meetings.session.self_service import CheckedIn

_OPENED = "sotay_opened_code"


# The live page


@require_GET
def live(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What everybody in the room sees. Asked for with X-Fresh it is only the parts that change."""
    return _live(request, access_meeting(request.actor, pk))


def _live(
    request: ActorRequest, meeting: Meeting, form: DigitsForm | None = None, status: int = 200
) -> HttpResponse:
    parts = _parts(request, meeting, form)
    if request.headers.get("X-Fresh"):
        answer = HttpResponse(parts, status=status)
    else:
        context = {
            "room": MeetingPage(meeting, request.actor),
            "meeting": meeting,
            "parts": parts,
            "ticket": tickets.issue(request, request.actor, meeting.pk),
        }
        answer = render(request, "meetings/live.html", context, status=status)
    answer.headers["Vary"] = "X-Fresh"
    return answer


def _parts(request: ActorRequest, meeting: Meeting, form: DigitsForm | None) -> SafeString:
    shown = drawing.snapshot_of(meeting)
    own = drawing.own_context(shown, request.actor.member_id) if form is not None else {}
    return drawing.live(
        shown,
        reader=request.actor,
        reads=can_read(request.actor, meeting),
        token=get_token(request),
        own=drawing.draw_own(shown, own, form=form) if own else None,
    )


@require_POST
def check_in_here(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The six digits, typed on the meeting's own page."""
    meeting = access_meeting(request.actor, pk)
    form = DigitsForm(request.POST, auto_id="check-in-%s")
    if form.is_valid():
        try:
            done = self_service.check_in_by_digits(
                meeting=meeting, by=request.actor, typed=form.cleaned_data["digits"]
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return _into_the_room(request, meeting, done)
    return _live(request, meeting, form, status=422)


@require_POST
def ask_floor(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk)
    self_service.ask_floor(meeting=meeting, by=request.actor)
    return redirect("meetings:live", pk=meeting.pk)


@require_POST
def leave_floor(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk)
    self_service.leave_floor(meeting=meeting, by=request.actor)
    return redirect("meetings:live", pk=meeting.pk)


# Checking in by the QR


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: ActorRequest, token: str) -> HttpResponse:
    """Opening the address only asks: links are opened by previews and scanners too. The button checks in."""
    if not isinstance(request.user, Account):
        _remember_opened(request, token)
        return redirect_to_login(request.get_full_path())
    holder = str(request.user.pk)
    claim, verdict = self_service.judge(token, holder, _ticket(request, token, holder))
    meeting = _meeting_of(claim)
    if claim is None or meeting is None or verdict is Verdict.FALSE:
        return _unusable(request)
    state = queries.cached_state(meeting)
    try:
        self_service.own_seat(state, request.actor)
    except self_service.NotOnTheRoll:
        return _unusable(request)
    if verdict is Verdict.OLD:
        return render(request, "meetings/check_in.html", {"meeting": meeting, "old": True}, status=409)
    return _checked(request, meeting, state, claim)


def _checked(request: ActorRequest, meeting: Meeting, state: State, claim: Claim) -> HttpResponse:
    page = {"meeting": meeting, "at_end": claim.round == END}
    try:
        if request.method == "POST":
            mode = request.POST.get("mode", "")
            done = self_service.check_in(
                meeting=meeting,
                by=request.actor,
                round_=claim.round,
                mode=mode if mode in rules.MODES else "",
            )
            return _into_the_room(request, meeting, done)
        known = self_service.standing(meeting, state, request.actor, claim.round)
    except Refusal as refusal:
        return render(request, "meetings/check_in.html", {**page, "refusal": refusal}, status=409)
    ticket = self_service.ticket_for(claim, str(request.user.pk))
    lane = tickets.issue(request, request.actor, meeting.pk, claim.round)
    return render(request, "meetings/check_in.html", {**page, "known": known, "ticket": ticket, "lane": lane})


def _unusable(request: HttpRequest) -> HttpResponse:
    """The same for a code nobody made, for another cell's and for a meeting that is not there."""
    return render(request, "meetings/check_in.html", {"unusable": True}, status=404)


def _meeting_of(claim: Claim | None) -> Meeting | None:
    found = Meeting.objects.select_related("cell__parent", "chair", "minute_taker")
    return get_or_none(found, claim.meeting) if claim else None


def _remember_opened(request: HttpRequest, token: str) -> None:
    """Logging in takes longer than a code lives, so this browser is given a ticket before it does."""
    claim, verdict = self_service.judge(token, "")
    if claim is not None and verdict is Verdict.GOOD:
        request.session[_OPENED] = [token, self_service.ticket_for(claim, _browser(token))]


def _ticket(request: HttpRequest, token: str, holder: str) -> str:
    if request.method == "POST":
        return request.POST.get("ticket", "")
    known, ticket = request.session.get(_OPENED, ("", ""))
    if known != token:
        return ""
    claim, verdict = self_service.judge(token, _browser(token), ticket)
    return self_service.ticket_for(claim, holder) if claim and verdict is Verdict.GOOD else ""


def _browser(token: str) -> str:
    """Whom a ticket in a session is for: nobody yet, and it never leaves the session."""
    return f"browser:{token}"


def _into_the_room(request: ActorRequest, meeting: Meeting, done: CheckedIn) -> HttpResponse:
    undo.offer(request, sentence_of(done))
    return redirect("meetings:live", pk=meeting.pk)


# The code on the conductor's screen


@require_GET
def code(request: ActorRequest, pk: UUID, round_: str) -> HttpResponse:
    """The code for the wall or the table, with how many have come."""
    meeting = _called_by(request, pk, round_)
    if meeting.stage != Meeting.Stage.OPEN:
        return redirect("meetings:meeting", pk=meeting.pk)
    context = {"meeting": meeting, "round": round_, "window": codes.WINDOW}
    return render(request, "meetings/code.html", context | _shown(request, meeting, round_))


@never_cache
@require_GET
def code_data(request: ActorRequest, pk: UUID, round_: str) -> HttpResponse:
    """What of the code's page changes, with an ETag."""
    meeting = _called_by(request, pk, round_)
    if meeting.stage != Meeting.Stage.OPEN:
        return JsonResponse({"over": True})
    now = self_service.code_now(meeting, round_)
    etag = f'"{now.window}-{meeting.log_version}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return JsonResponse(_shown(request, meeting, round_), headers={"ETag": etag})


def _called_by(request: ActorRequest, pk: UUID, round_: str) -> Meeting:
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    if round_ != START and (round_ != END or rules_in_force(meeting).roll_calls < 2):  # noqa: PLR2004 - start and end
        raise Http404
    return meeting


def _shown(request: ActorRequest, meeting: Meeting, round_: str) -> dict[str, Any]:
    now = self_service.code_now(meeting, round_)
    url = request.build_absolute_uri(reverse("check_in:check_in", args=[now.token]))
    return {
        "url": url,
        "svg": drawing.pieces.get(url, lambda: _picture(url)),
        "digits": f"{now.digits[:3]} {now.digits[3:]}",
        "expires_in": now.expires_in,
        **_counts(meeting, round_),
    }


def _counts(meeting: Meeting, round_: str) -> dict[str, Any]:
    """Who has come, drawn once for a version and a language."""
    shown = drawing.snapshot_of(meeting)

    def draw() -> dict[str, Any]:
        counted = _counted(shown, round_)
        return {**counted, "counts": render_to_string("meetings/_code.html", {**counted, "round": round_})}

    return drawing.pieces.get(("code", *shown.key, round_, get_language()), draw)


def _counted(shown: drawing.Snapshot, round_: str) -> dict[str, Any]:
    room = drawing.page_of(shown)
    counted = room.figures.attendance
    at_end = round_ == END
    missing = room.end_missing if at_end else room.start_missing
    return {
        "present": room.end_present if at_end else counted.present,
        "base": counted.base,
        "rate": None if at_end else float(counted.rate or 0),
        "missing": missing,
    }


def _picture(url: str) -> str:
    """Drawn by the size of its place. White stays around it: cameras need that in the dark scheme too."""
    plain = {"dark": "#000", "light": "#fff", "svgclass": "", "lineclass": ""}
    return str(segno.make(url, error="m", micro=False).svg_inline(border=3, omitsize=True, **plain))


# Letters of those who are away


@require_POST
def read_letter(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    form = LetterForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Say whose letter is to be read."))
    self_service.read_letter(meeting=meeting, by=request.actor, **form.cleaned_data)
    return redirect(f"{reverse('meetings:step', args=[meeting.pk, 'conduct'])}#said")
