"""Pages of meetings: the list, and one page for each of the five steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sotay.kernel.actor import Actor, Can
from sotay.kernel.hooks import Hook
from sotay.kernel.http import ActorRequest, version_answer
from sotay.kernel.ids import uuid_or_none
from sotay.kernel.navigation import LEADERS, Entry
from sotay.kernel.paging import page_of
from sotay.kernel.periods import Month
from sotay.meetings import queries
from sotay.meetings.access import access_meeting, can_read, may, may_set_up
from sotay.meetings.attendance import alerts, make_ups
from sotay.meetings.composing import why_not
from sotay.meetings.joint import PARTNER_CHAIR, awaited
from sotay.meetings.lane import tickets
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import agenda, inviting, likeness, set_aside, versions
from sotay.meetings.preparation.forms_kinds import SetUpForm
from sotay.meetings.session.meeting_page import STEPS, MeetingPage
from sotay.meetings.session.reading import place_of
from sotay.papers.queries import gaps, missing_roles
from sotay.units.models import Unit
from sotay.units.queries import units_at

BESIDE_MEETINGS: Hook[Entry] = Hook(
    "meetings.beside", "a way from the list of meetings to a page of an app above"
)


@dataclass(frozen=True, slots=True)
class WayOn:
    """A link on the page of a meeting."""

    url: str
    words: str
    icon: str


BESIDE_MEETING: Hook[Callable[[Actor, Meeting], Iterable[WayOn]]] = Hook(
    "meetings.beside_meeting", "ways from a meeting that is prepared or held to pages of apps above"
)


ROOM_COOKIE = "room"
"""What the room says of this device: "yes" where it works, "no" where the browser keeps nothing for it.
Without a script there is no cookie, and the ordinary pages stay.
"""


@require_GET
def meetings(request: ActorRequest) -> HttpResponse:
    """Every meeting the reader may see, newest first; a secretary can set up the next one."""
    cells = Unit.objects.within(*request.actor.reach(Can.PREPARE)).cells().in_use()
    month = Month.of(timezone.localdate())
    page = page_of(queries.seen_by(request.actor), request, size=30)
    ready = queries.set_up_in(cells, month)
    waiting = [cell for cell in cells if cell.pk not in ready]
    return render(
        request,
        "meetings/meetings.html",
        {
            "page": page,
            "beside": [entry for entry in BESIDE_MEETINGS if entry.is_for(request.actor)],
            "cells": cells,
            "committees": [
                unit for unit in units_at(request.actor, *LEADERS) if may_set_up(request.actor, unit)
            ],
            "waiting": waiting,
            "month": month,
            "form": SetUpForm(initial={"month": month}),
            "many_cells": len({meeting.cell_id for meeting in page}) > 1,
        },
    )


@require_GET
def meeting(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Whoever conducts goes to the room, from preparing it to long after it is reported; members go to the
    live page while it is open, and to the step the meeting is in before and after.
    """
    found = access_meeting(request.actor, pk)
    room = MeetingPage(found, request.actor)
    if room.has_a_room and request.COOKIES.get(ROOM_COOKIE) != "no":
        return redirect("meetings:room", pk=found.pk)
    if found.stage == Meeting.Stage.OPEN and not room.conducts:
        return redirect("meetings:live", pk=found.pk)
    return redirect("meetings:step", pk=found.pk, step=room.today_step)


@require_GET
def step(request: ActorRequest, pk: UUID, step: str) -> HttpResponse:
    found = access_meeting(request.actor, pk)
    room = MeetingPage(found, request.actor)
    if room.own_invitation:
        inviting.mark_read(invitation=room.own_invitation)
    if room.has_a_room and request.COOKIES.get(ROOM_COOKIE) == "yes" and _is_asked_for_itself(request, step):
        return redirect(f"{reverse('meetings:room', args=[found.pk])}?step={step}")
    return show(request, room, step)


def _is_asked_for_itself(request: ActorRequest, step: str) -> bool:
    """Whether a step is asked for as such, and not for one line of it that is to be corrected."""
    return (
        step in dict(STEPS)
        and not _read_from(request)
        and not {"open", *_MADE_OF_A_MATTER} & set(request.GET)
    )


def show(request: ActorRequest, room: MeetingPage, name: str, status: int = 200) -> HttpResponse:
    """Render one step; those above the cell see papers only once they are reported."""
    if name not in dict(STEPS):
        raise Http404
    meeting = room.meeting
    context = {
        "room": room,
        "meeting": meeting,
        "state": room.state,
        "steps": room.steps(name),
        "step": name,
        "reads": can_read(request.actor, meeting),
        "ticket": tickets.issue(request, request.actor, meeting.pk)
        if meeting.stage == Meeting.Stage.OPEN
        else "",
        "reading": _read_from(request),
        "opened": request.GET.get("open", ""),
    }
    if name == "conduct":
        _make_of_a_matter(request, room)
    if name == "start" and meeting.stage == Meeting.Stage.PREPARING:
        queries.name_people(meeting)
    if name == "prepare":
        context |= preparing_context(meeting)
    if name != "start":
        context["ways_on"] = ways_on(request.actor, meeting)
    if name == "after" and context["reads"]:
        context |= signing_context(request, meeting) | make_up_context(request, meeting)
    return render(request, f"meetings/step_{name}.html", context, status=status)


