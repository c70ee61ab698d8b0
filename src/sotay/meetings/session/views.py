"""Doors of the open meeting: open it, record what happens, mark the roll."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.ids import new_id, uuid_or_none
from sotay.kernel.refusal import Refusal
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import SEEN, Edited, Stale
from sotay.meetings import actions, merged
from sotay.meetings.access import access_meeting
from sotay.meetings.log.state import END, START, State
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.rules_in_force import usual_method
from sotay.meetings.session import opening, versions
from sotay.meetings.session.forms import FORMS, ActForm, HandsForm, MotionForm
from sotay.meetings.session.meeting_page import MeetingPage
from sotay.meetings.session.reading import READ, place_of, read_page
from sotay.meetings.views import show
from sotay.votes.rules import Matter

# where each act is done, and where on that page to come back to
HOME: dict[str, tuple[str, str]] = {
    "guests_noted": ("start", "guests"),
    "dues_noted": ("start", "dues"),
    "agenda_adopted": ("start", "adopt"),
    "came_late": ("start", f"roll-{START}"),
    "left_early": ("start", f"roll-{START}"),
    "floor_asked": ("conduct", "queue"),
    "floor_given": ("conduct", "queue"),
    "floor_left": ("conduct", "queue"),
    "item_begun": ("conduct", ""),
    "item_ended": ("conduct", ""),
    "note_written": ("conduct", "said"),
    "praise_noted": ("conduct", "said"),
    "statement_recorded": ("conduct", "said"),
    "motion_moved": ("conduct", "votes"),
    "hands_counted": ("conduct", "votes"),
    "adoption_said": ("conduct", "votes"),
    "task_assigned": ("conduct", "said"),
    "task_reported": ("conduct", "tasks-back"),
    "petition_recorded": ("conduct", "said"),
    "matter_set_aside": ("conduct", "aside"),
    "set_aside_settled": ("conduct", "aside"),
    "concluded": ("close", "conclusion"),
    "minutes_read": ("close", "read"),
    "revised": ("conduct", "said"),
    "withdrawn": ("conduct", "said"),
    "closed": ("after", ""),
    "amended": ("after", "amendments"),
}

MOVES = {"came_late", "left_early"}
ONE_TAP = {"roll_marked", "item_begun", "item_ended", "minutes_read", "set_aside_settled"}
"""Acts done by a tap alone that are about what the page showed."""
BARE = {
    "roll_marked",
    "withdrawn",
    "closed",
    "set_aside_settled",
    "floor_asked",
    "floor_given",
    "floor_left",
    *MOVES,
}
"""Acts done by a tap alone: a refusal is a page of its own, because there is no form to say it beside."""


def _to(meeting: Meeting, step: str, anchor: str = "") -> HttpResponse:
    name, kwargs = ("read_back", {}) if step == READ else ("step", {"step": step})
    url = reverse(f"meetings:{name}", kwargs={"pk": meeting.pk, **kwargs})
    return redirect(f"{url}#{anchor}" if anchor else url)


@require_POST
def open_meeting(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    opening.open_meeting(meeting=meeting, by=request.actor, entry_id=_id(request))
    return _to(meeting, "start")


def _id(request: ActorRequest) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return new_id()


@require_POST
def record(request: ActorRequest, pk: UUID, act: str) -> HttpResponse:
    """One act of the room. A refusal comes back beside the form, with everything typed still there."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    if act not in FORMS:
        raise Http404
    before = MeetingPage(meeting, request.actor)
    form = FORMS[act](request.POST, state=before.state, auto_id=f"{act}_%s")
    about = versions.about_of(act, form.data)
    edited = versions.noted(request.actor, meeting, before.state, act, about)
    if act == "minutes_read":
        edited = versions.read_out(request.actor, meeting, before.state)
    if edited and act not in ONE_TAP:
        form.made_from(edited)
    step, anchor = _home(request, act, form.data)
    if form.is_valid():
        try:
            _write(request, meeting, act, form, edited)
        except Stale as stale:
            if request.headers.get("HX-Request") and act == "roll_marked":
                return _roll_row(request, MeetingPage(meeting, request.actor), form, stale)
            if act in ONE_TAP:
                raise
            form.add_refusal(stale)
        except Refusal as refusal:
            if act in BARE:
                raise
            form.add_refusal(refusal)
        else:
            return _recorded(request, meeting, act, form, step, anchor)
    room = MeetingPage(meeting, request.actor, {act: form})
    if step == READ and act in {"revised", "concluded"}:
        return read_page(request, room, status=422)
    where = HOME[act][0] if step == READ else step
    return show(request, room, "close" if act == "closed" else where, status=422)


