"""Lines of who did what are read above the cell before a meeting is reported: they hold none of its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import House, Person, appoint, make_member
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import timezone
from django.utils.translation import override
from slow_work import slow_writes

from sotay.assignments import actions as tasks
from sotay.assignments.models import Task, TaskEvent
from sotay.audit import words
from sotay.audit.models import AuditLine
from sotay.demo import ward as demo
from sotay.demo.clock import at
from sotay.demo.year import _moment
from sotay.guidance import actions as guidance
from sotay.guidance.models import Guidance
from sotay.kernel.actor import Actor, Role
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.library import actions as library
from sotay.library.models import Document
from sotay.meetings import actions, reporting, signing
from sotay.meetings.attendance import alerts, make_ups
from sotay.meetings.models import (
    AbsenceAlert,
    AgendaItem,
    AttendanceMark,
    Invitation,
    LogEntry,
    MatterSetAside,
    Meeting,
)
from sotay.meetings.preparation import agenda, inviting, preparing, set_aside
from sotay.meetings.queries import papers_of
from sotay.meetings.session import opening
from sotay.members.models import Member
from sotay.papers import actions as papers
from sotay.papers import compositions, digital, life, unit_kinds
from sotay.papers.models import Composition, IssuedPaper
from sotay.papers.queries import digest_to_sign, editable_parts
from sotay.papers.tests.keys import PASSWORD, key_file
from sotay.petitions import actions as petitions
from sotay.petitions.models import Petition, PetitionEvent
from sotay.units.models import Unit

SHORTEST = 8
"""Shorter texts ("Tán thành") stand in fixed words too."""
COMPOSED = {"base", "final"}
OF_MEETINGS = (
    *(Meeting, AgendaItem, Guidance, Invitation, LogEntry),
    *(IssuedPaper, Document, Task, TaskEvent, Petition, PetitionEvent),
)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def typed() -> set[str]:
    """Every text of a meeting's rows, and every line and sentence of it, that has more than one word.

    Names of people and units are no words of a meeting. Papers are composed of the log and fixed words,
    so of papers only what people wrote over it counts.
    """
    names = " | ".join(map(str, [*Member.objects.all(), *Unit.objects.all()]))
    found: set[str] = set()
    for model in OF_MEETINGS:
        for row in model.objects.values_list(*texts_of(model)):
            for text in strings(list(row)):
                parts = (part for line in text.splitlines() for part in line.split(". "))
                found |= {text.strip(), *(part.strip() for part in parts)}
    return {text for text in found if len(text) >= SHORTEST and " " in text and text not in names}


def texts_of(model: type[models.Model]) -> list[str]:
    """The columns people type into: texts, JSON, and long strings that are not chosen from a list."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if field.name not in COMPOSED
        and (
            isinstance(field, models.TextField | models.JSONField)
            or (isinstance(field, models.CharField) and not field.choices and field.max_length > 60)
        )
    ]


def quoted() -> list[str]:
    """Lines that hold a text of a meeting, in their values or as they are read."""
    texts, faults = typed(), []
    for line in AuditLine.objects.all():
        with override("vi"):
            told = f"{line.sentence} {' '.join(strings(line.data))}"
        faults += [f"{line.code}: {text}" for text in texts if text in told]
    return faults


@pytest.fixture
def newest_month(db, monkeypatch):
    monkeypatch.setattr(demo, "MONTHS", 1)
    with at(_moment(date(2026, 11, 23), 8)), slow_writes():
        demo.load("mật khẩu để xem thử")
        yield Unit.objects.get(code="38.168")


def test_no_line_of_the_demo_ward_holds_words_of_a_meeting(newest_month):
    assert len(typed()) > 100
    assert AuditLine.objects.count() > 200
    assert quoted() == []


SECRET = "chuyện riêng của chi bộ"
"""Typed wherever people type."""


