"""The page the minutes are read back from: each line with the form that rewords it, or the way to its place.

Whoever corrects something comes back to the line they were reading: `place` names it, in the forms of this
page and in the addresses that lead to others.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from sotay.kernel.http import ActorRequest
from sotay.meetings.composing import CannotCompose, compose
from sotay.meetings.documents.read_back import Chapter, chapters, is_anchor, recorded
from sotay.meetings.session import versions
from sotay.meetings.session.meeting_page import MeetingPage
from sotay.papers.models import KINDS
from sotay.papers.queries import gaps_in

READ = "read"
"""What `back` says in a form whose answer is the page of reading back."""


def read_page(request: ActorRequest, room: MeetingPage, status: int = 200) -> HttpResponse:
    meeting = room.meeting
    try:
        composed, fault = compose(meeting, room.state), ""
    except CannotCompose as refusal:
        composed, fault = [], str(refusal)
    known = recorded(room.state)
    papers = [
        (KINDS[paper.kind], chapters(paper, known, prefix=f"p{number}"))
        for number, paper in enumerate(composed, start=1)
    ]
    for _name, parts in papers:
        _show_entries(room, parts)
    context = {
        "meeting": meeting,
        "room": room,
        "state": room.state,
        "papers": papers,
        "gaps": gaps_in(*composed),
        "fault": fault,
        "edited": None if fault else versions.read_out(request.actor, meeting, room.state),
        "refused": next(iter(room.bound.values()), None),
        "refused_at": place_of(request.POST.get("place", "")),
    }
    return render(request, "meetings/read_back.html", context, status=status)


def _show_entries(room: MeetingPage, parts: list[Chapter]) -> None:
    """Give each line its entry as the feed has it: who said it, and what a new wording is written over."""
    feed = {line.entry: line for line in room.said}
    for chapter in parts:
        for line in (*chapter.lines, *chapter.rows):
            line.shown = feed.get(line.entry) if line.entry else None


def place_of(text: str) -> str:
    """A line of the page, as a form or an address names it; '' for anything else."""
    return text if is_anchor(text) else ""