_MADE_OF_A_MATTER = {"task": "task_assigned", "petition": "petition_recorded"}


def _make_of_a_matter(request: ActorRequest, room: MeetingPage) -> None:
    """A matter set aside that the reader makes a task or a petition of: `?task=` or `?petition=` name it."""
    for key, act in _MADE_OF_A_MATTER.items():
        named = uuid_or_none(request.GET.get(key, ""))
        matter = room.state.aside(named) if named else None
        if matter is not None and room.records:
            room.made_of(matter, act)


def ways_on(actor: Actor, meeting: Meeting) -> list[WayOn]:
    """The whole pack of its papers, and links to what apps above have about the meeting, for this reader."""
    own = [_whole_pack(meeting)] if meeting.stage != Meeting.Stage.CANCELLED else []
    return own + [way for ways in BESIDE_MEETING for way in ways(actor, meeting)]


def _whole_pack(meeting: Meeting) -> WayOn:
    return WayOn(
        reverse("meetings:pack", args=[meeting.pk]), _("Download the whole set of papers"), "download"
    )


def _read_from(request: ActorRequest) -> str:
    """The line of the page of reading back that the reader came from, and goes back to."""
    if request.method == "POST":
        return place_of(request.POST.get("place", ""))
    return place_of(request.GET.get("read", ""))


def preparing_context(meeting: Meeting) -> dict[str, Any]:
    """What `_prepare.html` shows besides the meeting."""
    items = list(meeting.agenda.select_related("presenter").prefetch_related("papers__document"))
    orders = versions.orders(items)
    queries.name_people(meeting, (item.presenter for item in items))
    aside, others = set_aside.split(agenda.not_taken(meeting))
    return {
        "agenda": [(item, orders[item.step]) for item in items],
        "papers_of_items": any(item.papers.all() for item in items),
        "attached": meeting.papers.filter(item=None).select_related("document"),
        "overrun": agenda.overrun(meeting),
        "aside_waiting": aside,
        "absence_alerts": list(alerts.open_in([meeting.cell_id])) if _calls_the_cell(meeting) else [],
        "not_taken": others,
        "alike": likeness.repeated(meeting, items),
    }


def _calls_the_cell(meeting: Meeting) -> bool:
    return meeting.is_regular and meeting.stage == Meeting.Stage.PREPARING


def signing_context(request: ActorRequest, meeting: Meeting) -> dict[str, Any]:
    """What `_after.html` shows besides the meeting, to who may read its papers."""
    papers = queries.papers_of(meeting)
    missing = set[str]().union(*(awaited(meeting, paper) for paper in papers))
    queries.name_people(meeting)
    return {
        "concludes": any(paper.kind == "KL" for paper in papers),
        "papers": [(paper, missing_roles(paper)) for paper in papers],
        "gaps": gaps(*papers),
        "fault": why_not(meeting) if meeting.papers_fault else "",
        "roles": _signing(request, meeting, missing),
    }


def make_up_context(request: ActorRequest, meeting: Meeting) -> dict[str, Any]:
    """How many made up for a regular meeting that is over, for who leads the cell. One query."""
    if not (meeting.is_over and meeting.is_regular and may(request.actor, meeting, Can.PREPARE)):
        return {}
    return {"makes_up": True, "made_up": make_ups.standing(meeting).count()}


def _signing(request: ActorRequest, meeting: Meeting, missing: set[str]) -> list[dict[str, object]]:
    """The places to sign, the reader's own first, and whether the reader may sign or help there."""
    conducts = may(request.actor, meeting, Can.CONDUCT)
    own = request.actor.member_id
    places = [
        {
            "role": role,
            "member": member,
            "own": member.pk == own,
            "may": conducts,
            "signed": role not in missing,
            "cell": cell.name if meeting.partner else "",
        }
        for role, member, cell in (
            ("minute_taker", meeting.minute_taker, meeting.cell),
            ("chair", meeting.chair, meeting.cell),
            (PARTNER_CHAIR, meeting.partner_chair, meeting.partner),
        )
        if member is not None and cell is not None
    ]
    return sorted(places, key=lambda place: not place["own"])


@require_GET
def version(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The log's version as an ETag, for pages that ask whether something changed.

    A hall of phones asks every few seconds, so those who sit in the cell are let in by the one query that
    reads the version; everybody else comes by the usual door.
    """
    member = getattr(request.user, "member_id", None)
    etag = queries.version_for(member, pk, timezone.localdate())
    if etag is None:
        etag = MeetingPage(access_meeting(request.actor, pk), request.actor).version
    return version_answer(request, etag)
