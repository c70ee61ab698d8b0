"""Who reads something is decided by what it was given for, for good.

A document, a paper, a task and a petition of a meeting are asked for by everybody; then something is taken
away, moved, cancelled or transferred, and nobody reads more than before, but who came to a post by it.
The doors asked are the `access_*` functions, which every page goes through (test_doors.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from uuid import UUID

import pytest
from conftest import Person, appoint, make_member, make_person, make_unit
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from kept import kept

from sotay.assignments import actions as assignments
from sotay.assignments.access import access_task
from sotay.assignments.models import Task
from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.library import actions as library
from sotay.library.access import access_document
from sotay.library.models import Document
from sotay.meetings import agenda_sources
from sotay.meetings.access import access_meeting
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import agenda, preparing
from sotay.members import actions as members
from sotay.papers.access import access_paper
from sotay.papers.models import IssuedPaper
from sotay.petitions import actions as petitions
from sotay.petitions.access import access_petition
from sotay.petitions.models import Petition
from sotay.units import actions as units
from sotay.units.models import Kind as UnitKind

Kind = Meeting.Kind
READERS = ("thu", "lam", "an", "kim", "chi", "binh", "son", "minh", "dung")
"""Secretary, deputy, two members, overseer, ward office; secretary and member next door; another ward's."""


@dataclass
class World:
    """A meeting with what was given for it; `people` by name."""

    house: object
    people: dict[str, Person]
    meeting: Meeting
    document: Document

    @property
    def thu(self):
        return self.people["thu"].actor

    def act(self, name: str, **data) -> None:
        answer = self.people["thu"].post(f"/meetings/{self.meeting.pk}/record/{name}/", data)
        assert answer.status_code == 302, answer.content.decode()

    def readers(self) -> dict[str, set[str]]:
        """For each thing there is, who may read it now."""
        found: dict[str, set[str]] = {}
        for name, door, pk in self.things():
            found[name] = {who for who in READERS if opens(door, self.people[who], pk)}
        return found

    def things(self) -> list[tuple[str, Callable, UUID]]:
        meeting = self.meeting.pk
        things = [
            ("meeting", access_meeting, meeting),
            ("document", access_document, self.document.pk),
        ]
        things += [(p.kind, access_paper, p.pk) for p in IssuedPaper.objects.filter(about_id=meeting)]
        things += [("task", access_task, task.pk) for task in Task.objects.filter(meeting_id=meeting)]
        things += [("petition", access_petition, p.pk) for p in Petition.objects.filter(meeting_id=meeting)]
        return things


def opens(door: Callable, person: Person, pk: UUID) -> bool:
    try:
        door(person.actor, pk)
    except Http404:
        return False
    return True


@kept
def people(house, thu, lam, an, chi, binh, dung) -> dict[str, Person]:
    kim = make_person("kim", make_member(house.cell, "Vũ Thị Kim", "01000030"))
    son = make_person("son", make_member(house.neighbour, "Ngô Văn Sơn", "01000020"))
    minh = make_person("minh", make_member(house.neighbour, "Đinh Văn Minh", "01000022"))
    appoint(house.neighbour, Role.SECRETARY, son.member)
    named = {"thu": thu, "lam": lam, "an": an, "chi": chi, "binh": binh, "dung": dung}
    return {**named, "kim": kim, "son": son, "minh": minh}


def prepared(house, people, kind: str) -> World:
    """Not begun: a document stands under an item of its agenda."""
    asked = {"partner": house.neighbour} if kind == Kind.JOINT else {}
    today = timezone.localdate()
    meeting = preparing.set_up(
        cell=house.cell, by=people["thu"].actor, month=Month.of(today), kind=kind, **asked
    )
    upload = SimpleUploadedFile("nhan-su.txt", "Dự kiến nhân sự".encode())
    data = {"file": upload, "title": TITLE, "not_secret": "on", "item": meeting.agenda.last().pk}
    assert people["thu"].post(f"/meetings/{meeting.pk}/papers/add/", data).status_code == 302
    return World(house, people, meeting, Document.objects.get())