def _write(
    request: ActorRequest, meeting: Meeting, act: str, form: ActForm, edited: Edited[State] | None
) -> None:
    """The entry, unless the form lets stand what somebody else has noted meanwhile. Raises Refusal, Stale."""

    def write() -> None:
        if not form.keeps_stored:
            data = {**form.payload(), **_extra(request, meeting, form)}
            entry = _fresh(form.cleaned_data["id"], act, data)
            actions.record_one(meeting=meeting, by=request.actor, act=act, id=entry, **data)

    if act == "roll_marked":
        seen = request.POST.get(SEEN, "")
        versions.mark_as_seen(request.actor, meeting, form.payload(), seen, write)
    elif edited and act in ONE_TAP:
        edited.carry_out(request, write)
    else:
        form.settled(write)


def _home(request: ActorRequest, act: str, data: Any) -> tuple[str, str]:
    if act == "roll_marked" or (act in MOVES | {"withdrawn"} and "round" in data):
        round_ = data.get("round", START)
        return ("close", f"roll-{END}") if round_ == END else ("start", f"roll-{START}")
    step, anchor = HOME[act]
    back = request.POST.get("back", "")
    if back == READ:
        return READ, place_of(request.POST.get("place", ""))
    return (back, anchor) if back in {"start", "conduct", "close", "after"} else (step, anchor)


def _extra(request: ActorRequest, meeting: Meeting, form: ActForm) -> dict[str, Any]:
    """What an entry has beside its form: of a count of hands, the counts it is made over; of a motion,
    whether it adopts the resolution, and how it is usually voted."""
    if isinstance(form, HandsForm) and SEEN in form.data:
        return {"over": versions.standing_counts(meeting, str(form.cleaned_data["motion"]))}
    if not isinstance(form, MotionForm):
        return {}
    adopts = {"adopts": True} if request.POST.get("adopts") else {}
    usual = "" if form.cleaned_data["method"] else usual_method(meeting, Matter(form.payload()["matter"]))
    return {**adopts, **({"method": usual} if usual else {})}


def _fresh(sent: UUID | None, act: str, data: dict[str, Any]) -> UUID:
    """The id the device made; a new one when that id already names something else (a page gone back to)."""
    if sent is None:
        return new_id()
    known = get_or_none(LogEntry.objects, sent)
    same = known is None or (known.act == act and known.data.get("text") == data.get("text"))
    return sent if same else new_id()


def _recorded(
    request: ActorRequest, meeting: Meeting, act: str, form: ActForm, step: str, anchor: str
) -> HttpResponse:
    if request.headers.get("HX-Request") and act in {"roll_marked", *MOVES}:
        return _roll_row(request, MeetingPage(meeting, request.actor), form)
    if act == "withdrawn":
        undo.offer(request, _("Taken back. It stays in the log, but not in the minutes."))
    return _to(meeting, step, anchor)


def _roll_row(
    request: ActorRequest, room: MeetingPage, form: ActForm, stale: Stale | None = None
) -> HttpResponse:
    """The marked row, and the counts above it out of band. `stale`: it was not marked, and why."""
    round_ = END if form.data.get("round") == END else START
    row = next(row for row in room.roll(round_) if row.seat.member == form.cleaned_data["member"])
    context = {
        "room": room,
        "meeting": room.meeting,
        "state": room.state,
        "row": row,
        "round": round_,
        "reads": True,
        "swap": True,
        "told": stale.sentence if stale else "",
    }
    page = render_to_string("meetings/_roll_row.html", context, request)
    return HttpResponse(page, status=409 if stale else 200)


@require_POST
def mark_the_rest(request: ActorRequest, pk: UUID, round_: str) -> HttpResponse:
    """One tap instead of thirty: the unmarked are present, those who said they cannot come excused."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    if round_ not in {START, END}:
        raise Http404
    made = actions.mark_the_rest(meeting=meeting, by=request.actor, round_=round_)
    if made:
        words = ngettext("%(n)s person was marked.", "%(n)s people were marked.", len(made))
        back = reverse("meetings:unmark", args=[meeting.pk, round_, made[0]])
        undo.offer(request, words % {"n": len(made)}, back)
    return _to_roll(meeting, round_)


@require_POST
def unmark(request: ActorRequest, pk: UUID, round_: str, entry: UUID) -> HttpResponse:
    """Undo of `mark_the_rest`."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    if round_ not in {START, END}:
        raise Http404
    actions.unmark(meeting=meeting, by=request.actor, entry=entry)
    undo.offer(request, _("Taken back. It stays in the log, but not in the minutes."))
    return _to_roll(meeting, round_)


def _to_roll(meeting: Meeting, round_: str) -> HttpResponse:
    return _to(meeting, "start" if round_ == START else "close", f"roll-{round_}")


@require_POST
def merged_seen(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The reader has seen what entries from another device changed."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    seen = [found for text in request.POST.getlist("seen")[:200] if (found := uuid_or_none(text))]
    merged.put_away(meeting=meeting, by=request.actor, seen=seen)
    return redirect(meeting)


@require_GET
def read_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The minutes as they stand, for the minute-taker to read out before the meeting closes."""
    meeting = access_meeting(request.actor, pk, Can.CONDUCT)
    if meeting.opened_at is None:
        return _to(meeting, "start")
    return read_page(request, MeetingPage(meeting, request.actor))