def test_no_act_of_a_meeting_leaves_its_words_in_a_line(house, thu, lam, an, binh):
    """Every code of meetings, papers, tasks and petitions is written, with SECRET typed everywhere."""
    month, by = Month.of(timezone.localdate()), thu.actor
    appoint(house.cell, Role.COMMITTEE_MEMBER, make_member(house.cell, "Ngô Văn Tư"))
    play_guidance(house, binh.actor, month.plus(1))
    preparing.cancel(
        meeting=preparing.set_up(cell=house.cell, by=by, month=month.plus(2)), by=by, because=SECRET
    )
    meeting = preparing.set_up(cell=house.cell, by=by, month=month)
    preparing.arrange(
        meeting=meeting,
        by=by,
        chair=thu.member,
        minute_taker=lam.member,
        planned_at=meeting.planned_at,
        place=SECRET,
    )
    item = agenda.add(meeting=meeting, by=by, title=SECRET, minutes=5, text=SECRET)
    other = agenda.add(meeting=meeting, by=by, title=SECRET, minutes=5)
    agenda.edit(item=item, by=by, title=f"{SECRET} 2", minutes=6, presenter=None, text=SECRET)
    agenda.move(item=other, by=by, up=True)
    agenda.remove(item=other, by=by)
    file = SimpleUploadedFile("du-thao.txt", SECRET.encode())
    document = library.store(by=by, cell=house.cell, upload=file, title=SECRET, not_secret=True)
    for _time in range(2):
        attached = agenda.attach(meeting=meeting, by=by, document=document)
    agenda.detach(paper=attached, by=by)
    library.purge(document=document, by=by, because=SECRET)
    inviting.invite(meeting=meeting, by=by)
    for person in (an, thu):
        invitation = meeting.invitations.get(member=an.member)
        for comes in (True, False):
            inviting.answer(
                invitation=invitation, by=person.actor, will_come=comes, reason=SECRET, statement=SECRET
            )
    opening.open_meeting(meeting=meeting, by=by)
    record(meeting, by, [("matter_set_aside", {"text": SECRET}), *acts(house, an)[:-1]])
    seen = meeting.log_version
    record(meeting, by, [("closed", {})])
    edited = next(paper for paper in papers_of(meeting) if paper.kind == "BB")
    for part in editable_parts(edited)[:2]:
        papers.edit(paper=edited, by=by, key=part.key, text=f"{SECRET} {part.text}")
    papers.revert(paper=edited, by=by, key=part.key)
    late = [("statement_recorded", {"speaker": str(an.member.pk), "text": f"{SECRET} muộn"})]
    record(meeting, by, late, device="khác", seen=seen)
    papers.start_term(cell=house.cell, by=by, from_on=timezone.localdate() - timedelta(days=400))
    for role in ("minute_taker", "chair"):
        digests = {str(paper.pk): digest_to_sign(paper) for paper in papers_of(meeting)}
        signing.sign(meeting=meeting, by=by, role=role, digests=digests, help_needed="no_device")
    reporting.report(meeting=meeting, by=by)
    record(meeting, by, [("amended", {"text": SECRET})])
    play_task(Task.objects.order_by("pk").first(), by, an.actor)
    for petition in Petition.objects.all():
        play_petition(petition, by, binh.actor, an.actor)
    play_petitions_alike(meeting.cell, by, an.actor)

    play_what_was_set_aside(by)
    play_absences(meeting, by, an, lam)
    play_own_papers(house, by, lam.actor)

    only_after_a_fault = {"meeting.papers_composed"}
    written = set(AuditLine.objects.values_list("code", flat=True))
    assert codes() - written == only_after_a_fault
    assert quoted() == []
    everything = " ".join(f"{line.sentence} {line.data}" for line in AuditLine.objects.all())
    assert SECRET not in everything