TITLE = "Dự kiến nhân sự chi ủy"


def held(house, people, kind: str) -> World:
    """Closed: with papers, a task of Kim's and a petition of hers to the cell."""
    world = prepared(house, people, kind)
    assert people["thu"].post(f"/meetings/{world.meeting.pk}/open/").status_code == 302
    for round_ in ("start", "end"):
        people["thu"].post(f"/meetings/{world.meeting.pk}/roll/{round_}/rest/")
    seat = people["lam"].member.pk
    due = (timezone.localdate() + timedelta(days=9)).strftime("%d/%m/%Y")
    world.act("task_assigned", text="Xác minh đơn", members=[seat], due_on=due)
    world.act("petition_recorded", text="Xem lại phân công", to_level="cell", raised_by=seat)
    world.act("closed")
    world.meeting.refresh_from_db()
    return world


OF_THE_CELL = {"thu", "lam", "an", "kim", "chi"}
OF_COMMITTEE = {"thu", "lam", "chi"}
EXPECTED = {
    Kind.REGULAR: OF_THE_CELL,
    Kind.COMMITTEE: OF_COMMITTEE,
    Kind.JOINT: OF_THE_CELL | {"son", "minh", "binh"},
}
"""Who reads what was said, before the meeting is reported. The office above sees the meeting, not its words;
Bình, who works there, sits in the cell next door."""


@pytest.mark.parametrize("kind", EXPECTED)
def test_who_reads_what_came_of_a_meeting(house, people, kind):
    world = held(house, people, kind)
    found = world.readers()
    assert found["meeting"] == found["document"] == EXPECTED[kind] | {"binh"}
    assert found["BB"] == EXPECTED[kind]
    own = EXPECTED[kind] - {"son", "minh", "binh"}  # tasks and petitions are those of the cell whose they are
    assert found["task"] == found["petition"] == own


# --- before it begins ---


def detached(world: World) -> None:
    agenda.detach(paper=world.meeting.papers.get(), by=world.thu)


def item_removed(world: World) -> None:
    agenda.remove(item=world.meeting.papers.get().item, by=world.thu)


def cancelled(world: World) -> None:
    preparing.cancel(meeting=world.meeting, by=world.thu, because="Bão")


def detached_and_cancelled(world: World) -> None:
    detached(world)
    cancelled(world)


def put_before_another_meeting_too(world: World) -> None:
    """Of the same readers: of two committee meetings, of two regular ones."""
    later = Meeting.objects.get(pk=world.meeting.pk)
    later.pk, later.month = UUID(int=7), later.month.plus(1)
    later._state.adding = True
    later.save()
    agenda.attach(meeting=later, by=world.thu, document=world.document)
    detached(world)


def purged(world: World) -> None:
    library.purge(document=world.document, by=world.thu, because="Nhầm")


# --- who comes, goes and moves ---


def member_transferred_away(world: World) -> None:
    binh = world.people["binh"].actor
    members.transfer(
        member=world.people["an"].member, by=binh, to_cell=world.house.neighbour, on=timezone.localdate()
    )


def member_transferred_in(world: World) -> None:
    binh = world.people["binh"].actor
    members.transfer(
        member=world.people["minh"].member, by=binh, to_cell=world.house.cell, on=timezone.localdate()
    )


def post_ended(world: World) -> None:
    appointment = world.people["lam"].member.appointments.get()
    members.end_appointment(appointment=appointment, by=world.people["binh"].actor, on=timezone.localdate())


def cell_moved(world: World) -> None:
    """To the other ward, whose office reads from now on, and the old one no longer."""
    office = make_member(world.house.far_cell, "Lý Văn Phòng", "01000040")
    appoint(world.house.other_ward, Role.WARD_OFFICE, office)
    world.people["dung"] = make_person("phong", office)
    units.move(unit=world.house.cell, by=world.thu, parent=world.house.other_ward, on=timezone.localdate())


