"""Two devices hold the same meeting without a network. However they reach us, it is one meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from kept import kept
from slow_work import taken_back

from sotay.assignments.models import Task
from sotay.audit.models import AuditLine
from sotay.meetings import actions, queries
from sotay.meetings.log.state import END, START, plain
from sotay.meetings.models import Meeting
from sotay.meetings.session import opening
from sotay.meetings.tests import halls
from sotay.meetings.tests.devices import Device
from sotay.notify.models import Notice
from sotay.papers.models import IssuedPaper, Signature
from sotay.papers.queries import content, layout_of
from sotay.papers.renderers import render_docx, render_html, render_pdf
from sotay.petitions.models import Petition

pytestmark = pytest.mark.django_db
Step = Callable[[], object]


@kept
def meeting(house, thu, lam, an, binh) -> Meeting:
    return halls.set_up(house, thu)


@pytest.fixture
def evening() -> datetime:
    return timezone.now() - timedelta(hours=3)


@pytest.fixture
def pair(meeting, thu, lam, an, evening) -> tuple[Device, Device]:
    """The secretary's device and the minute-taker's, whose clock is eleven minutes and a bit ahead."""
    one, two = Device("a", thu.actor, 1), Device("b", lam.actor, 2, timedelta(minutes=11, seconds=7))
    meeting.refresh_from_db()
    prepared = opening.payload(meeting, timezone.localdate())
    for device in (one, two):
        device.write("opened", evening, **prepared)
        for round_ in (START, END):
            for who in (thu, lam, an):
                mark = "excused" if (device, who) == (two, an) else "present"
                device.write("roll_marked", evening, member=str(who.member.pk), round=round_, mark=mark)
    _secretary(one, meeting, an, evening)
    _minute_taker(two, meeting, an, evening)
    for device in (one, two):
        device.write("closed", evening + timedelta(minutes=95))
    return one, two


def _secretary(device, meeting, an, evening) -> None:
    item = str(meeting.agenda.get(key="discussion").pk)
    device.write("dues_noted", evening + timedelta(minutes=2), paid=3, of=3)
    device.write("item_begun", evening + timedelta(minutes=5), item=item)
    device.write("note_written", evening + timedelta(minutes=6), text="Chi bộ nghe báo cáo.", item=item)
    motion = device.write(
        "motion_moved", evening + timedelta(minutes=40), text="Thông qua nghị quyết", adopts=True
    )
    device.write("hands_counted", evening + timedelta(minutes=41), motion=str(motion), votes_for=3)
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    device.write(
        "task_assigned",
        evening + timedelta(minutes=50),
        text="Rà soát hộ nghèo",
        members=[str(an.member.pk)],
        due_on=due,
    )
    device.write("concluded", evening + timedelta(minutes=80), text="Nhất trí.", over=[])


def _minute_taker(device, meeting, an, evening) -> None:
    item = str(meeting.agenda.get(key="discussion").pk)
    said = device.write(
        "statement_recorded",
        evening + timedelta(minutes=20),
        speaker=str(an.member.pk),
        text="Đề nghị sửa đèn.",
        item=item,
    )
    device.write(
        "revised",
        evening + timedelta(minutes=21),
        entry=str(said),
        text="Đề nghị sửa đèn ngõ 5.",
        over=[],
    )
    device.write(
        "petition_recorded", evening + timedelta(minutes=30), text="Đèn đường ngõ 5 hỏng", to_level="ward"
    )
    device.write("concluded", evening + timedelta(minutes=82), text="Giao đồng chí An.", over=[])
    device.write("minutes_read", evening + timedelta(minutes=90))


@dataclass(frozen=True)
class Result:
    """Everything that must not depend on the order of arrival."""

    state: object
    figures: tuple[int, ...]
    printed: tuple[tuple[str, str, bytes, bytes], ...]
    tasks: tuple[tuple[str, str], ...]
    petitions: tuple[str, ...]


def result_of(meeting: Meeting) -> Result:
    meeting.refresh_from_db()
    return Result(
        plain(queries.load_state(meeting)),
        tuple(meeting.figures.counts.values()),
        tuple(_printed(paper) for paper in queries.papers_of(meeting)),
        tuple(sorted((str(task.entry_id), task.text) for task in Task.objects.all())),
        tuple(sorted(petition.text for petition in Petition.objects.all())),
    )


def _printed(paper: IssuedPaper) -> tuple[str, str, bytes, bytes]:
    text, layout = content(paper), layout_of(paper)
    return paper.kind, render_html(text, layout), render_pdf(text, layout), render_docx(text, layout)


def trial(meeting: Meeting, steps: list[Step]) -> Result:
    """What the steps lead to; afterwards nothing of it has happened."""
    found: list[Result] = []
    with taken_back():
        for step in steps:
            step()
        assert list(queries.broken_logs()) == []
        found.append(result_of(meeting))
    meeting.refresh_from_db()
    return found[0]


def everything(device: Device, meeting: Meeting) -> Step:
    return lambda: device.batch(meeting, device.own)


def piece(device: Device, meeting: Meeting, start: int, end: int | None = None) -> Step:
    return lambda: device.batch(meeting, device.own[start:end])


def test_in_every_order_it_is_the_same_meeting(meeting, pair):
    one, two = pair
    a, b = everything(one, meeting), everything(two, meeting)
    first = trial(meeting, [a, b])
    for steps in (
        [b, a],
        [a, b, a, b],
        [piece(one, meeting, 0, 4), b, piece(one, meeting, 4)],
        [piece(two, meeting, 0, 9), piece(one, meeting, 0, 9), b, a],
        [
            step
            for cut in range(20)
            for step in (piece(one, meeting, cut, cut + 1), piece(two, meeting, cut, cut + 1))
        ],
    ):
        assert trial(meeting, steps) == first


def test_nothing_is_lost_and_nothing_is_there_twice(meeting, pair, an):
    one, two = pair
    for device in (one, two, one, two):
        device.batch(meeting, device.own)
    assert not one.refused | two.refused
    assert meeting.log.count() == len(one.own) + len(two.own)
    state = queries.load_state(meeting)
    assert [note.text for note in state.notes] == ["Chi bộ nghe báo cáo."]
    assert [each.text for each in state.statements] == ["Đề nghị sửa đèn ngõ 5."]
    assert {each.text for each in state.conclusion.wordings} == {"Nhất trí.", "Giao đồng chí An."}
    assert state.motions[0].passed
    assert Task.objects.get().text == "Rà soát hộ nghèo"
    assert Petition.objects.get().text == "Đèn đường ngõ 5 hỏng"
    minutes, decided = queries.papers_of(meeting)
    assert decided.kind == "NQ"
    page = render_html(content(minutes), layout_of(minutes))
    for words in ("Chi bộ nghe báo cáo.", "Đề nghị sửa đèn ngõ 5.", "Nhất trí.", "Giao đồng chí An."):
        assert page.count(words) == 1
    # of two officers' marks the later one counts, and both stay in the log
    assert state.mark(an.member.pk).mark == "excused"
    assert meeting.log.filter(act="roll_marked", data__member=str(an.member.pk)).count() == 4


def test_what_the_second_device_held_is_taken_in_after_the_first_closed(meeting, pair):
    one, two = pair
    one.send(meeting)
    assert meeting.stage == Meeting.Stage.CLOSED
    assert not Petition.objects.exists()
    assert not any(each.refusal for each in two.send(meeting))
    assert meeting.stage == Meeting.Stage.CLOSED
    assert Petition.objects.count() == 1
    assert AuditLine.objects.filter(code="meeting.added_late").count() == 1
    meeting.refresh_from_db()
    assert meeting.figures.spoke == 1


def test_a_vote_that_arrives_late_makes_the_conclusion_a_resolution(meeting, pair, thu):
    one, two = pair
    two.send(meeting)
    assert [paper.kind for paper in queries.papers_of(meeting)] == ["BB", "KL"]
    one.send(meeting)
    assert [paper.kind for paper in queries.papers_of(meeting)] == ["BB", "NQ"]
    halls.sign(thu, meeting)
    assert meeting.stage == Meeting.Stage.SIGNED


def test_a_signature_under_less_than_all_of_it_falls_and_its_owner_is_told(meeting, pair, thu, lam):
    one, two = pair
    one.send(meeting)
    halls.sign(lam, meeting, "minute_taker")
    assert Signature.objects.count() == 1
    two.send(meeting)
    assert not Signature.objects.exists()
    told = Notice.objects.get(code="meeting.sign_again")
    assert told.member_id == lam.member.pk
    halls.sign(lam, meeting, "minute_taker")
    halls.sign(thu, meeting, "chair")
    assert meeting.stage == Meeting.Stage.SIGNED
    assert list(queries.broken_logs()) == []


def test_after_the_seal_only_an_amendment_is_taken(meeting, pair, thu):
    one, two = pair
    one.send(meeting)
    halls.sign(thu, meeting)
    before = meeting.log_version
    outcomes = two.send(meeting)
    assert {each.result for each in outcomes} == {"refused"}
    assert all("niêm phong" in str(each.refusal.sentence) for each in outcomes)
    assert meeting.log_version == before
    actions.record_one(
        meeting=meeting, by=thu.actor, act="amended", text="Đồng chí An đề nghị sửa đèn ngõ 5."
    )
    assert [each.text for each in queries.load_state(meeting).amendments] == [
        "Đồng chí An đề nghị sửa đèn ngõ 5."
    ]


def test_a_clock_days_behind_loses_nothing(meeting, pair, thu, evening):
    one, two = pair
    late = Device("c", thu.actor, 3, timedelta(days=-4))
    for device in (one, two):
        device.send(meeting)
    late.write("opened", evening, **opening.payload(meeting, timezone.localdate()))
    late.write("note_written", evening, text="Từ máy chạy chậm bốn ngày.")
    assert not any(each.refusal for each in late.send(meeting))
    state = queries.load_state(meeting)
    assert state.notes[0].text == "Từ máy chạy chậm bốn ngày."
    assert len(state.statements) == len(state.motions) == 1
