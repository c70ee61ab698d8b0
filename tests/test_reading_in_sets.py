"""What a list shows is what opens: for everybody of the demo ward and everything in it, the condition for
many rows and the door for one agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

import pytest
import time_machine
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from tests import crawl, ward

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.kernel.actor import Actor, Can
from sotay.library import access as library
from sotay.library.models import Document
from sotay.meetings import access as meetings
from sotay.meetings.models import Meeting
from sotay.papers import access as papers
from sotay.papers.models import IssuedPaper
from sotay.syntheses import access as syntheses
from sotay.syntheses.models import Synthesis

Row = Any


def opens(access: Callable[[Actor, Any], object], actor: Actor, row: Row) -> bool:
    try:
        access(actor, row.pk)
    except Http404:
        return False
    return True


def reads_paper(actor: Actor, paper: IssuedPaper) -> bool:
    """The rule in words: by its meeting or synthesis, else by its cell."""
    meeting = Meeting.objects.filter(pk=paper.about_id).first()
    if meeting is not None:
        together = meeting.kind == Meeting.Kind.JOINT and meetings.may(actor, meeting, Can.SEE_MEETING)
        here = actor.may(Can.SEE_MEETING, paper.cell.path)
        return (here or together) and meetings.can_read(actor, meeting)
    synthesis = Synthesis.objects.filter(pk=paper.about_id).first()
    if synthesis is not None:
        return syntheses.can_read(actor, synthesis)
    return actor.may(Can.SEE_MEETING, paper.cell.path)


def reads_document(actor: Actor, document: Document) -> bool:
    """The rule in words: by the meetings it was given for or put before, else by its cell."""
    before = Meeting.objects.filter(Q(papers__document=document) | Q(pk=document.about_id))
    found = list(before.distinct())
    if found or document.about_id is not None:
        return any(meetings.may(actor, meeting, Can.SEE_MEETING) for meeting in found)
    return actor.may(Can.SEE_MEETING, document.cell.path)


CASES: list[tuple[type[Any], Callable[[Actor], Q], Callable[[Actor, Row], bool]]] = [
    (Meeting, meetings.seen_by, lambda actor, row: meetings.may(actor, row, Can.SEE_MEETING)),
    (Meeting, meetings.read_by, meetings.can_read),
    (Synthesis, syntheses.readable_by, syntheses.can_read),
    (IssuedPaper, papers.readable_by, lambda actor, row: opens(papers.access_paper, actor, row)),
    (IssuedPaper, papers.readable_by, reads_paper),
    (Document, library.readable_by, reads_document),
]


def people(day: Any) -> Iterable[tuple[str, Actor]]:
    for name in crawl.PEOPLE:
        yield name, actor_for(Account.objects.get(username=name), day)


@pytest.mark.django_db
def test_lists_and_doors_agree_for_everybody(monkeypatch):
    moment = datetime.combine(ward.TODAY, time(8), timezone.get_current_timezone())
    with time_machine.travel(moment, tick=True):
        ward.load(monkeypatch)
        wrong, both = [], {True: 0, False: 0}
        for name, actor in people(ward.TODAY):
            for number, (model, condition, door) in enumerate(CASES):
                listed = set(model.objects.filter(condition(actor)).values_list("pk", flat=True))
                for row in model.objects.all():
                    opened = door(actor, row)
                    both[opened] += 1
                    if opened != (row.pk in listed):
                        wrong.append(f"{name}: {number} {row} ({row.pk}): opens {opened}")
    assert wrong == []
    assert min(both.values()) > 50, "somebody reads something, and somebody does not"
