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
from sotay.assignments import access as assignments
from sotay.assignments.models import Task
from sotay.guidance import access as guidance
from sotay.guidance.models import Guidance
from sotay.inspections import access as inspections
from sotay.inspections.models import RecordedPaper
from sotay.kernel.actor import Actor, Can
from sotay.library import access as library
from sotay.library.models import Document
from sotay.meetings import access as meetings
from sotay.meetings.models import Meeting
from sotay.papers import access as papers
from sotay.papers.life import COMMITTEE, COMPOSERS
from sotay.papers.models import Composition, IssuedPaper
from sotay.period_reviews import access as period_reviews
from sotay.period_reviews.models import PeriodReview
from sotay.registers import access as registers
from sotay.registers.models import Discipline
from sotay.report_builder import access as reports
from sotay.report_builder.models import SavedReport
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
    """The rule in words: by its meeting or synthesis, by who writes it, else by its cell."""
    meeting = Meeting.objects.filter(pk=paper.about_id).first()
    if meeting is not None:
        together = meeting.kind == Meeting.Kind.JOINT and meetings.may(actor, meeting, Can.SEE_MEETING)
        here = actor.may(Can.SEE_MEETING, paper.cell.path)
        return (here or together) and meetings.can_read(actor, meeting)
    synthesis = Synthesis.objects.filter(pk=paper.about_id).first()
    if synthesis is not None:
        return syntheses.can_read(actor, synthesis)
    review = PeriodReview.objects.filter(pk=paper.about_id).first()
    if review is not None:
        return period_reviews.can_read(actor, review)
    recorded = RecordedPaper.objects.filter(pk=paper.about_id).first()
    if recorded is not None:
        return opens(inspections.access_recorded, actor, recorded)
    if not Composition.objects.filter(pk=paper.about_id).exists():
        return actor.may(Can.SEE_MEETING, paper.cell.path)
    roles = {grant.role for grant in actor.grants if grant.unit_id == paper.cell_id}
    issued = paper.state == IssuedPaper.State.FROZEN and actor.may(Can.SEE_MEETING, paper.cell.path)
    asked = bool(roles & set(COMMITTEE)) and paper.state != IssuedPaper.State.DRAFT
    return issued or asked or bool(roles & set(COMPOSERS))


def reads_document(actor: Actor, document: Document) -> bool:
    """The rule in words: by the meetings it was given for or put before, by the letter or
    the task it goes with, else by its cell."""
    letter = Guidance.objects.filter(pk=document.about_id).first()
    if letter is not None:
        return opens(guidance.access_guidance, actor, letter)
    task = Task.objects.filter(pk=document.about_id).first()
    if task is not None:
        return opens(assignments.access_task, actor, task)
    before = Meeting.objects.filter(Q(papers__document=document) | Q(pk=document.about_id))
    found = list(before.distinct())
    if found or document.about_id is not None:
        return any(meetings.may(actor, meeting, Can.SEE_MEETING) for meeting in found)
    return actor.may(Can.SEE_MEETING, document.cell.path)


def reads_report(actor: Actor, report: SavedReport) -> bool:
    """The rule in words: one's own, or shared with units on one's side of its unit, or with one's role there;
    and only among those who see figures of some unit."""
    if report.deleted_at is not None:
        return False
    if report.owner_id == actor.account_id:
        return True
    shared = {share.audience for share in report.shares.all()}
    place = report.unit.path
    for grant in actor.grants:
        if not grant.allows(Can.SEE_FIGURES, grant.path):
            continue
        here = grant.path == place
        if here and grant.role in shared:
            return True
        if "below" in shared and not here and grant.path.startswith(place):
            return True
        if "above" in shared and not here and grant.allows(Can.SEE_FIGURES, place):
            return True
    return False


CASES: list[tuple[type[Any], Callable[[Actor], Q], Callable[[Actor, Row], bool]]] = [
    (Meeting, meetings.seen_by, lambda actor, row: meetings.may(actor, row, Can.SEE_MEETING)),
    (Meeting, meetings.read_by, meetings.can_read),
    (Synthesis, syntheses.readable_by, syntheses.can_read),
    (PeriodReview, period_reviews.readable_by, period_reviews.can_read),
    (IssuedPaper, papers.readable_by, lambda actor, row: opens(papers.access_paper, actor, row)),
    (IssuedPaper, papers.readable_by, reads_paper),
    (Document, library.readable_by, reads_document),
    (SavedReport, reports.readable_by, lambda actor, row: opens(reports.access_report, actor, row)),
    (SavedReport, reports.readable_by, reads_report),
    (
        Discipline,
        registers.disciplines_readable_by,
        lambda actor, row: opens(registers.access_discipline, actor, row),
    ),
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