def play_own_papers(house: House, by: Actor, other: Actor) -> None:
    def begun() -> Composition:
        sections = [{"title": "", "text": f"{SECRET}."}]
        values = {"abstract": SECRET, "sections": sections, "recipients": SECRET}
        return compositions.begin(unit=house.cell, by=by, form="notice", values=values)

    def issued() -> IssuedPaper:
        return compositions.issue(
            composition=begun(), by=by, on_behalf="T/M CHI BỘ", post="BÍ THƯ", name="Lê Thị Thu"
        )

    draft = compositions.paper_of(begun())
    for to in ("ask", "agree", "take_back", "ask"):
        life.move(paper=draft, by=by, to=to)
    life.comment(paper=draft, by=other, agrees=False, text=SECRET)
    compositions.discard(composition=Composition.objects.get(pk=draft.about_id), by=by)
    first, second = issued(), issued()
    digital.sign_with_file(paper=first, by=by, key=key_file(), password=PASSWORD)
    life.end(paper=first, by=by, reason=SECRET, replaced_by=second)
    life.end(paper=second, by=by, reason=SECRET)
    unit_kinds.save(unit=house.cell, by=by, kind="TB", recipients=SECRET)


def play_what_was_set_aside(by: Actor) -> None:
    matter = MatterSetAside.objects.get()
    set_aside.drop(matter=matter, by=by)
    set_aside.take_back(matter=matter, by=by)


def play_absences(meeting: Meeting, by: Actor, who: Person, leads: Person) -> None:
    """Somebody who missed it, and the month before it: made up, talked over, and each taken back."""
    mark = meeting.attendance_marks.get(member=who.member)
    mark.mark = "unexcused"
    mark.save()
    before = preparing.set_up(cell=meeting.cell, by=by, month=meeting.month.plus(-1))
    owned = {"commune_id": meeting.commune_id, "cell": meeting.cell}
    AttendanceMark.objects.create(
        **owned,
        meeting=before,
        member=who.member,
        held_on=timezone.localdate(before.planned_at),
        mark="excused",
    )
    alerts.raise_for(meeting, by)
    alert = AbsenceAlert.objects.get()
    alerts.talked_over(alert=alert, by=by, note=SECRET)
    alerts.open_again(alert=alert, by=by)
    made = make_ups.record(
        meeting=meeting,
        by=by,
        member=who.member,
        held_on=timezone.localdate(),
        manner="group",
        led_by=leads.member,
        note=SECRET,
    )
    make_ups.withdraw(make_up=made, by=by)
    make_ups.restore(make_up=made, by=by)


def play_guidance(house: House, by: Actor, month: Month) -> None:
    """Written, sent and withdrawn; another draft with a document, thrown away."""
    given = {"unit": house.ward, "by": by, "month": month}
    topics = [guidance.Topic(SECRET, SECRET, compulsory=True)]
    sent = guidance.issue(**given, title=SECRET, text=SECRET, topics=topics, questions=[SECRET])
    guidance.withdraw(guidance=sent, by=by, reason=SECRET)
    draft = guidance.begin(**given, kind="guidance")
    upload = SimpleUploadedFile("de-cuong.txt", SECRET.encode())
    paper = guidance.attach(guidance=draft, by=by, upload=upload, title=SECRET, not_secret=True)
    guidance.detach(paper=paper, by=by)
    guidance.discard(guidance=draft, by=by)


def codes() -> set[str]:
    beginnings = ("meeting.", "invitation.", "guidance.", "document.", "task.", "petition.", "paper.")
    return {code for code in words.known() if code.startswith(beginnings)}


Acts = list[tuple[str, dict[str, Any]]]


def acts(house: House, an: Person) -> Acts:
    """A meeting from the roll to its end."""
    roll = [{"member": str(row.pk), "mark": "present"} for row in Member.objects.filter(cell=house.cell)]
    said = {"speaker": str(an.member.pk), "text": SECRET}
    asked = {"raised_by": str(an.member.pk), "text": SECRET}
    task = {"members": [str(an.member.pk)], "text": SECRET, "due_on": "2099-12-31"}
    return [
        *(("roll_marked", {**mark, "round": "start", "reason": SECRET}) for mark in roll),
        ("note_written", {"text": SECRET}),
        ("statement_recorded", said),
        ("motion_moved", {"text": SECRET, "matter": "resolution", "adopts": True}),
        ("task_assigned", task),
        ("petition_recorded", {**asked, "to_level": "cell"}),
        ("petition_recorded", {**asked, "to_level": "ward"}),
        ("concluded", {"text": SECRET}),
        *(("roll_marked", {**mark, "round": "end"}) for mark in roll),
        ("minutes_read", {}),
        ("closed", {}),
    ]