def cell_renamed(world: World) -> None:
    units.rename(unit=world.house.cell, by=world.thu, name="Chi bộ số 1", on=timezone.localdate())


def committee_made_below(world: World) -> None:
    """The ward puts a grassroots committee between itself and the cell."""
    between = make_unit(world.house.ward, 9, UnitKind.COMMITTEE, "38.168.900", "Đảng bộ bộ phận")
    units.move(unit=world.house.cell, by=world.thu, parent=between, on=timezone.localdate())


GAINS = {
    (member_transferred_in, Kind.REGULAR): {"minh"},
    (member_transferred_in, Kind.JOINT): {"minh"},
    (cell_moved, Kind.REGULAR): {"dung"},
    (cell_moved, Kind.COMMITTEE): {"dung"},
    (cell_moved, Kind.JOINT): {"dung"},
}
"""Whom a change brings to a post or a place from which one reads."""
BEFORE = [
    *(detached, item_removed, cancelled, detached_and_cancelled, put_before_another_meeting_too, purged),
    *(
        member_transferred_away,
        member_transferred_in,
        post_ended,
        cell_moved,
        cell_renamed,
        committee_made_below,
    ),
]


def nobody_gains(world: World, change: Callable, kind: str) -> None:
    before = world.readers()
    change(world)
    world.house.cell.refresh_from_db()
    world.meeting = Meeting.objects.get(pk=world.meeting.pk)
    after = world.readers()
    assert before.keys() == after.keys()
    for thing, readers in after.items():
        assert readers - before[thing] <= GAINS.get((change, kind), set()), thing


@pytest.mark.parametrize("change", BEFORE, ids=lambda change: change.__name__)
@pytest.mark.parametrize("kind", EXPECTED)
def test_nobody_reads_more_after_a_change_while_it_is_prepared(house, people, kind, change):
    nobody_gains(prepared(house, people, kind), change, kind)


# --- after it was held ---


def reported(world: World) -> None:
    Meeting.objects.filter(pk=world.meeting.pk).update(stage=Meeting.Stage.REPORTED)


def task_settled(world: World) -> None:
    task = Task.objects.get()
    assignments.report(task=task, by=world.people["lam"].actor, done=True, text="Đã xác minh")
    task.refresh_from_db()
    assignments.confirm(task=task, by=world.thu)


def task_dropped(world: World) -> None:
    assignments.drop(task=Task.objects.get(), by=world.thu, because="Không cần nữa")


def petition_answered_and_closed(world: World) -> None:
    petitions.answer(petition=Petition.objects.get(), by=world.thu, text="Đã xem lại")
    petitions.close(petition=Petition.objects.get(), by=world.thu)


def petition_up_and_down_again(world: World) -> None:
    petitions.pass_up(petition=Petition.objects.get(), by=world.thu, because="Ngoài thẩm quyền")
    petitions.send_back(
        petition=Petition.objects.get(), by=world.people["binh"].actor, because="Chi bộ tự xem"
    )


def member_left(world: World) -> None:
    members.leave(
        member=world.people["lam"].member, by=world.thu, on=timezone.localdate(), cause="transferred"
    )


def raiser_transferred(world: World) -> None:
    post_ended(world)
    binh = world.people["binh"].actor
    members.transfer(
        member=world.people["lam"].member, by=binh, to_cell=world.house.neighbour, on=timezone.localdate()
    )


AFTER = [
    *(reported, task_settled, task_dropped, petition_answered_and_closed, petition_up_and_down_again),
    *(member_left, raiser_transferred, purged),
    *(
        member_transferred_away,
        member_transferred_in,
        post_ended,
        cell_moved,
        cell_renamed,
        committee_made_below,
    ),
]
for _kind in EXPECTED:
    GAINS[reported, _kind] = {"binh"}  # the office above reads once it is reported
    GAINS[petition_up_and_down_again, _kind] = {"binh"}  # to whom that one petition came


