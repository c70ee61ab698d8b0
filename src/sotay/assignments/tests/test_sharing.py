"""Tasks of several people: parts, help, handing over, documents; repeating tasks; commitments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sotay.assignments import actions, queries, refusals
from sotay.assignments.agenda_source import TaskAgendaSource
from sotay.assignments.models import Task, TaskEvent, TaskFile
from sotay.assignments.needs import needs_of
from sotay.assignments.tests.conftest import result
from sotay.library.models import Document
from sotay.meetings.log.state import State
from sotay.notify import queries as notices


@pytest.fixture
def shared(house, thu, an, lam) -> Task:
    people = [an.member, lam.member]
    due_on = timezone.localdate() + timedelta(days=20)
    return actions.hand_out(
        cell=house.cell, by=thu.actor, people=people, text="Chỉnh trang ngõ 12", due_on=due_on
    )


def post(person, task, name, **data):
    given = {f"{name}-{key}": value for key, value in data.items()}
    return person.post(reverse(f"assignments:{name}", args=[task.pk]), given)


def load(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def test_a_leader_gives_a_task_between_meetings(house, thu, an, lam):
    due = timezone.localdate() + timedelta(days=30)
    url = reverse("assignments:new", args=[house.cell.pk])
    given = {
        "text": "Thu gom rác thứ bảy",
        "people": [str(an.member.pk), str(lam.member.pk)],
        "kind": "weekly",
        "due_on": f"{due:%d/%m/%Y}",
        "follower": str(thu.member.pk),
    }
    assert thu.get(url).status_code == 200
    task = Task.objects.get(pk=thu.post(url, given).url.rstrip("/").rsplit("/", 1)[-1])
    assert (task.kind, task.due_on, task.follower, len(task.people)) == ("weekly", due, thu.member, 2)
    assert "Thu gom rác thứ bảy" in str(notices.unread(an.actor).get())
    late = {**given, "due_on": "01/01/2020"}
    assert thu.post(url, late).status_code == 422
    assert thu.post(url, {**given, "people": []}).status_code == 422


def test_a_divided_task_is_reported_when_every_part_is(shared, thu, an, lam):
    assert post(thu, shared, "divide", part_0="Đoạn đầu ngõ", part_1="").status_code == 422
    assert post(thu, shared, "divide", part_0="Đoạn đầu ngõ", part_1="Đoạn cuối ngõ").status_code == 302
    actions.report(task=shared, by=an.actor, done=True, text="Xong phần tôi")
    assert load(shared).state == Task.State.OPEN
    assert TaskEvent.objects.get(what="part").member == an.member
    actions.report(task=shared, by=lam.actor, done=True, text="Xong")
    assert load(shared).state == Task.State.REPORTED
    actions.undo(task=shared, by=lam.actor)
    row = shared.given_to.get(member=lam.member)
    assert (load(shared).state, row.part_done_on) == (Task.State.OPEN, None)
    assert shared.given_to.get(member=an.member).part_done_on is not None


def test_an_officer_reports_somebodys_part_for_them(shared, thu, an, lam):
    actions.divide(task=shared, by=thu.actor, parts={an.member.pk: "A", lam.member.pk: "B"})
    answer = post(thu, shared, "report", done="yes", text="Kể lại", part_of=str(lam.member.pk))
    assert answer.status_code == 302
    event = TaskEvent.objects.get(what="part")
    assert (event.member, event.assisted) == (lam.member, True)


def test_help_asked_for_reaches_the_leaders_and_is_answered_once(shared, thu, an):
    assert post(an, shared, "ask_help", text="Cần thêm xe chở").status_code == 302
    need = next(need for need in needs_of(thu.actor, timezone.localdate()) if need.code == "task_help")
    assert need.url == shared.get_absolute_url()
    assert shared.text in str(notices.unread(thu.actor).get())
    assert post(thu, shared, "answer_help", text="Chi ủy mượn xe").status_code == 302
    with pytest.raises(refusals.NoHelpAsked):
        actions.answer_help(task=shared, by=thu.actor, text="Lần nữa")
    assert not [need for need in needs_of(thu.actor, timezone.localdate()) if need.code == "task_help"]
    actions.undo(task=shared, by=thu.actor)
    assert load(shared).asks_help


def test_a_task_is_handed_over_with_its_history_kept(house, thu, an, lam):
    due_on = timezone.localdate() + timedelta(days=20)
    task = actions.give(cell=house.cell, by=thu.actor, to=an.member, text="Trực tổ", due_on=due_on)
    actions.report(task=task, by=an.actor, done=False, text="Đã trực hai tối")
    given = {"leaving": str(an.member.pk), "to": str(lam.member.pk), "because": "Đi công tác"}
    assert post(thu, task, "hand_over", **given).status_code == 302
    assert load(task).people == [lam.member]
    assert "Đã trực hai tối" in lam.get(task.get_absolute_url()).text
    assert queries.open_of(an.member.pk).count() == 0
    with pytest.raises(refusals.NotGivenTo):
        actions.hand_over(task=task, by=thu.actor, leaving=an.member, to=thu.member, because="Cùng lúc")
    actions.undo(task=task, by=thu.actor)
    assert load(task).people == [an.member]


def test_nobody_gets_a_task_twice(shared, thu, an, lam):
    with pytest.raises(refusals.HasItAlready):
        actions.hand_over(task=shared, by=thu.actor, leaving=an.member, to=lam.member, because="Nhầm")


def test_documents_are_declared_and_read_by_who_reads_the_task(shared, thu, an, dung, settings):
    url = reverse("assignments:attach", args=[shared.pk])
    photo = SimpleUploadedFile("bao-cao.txt", b"da xong")
    assert an.post(url, {"file": photo}).status_code == 422
    photo.seek(0)
    assert an.post(url, {"file": photo, "title": "Ảnh ngõ 12", "not_secret": "on"}).status_code == 302
    document = TaskFile.objects.get().document
    assert "Ảnh ngõ 12" in thu.get(shared.get_absolute_url()).text
    assert thu.get(document.get_absolute_url()).status_code == 200
    assert dung.get(document.get_absolute_url()).status_code == 404
    assert dung.get(url).status_code == 404
    actions.undo(task=shared, by=an.actor)
    assert "Ảnh ngõ 12" not in thu.get(shared.get_absolute_url()).text
    actions.confirm(task=shared, by=thu.actor)
    again = SimpleUploadedFile("them.txt", b"x")
    assert an.post(url, {"file": again, "not_secret": "on"}).status_code == 422
    assert Document.objects.count() == 1


@pytest.fixture
def monthly(house, thu, an) -> Task:
    """Given in the month before last, so one month is over without a report."""
    day = timezone.localdate()
    first = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    due_on = day + timedelta(days=100)
    task = actions.hand_out(
        cell=house.cell, by=thu.actor, people=[an.member], text="Phụ trách hộ", due_on=due_on, kind="monthly"
    )
    Task.objects.filter(pk=task.pk).update(given_on=first)
    return load(task)


def test_a_repeating_task_knows_which_times_were_reported(monthly, an, thu):
    day = timezone.localdate()
    (missing,) = monthly.missing_periods(day)
    need = next(need for need in needs_of(an.actor, day) if need.code == "periods_missing")
    assert need.url == monthly.get_absolute_url()
    carried = TaskAgendaSource().open_for(monthly.cell, day)
    assert "còn 1 kỳ chưa báo cáo" in carried[0].standing
    given = {"done": "no", "text": "Đã đến ba hộ", "period": missing.isoformat()}
    assert post(an, monthly, "report", **given).status_code == 302
    assert load(monthly).missing_periods(day) == []
    assert load(monthly).state == Task.State.OPEN
    assert post(an, monthly, "report", **{**given, "period": "2020-01-01"}).status_code == 422
    with pytest.raises(refusals.NoSuchPeriod):
        actions.report(task=monthly, by=an.actor, done=False, text="x", period=date(2020, 1, 1))
    actions.undo(task=monthly, by=an.actor)
    assert load(monthly).missing_periods(day) == [missing]


def test_the_follower_is_told_of_late_tasks(house, shared, thu, lam):
    shared.follower = lam.member
    shared.due_on = timezone.localdate() - timedelta(days=1)
    shared.save()
    lam.member.refresh_from_db()
    page = lam.get(reverse("assignments:tasks") + "?who=all&follow=mine&show=overdue")
    assert shared.text in page.text


def commit_url(house, person=None) -> str:
    url = reverse("assignments:commitment", args=[house.cell.pk, timezone.localdate().year])
    return f"{url}?of={person.member.pk}" if person else url


def test_a_commitment_is_read_by_its_member_and_the_leaders_alone(house, thu, an, lam, binh, chi):
    answer = an.post(commit_url(house), {"ideology": "Giữ vững lập trường", "work": "Hoàn thành nhiệm vụ"})
    assert answer.status_code == 302
    task = Task.objects.get()
    assert (task.kind, task.commitment["work"]) == ("commitment", "Hoàn thành nhiệm vụ")
    for person in (an, thu):
        assert "Giữ vững lập trường" in person.get(task.get_absolute_url()).text
    for person in (binh, chi):
        assert person.get(task.get_absolute_url()).status_code == 404
        assert "cam kết tu dưỡng" not in person.get(reverse("assignments:tasks") + "?who=all").text.lower()
    assert an.get(commit_url(house, lam)).status_code == 404


def test_a_commitment_written_again_keeps_what_it_said(house, an):
    an.post(commit_url(house), {"work": "Lần đầu"})
    an.post(commit_url(house), {"work": "Lần hai"})
    task = Task.objects.get()
    assert task.commitment["work"] == "Lần hai"
    assert task.events.get().text == "Lần đầu"
    actions.undo(task=task, by=an.actor)
    assert load(task).commitment["work"] == "Lần đầu"
    assert an.post(commit_url(house), {"work": " "}).status_code == 422


def test_a_leader_writes_it_down_for_somebody_without_a_phone(house, thu, an):
    assert an.member.full_name in thu.get(commit_url(house, an)).text
    thu.post(commit_url(house, an), {"work": "Theo lời kể"})
    assert Task.objects.get().people == [an.member]


def test_a_commitment_does_not_fill_the_agenda_before_its_year_ends(house, an):
    an.post(commit_url(house), {"work": "x"})
    year = timezone.localdate().year
    assert TaskAgendaSource().open_for(house.cell, date(year, 12, 30))
    Task.objects.update(given_on=date(year, 1, 5))
    assert TaskAgendaSource().open_for(house.cell, date(year, 11, 3)) == []


def test_what_a_meeting_hears_of_a_repeating_task_is_done_for_that_time_alone(monthly, meeting, thu):
    day = timezone.localdate()
    (missing,) = monthly.missing_periods(day)
    heard = result(monthly, "done", "Tháng này đã xong")
    state = State(closed_at=timezone.now(), results=(heard,))
    TaskAgendaSource().take_up(meeting, state, thu.actor)
    assert load(monthly).state == Task.State.OPEN
    assert load(monthly).reported_periods == {missing}
    Task.objects.update(due_on=day)
    TaskAgendaSource().take_up(
        meeting, replace(state, results=(heard, result(monthly, "done", "Xong cả năm"))), thu.actor
    )
    assert load(monthly).state == Task.State.DONE