def play_task(task: Task, by: Actor, doer: Actor) -> None:
    tasks.report(task=task, by=doer, done=False, text=SECRET)
    tasks.undo(task=task, by=doer)
    tasks.report(task=task, by=doer, done=True, text=SECRET)
    tasks.send_back(task=task, by=by, because=SECRET)
    tasks.extend(task=task, by=by, due_on=date(2099, 12, 30), because=SECRET)
    tasks.confirm(task=task, by=by, text=SECRET)
    tasks.undo(task=task, by=by)
    tasks.drop(task=task, by=by, because=SECRET)
    to = task.members.all()[0]
    tasks.give(cell=task.cell, by=by, to=to, text=SECRET, due_on=date(2099, 12, 31))
    play_shared_task(task.cell, by, doer)


def play_shared_task(cell: Unit, by: Actor, doer: Actor) -> None:
    """One of two people, divided, with help and a document, handed over; and a commitment."""
    first, second, third = Member.objects.filter(cell=cell).order_by("pk")[:3]
    given = {"cell": cell, "by": by, "text": SECRET, "due_on": date(2099, 12, 31)}
    task = tasks.hand_out(**given, people=[first, second])
    tasks.arrange(task=task, by=by, kind="monthly", follower=third)
    tasks.divide(task=task, by=by, parts={first.pk: SECRET, second.pk: SECRET})
    tasks.report(task=task, by=doer, done=True, text=SECRET, part_of=first.pk)
    tasks.ask_help(task=task, by=doer, text=SECRET)
    tasks.answer_help(task=task, by=by, text=SECRET)
    upload = SimpleUploadedFile("anh.txt", SECRET.encode())
    tasks.attach(task=task, by=doer, upload=upload, title=SECRET, not_secret=True)
    tasks.hand_over(task=task, by=by, leaving=first, to=third, because=SECRET)
    words = dict.fromkeys(("ideology", "morals", "work", "discipline"), SECRET)
    tasks.commit(cell=cell, by=by, member=first, year=2099, words=words)


def play_petition(petition: Petition, by: Actor, office: Actor, asker: Actor) -> None:
    if petition.held_by == petition.cell:
        petitions.pass_up(petition=petition, by=by, because=SECRET)
    petitions.promise(petition=petition, by=office, due_on=date(2099, 12, 31), text=SECRET)
    petitions.send_back(petition=petition, by=office, because=SECRET)
    petitions.answer(petition=petition, by=by, text=SECRET)
    petitions.reopen(petition=petition, by=asker, because=SECRET)
    petitions.answer(petition=petition, by=by, text=SECRET)
    petitions.close(petition=petition, by=asker, text=SECRET)


def play_petitions_alike(cell: Unit, by: Actor, asker: Actor) -> None:
    def raised() -> Petition:
        kept = {"text": SECRET, "place": SECRET, "field": SECRET, "shown_to": "leaders", "level": "cell"}
        return petitions.raise_one(cell=cell, by=asker, key=new_id(), **kept)

    one, other = raised(), raised()
    petitions.withdraw(petition=raised(), by=asker, because=SECRET)
    petitions.join(petition=one, by=by, other=other)
    petitions.separate(petition=one, by=by)
    petitions.decline(petition=one, by=by, because=SECRET)


def record(meeting: Meeting, by: Actor, entries: Acts, *, device: str = "", seen: int | None = None) -> None:
    """Write entries; one that closes is known to the others only when the device had seen it."""
    motion = new_id()
    sent = [
        actions.Submission(act, data, motion if act == "motion_moved" else new_id(), seen=seen)
        for act, data in entries
    ]
    for place, one in enumerate(sent):
        if one.act == "motion_moved":
            count = {"motion": str(motion), "votes_for": 3}
            sent.insert(place + 1, actions.Submission("hands_counted", count))
            break
    told, _state = actions.record(meeting=meeting, by=by, entries=sent, device=device)
    assert [str(each.refusal) for each in told if each.refusal] == []
    meeting.refresh_from_db()