@pytest.mark.parametrize("change", AFTER, ids=lambda change: change.__name__)
@pytest.mark.parametrize("kind", EXPECTED)
def test_nobody_reads_more_after_a_change_when_it_was_held(house, people, kind, change):
    nobody_gains(held(house, people, kind), change, kind)


# --- what comes back to a later meeting ---


def test_what_a_committee_decided_comes_back_to_the_committee_alone(house, people):
    world = held(house, people, Kind.COMMITTEE)
    today = timezone.localdate()
    for kind, comes in ((Kind.COMMITTEE, True), (Kind.REGULAR, False), (Kind.CONFERENCE, False)):
        later = Meeting(cell=house.cell, kind=kind, planned_at=timezone.now())
        texts = {each.text for each in agenda_sources.open_for(later, today)}
        assert texts == ({"Xác minh đơn", "Xem lại phân công"} if comes else set())
    regular = preparing.set_up(cell=house.cell, by=world.thu, month=Month.of(today))
    assert not any("Xác minh đơn" in item.text for item in regular.agenda.all())


def test_what_a_cell_decided_comes_back_to_every_meeting(house, people):
    held(house, people, Kind.REGULAR)
    for kind in (Kind.COMMITTEE, Kind.REGULAR):
        later = Meeting(cell=house.cell, kind=kind, planned_at=timezone.now())
        assert len(agenda_sources.open_for(later, timezone.localdate())) == 2


# --- documents of before, and what is left of one that is purged ---


def test_a_document_taken_away_before_its_meeting_was_known_is_for_nobody_but_can_be_purged(house, people):
    upload = SimpleUploadedFile("nhan-su.txt", "Dự kiến".encode())
    document = library.store(
        by=people["thu"].actor, cell=house.cell, upload=upload, not_secret=True, about_id=UUID(int=0)
    )
    assert not any(opens(access_document, person, document.pk) for person in people.values())
    purge = reverse("library:purge", args=[document.pk])
    assert people["thu"].post(purge, {"because": "Không rõ của ai"}).status_code == 200


def test_documents_learn_their_meeting_when_the_program_is_upgraded(house, people):
    world = prepared(house, people, Kind.COMMITTEE)
    stray = library.store(
        by=world.thu,
        cell=house.cell,
        upload=SimpleUploadedFile("a.txt", b"abc"),
        not_secret=True,
    )
    Document.objects.update(about_id=None)
    import_module("sotay.meetings.migrations.0003_documents_for_good").note_meetings(apps, None)
    assert Document.objects.get(pk=world.document.pk).about_id == world.meeting.pk
    assert Document.objects.get(pk=stray.pk).about_id == UUID(int=0)


def test_the_title_of_a_purged_document_stands_nowhere(house, people, django_capture_on_commit_callbacks):
    """Neither in a line of the audit, its page, the meeting's pages, a notice, nor in any other table."""
    world = prepared(house, people, Kind.REGULAR)
    people["thu"].post(f"/meetings/{world.meeting.pk}/invite/")
    assert TITLE in everything()
    with django_capture_on_commit_callbacks(execute=True):
        purged(world)
    assert TITLE not in everything()
    assert "nhan-su" not in everything()
    for page in (
        reverse("audit:about", args=[world.meeting.pk]),
        reverse("audit:lines", args=[house.cell.pk]),
    ):
        answer = people["thu"].get(page, headers={"accept-language": "vi"})
        assert "tài liệu" in answer.content.decode()
        assert TITLE not in answer.content.decode()
    detached(world)
    assert AuditLine.objects.filter(code="meeting.paper_detached").exists()


def everything() -> str:
    models = apps.get_models(include_auto_created=True)
    return "\n".join(repr(row) for model in models for row in model._default_manager.values_list())
