"""Tasks leave a meeting once, come back until they are settled, and survive amendments."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import time_machine
from django.utils import translation

from sotay.assignments import actions
from sotay.assignments.agenda_source import SettledTaskAgendaSource, TaskAgendaSource
from sotay.assignments.models import Task, TaskEvent
from sotay.assignments.tests.conftest import EVENING, assigned, result
from sotay.audit.models import AuditLine
from sotay.kernel.ids import new_id
from sotay.meetings import agenda_sources
from sotay.meetings.documents.parts import carried_table
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.notify import queries as notices

DAY = date(2027, 1, 3)


def test_closing_a_meeting_gives_its_tasks_and_tells_the_people(meeting, thu, an, lam, house):
    entry = assigned("Rà soát hộ cận nghèo", an, lam, due_on=date(2026, 12, 20))
    agenda_sources.take_up(meeting, State(closed_at=EVENING, tasks=(entry,)), thu.actor)
    task = Task.objects.get()
    assert task.people == [an.member, lam.member]
    assert (task.given_on, task.due_on, task.commune_id) == (
        date(2026, 12, 3),
        date(2026, 12, 20),
        house.ward.pk,
    )
    assert "Rà soát hộ cận nghèo" in str(notices.unread(an.actor).get())
    assert not notices.unread(thu.actor).exists()


def test_taking_up_twice_changes_nothing(meeting, thu, an):
    state = State(closed_at=EVENING, tasks=(assigned("Việc một", an), assigned("Việc hai", an)))
    for _ in range(2):
        TaskAgendaSource().take_up(meeting, state, thu.actor)
    assert Task.objects.count() == 2
    assert notices.unread(an.actor).count() == 2
    assert AuditLine.objects.filter(code="task.taken_up").count() == 1


def test_an_amendment_rewords_adds_and_never_deletes(meeting, thu, an):
    first, second = assigned("Việc mọt", an), assigned("Việc hai", an)
    TaskAgendaSource().take_up(meeting, State(tasks=(first, second)), thu.actor)
    kept = Task.objects.get(entry_id=first.entry)
    actions.report(task=kept, by=an.actor, done=True, text="Xong")
    third = assigned("Việc ba", an)
    TaskAgendaSource().take_up(meeting, State(tasks=(replace(first, text="Việc một"), third)), thu.actor)
    kept.refresh_from_db()
    assert (kept.text, kept.state) == ("Việc một", Task.State.REPORTED)
    assert Task.objects.count() == 3


def test_an_id_that_is_no_members_is_left_out(meeting, thu, an):
    entry = replace(assigned("Việc chung", an), members=(new_id(), an.member.pk, an.member.pk))
    TaskAgendaSource().take_up(meeting, State(tasks=(entry,)), thu.actor)
    assert Task.objects.get().people == [an.member]


def test_an_unsettled_task_comes_back_in_vietnamese_whatever_the_reader_speaks(give, meeting, an):
    late = give("Mở ngõ 12", due_on=date(2027, 1, 1))
    reported = give("Rà soát hộ cận nghèo", due_on=date(2027, 1, 20))
    actions.report(task=reported, by=an.actor, done=True, text="Đã rà soát 12 hộ")
    dropped = give("Việc thôi")
    actions.drop(task=dropped, by=an.actor, because="Phường đã làm")
    with translation.override("en"):
        carried = agenda_sources.open_for(meeting, DAY)
    assert [each.id for each in carried] == [late.pk, reported.pk]
    assert carried[0].standing == "Quá hạn 2 ngày"
    assert carried[1].standing == "Đã báo hoàn thành, chờ xác nhận. Đã rà soát 12 hộ"
    assert carried[0].detail == an.member.full_name


def test_another_cells_tasks_do_not_come_back_here(task, house):
    assert agenda_sources.open_for(Meeting(cell=house.neighbour), DAY) == []


def test_reading_what_comes_back_takes_the_same_queries_for_many(give, house, django_assert_num_queries):
    for number in range(8):
        give(f"Việc {number}")
    with django_assert_num_queries(4):
        assert len(TaskAgendaSource().open_for(house.cell, DAY)) == 8


def test_what_the_next_meeting_heard_settles_or_reopens(give, meeting, thu):
    done, going, finished = give("Một"), give("Hai"), give("Ba")
    actions.confirm(task=finished, by=thu.actor)
    heard = (
        result(done, "done", "Xong cả"),
        result(going, "under_way"),
        result(finished, "not_done", "Chưa đạt"),
    )
    for _ in range(2):
        TaskAgendaSource().take_up(meeting, State(closed_at=EVENING, results=heard), thu.actor)
    for task in (done, going, finished):
        task.refresh_from_db()
    assert (done.state, done.done_on) == (Task.State.DONE, date(2026, 12, 3))
    assert going.state == Task.State.OPEN
    assert (finished.state, finished.done_on) == (Task.State.OPEN, None)
    assert TaskEvent.objects.filter(what=TaskEvent.What.HEARD).count() == 3


def test_a_dropped_task_stays_dropped_but_the_words_are_kept(task, meeting, thu):
    actions.drop(task=task, by=thu.actor, because="Không còn cần")
    TaskAgendaSource().take_up(meeting, State(results=(result(task, "under_way", "Vẫn làm"),)), thu.actor)
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED
    assert task.events.get(what=TaskEvent.What.HEARD).text == "Vẫn làm"


def test_a_result_reworded_later_is_reworded_and_not_heard_twice(task, meeting, thu, an):
    heard = result(task, "done", "Xog")
    TaskAgendaSource().take_up(meeting, State(results=(heard,)), thu.actor)
    TaskAgendaSource().take_up(meeting, State(results=(replace(heard, text="Xong"),)), thu.actor)
    assert task.events.get().text == "Xong"


def test_a_result_about_another_cells_task_is_not_heard(task, meeting, thu, house):
    meeting.cell = house.neighbour
    TaskAgendaSource().take_up(meeting, State(results=(result(task, "done"),)), thu.actor)
    task.refresh_from_db()
    assert task.state == Task.State.OPEN


def test_what_was_settled_between_meetings_is_in_the_table_of_results(give, meeting, thu, an):
    day = DAY + timedelta(days=1)
    with time_machine.travel(datetime(2026, 12, 20, 3, tzinfo=UTC), tick=True):
        done, dropped = give("Đã xong trước buổi họp"), give("Không làm nữa")
        give("Còn làm")
        actions.confirm(task=done, by=thu.actor, text="Đủ mười hộ")
        actions.drop(task=dropped, by=thu.actor, because="Hết kinh phí")
    settled = SettledTaskAgendaSource().open_for(meeting.cell, day)
    assert [each.text for each in settled] == [done.text, dropped.text]
    assert settled[0].standing == "Đã hoàn thành, ghi nhận ngày 20/12/2026. Đủ mười hộ"
    assert settled[0].detail == an.member.full_name
    Meeting.objects.filter(pk=meeting.pk).update(planned_at=datetime(2026, 12, 30, 3, tzinfo=UTC))
    assert SettledTaskAgendaSource().open_for(meeting.cell, day) == []


def test_the_table_puts_what_was_settled_last_with_its_people(give, meeting, thu):
    matter = {"id": str(new_id()), "text": "Việc", "standing": "Đã hoàn thành", "due_on": ""}
    carried = (
        {**matter, "kind": "settled_task", "detail": "Nguyễn Văn An"},
        {**matter, "kind": "task", "detail": "", "standing": ""},
        {**matter, "kind": "petition", "detail": ""},
    )
    (table,) = carried_table(State(carried=carried), "carried")
    assert table.rows == (
        ("1", "Việc", "–", "Chưa xét tại buổi này"),
        ("2", "Việc (Nguyễn Văn An)", "Đang thực hiện", "Đã hoàn thành"),
    )
