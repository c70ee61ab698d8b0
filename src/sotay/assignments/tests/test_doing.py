"""What people do with a task, through the doors of the site, and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sotay.assignments import actions, queries, refusals
from sotay.assignments.models import Task, TaskEvent
from sotay.audit.models import AuditLine
from sotay.notify import queries as notices


def do(person, task, operation: str, **fields):
    sent = {f"{operation}-{name}": value for name, value in fields.items()}
    return person.post(reverse(f"assignments:{operation}", args=[task.pk]), sent)


def load_state(task) -> str:
    task.refresh_from_db()
    return task.state


def test_a_member_reports_and_the_secretary_confirms(task, an, thu):
    assert do(an, task, "report", done="yes", text="Cả ba hộ đã đồng ý").status_code == 302
    assert load_state(task) == Task.State.REPORTED
    assert "Cả ba hộ đã đồng ý" in thu.get(task.get_absolute_url()).text
    assert "Nguyễn Văn An" in str(notices.of(thu.actor).get())
    do(thu, task, "confirm", text="Rất tốt")
    assert load_state(task) == Task.State.DONE
    assert task.done_on == timezone.localdate()
    assert [line.code for line in AuditLine.objects.filter(object_id=task.pk).order_by("id")] == [
        "task.reported",
        "task.confirmed",
    ]


def test_progress_leaves_the_task_in_hand(task, an):
    do(an, task, "report", done="no", text="Được một hộ")
    assert load_state(task) == Task.State.OPEN
    assert task.events.get().what == TaskEvent.What.PROGRESS


def test_the_secretary_reports_for_a_member_without_a_phone(task, thu, an):
    do(thu, task, "report", done="yes", text="Ông An báo đã xong")
    assert task.events.get().assisted
    assert AuditLine.objects.get(code="task.reported").assisted_member_id == an.member.pk


def test_a_task_not_finished_goes_back_with_the_reason(task, an, thu):
    do(an, task, "report", done="yes", text="Xong")
    do(thu, task, "send_back", because="Còn thiếu một hộ")
    assert load_state(task) == Task.State.OPEN
    assert "Còn thiếu một hộ" in str(notices.unread(an.actor).first())


def test_a_new_deadline_is_today_or_later_and_not_the_same(task, thu):
    yesterday = timezone.localdate() - timedelta(days=1)
    page = do(thu, task, "extend", due_on=f"{yesterday:%d/%m/%Y}", because="Chậm")
    assert page.status_code == 422
    assert str(refusals.DeadlinePassed()) in page.text
    assert "Chậm" in page.text
    assert do(thu, task, "extend", due_on=f"{task.due_on:%d/%m/%Y}", because="Chậm").status_code == 422
    later = task.due_on + timedelta(days=5)
    assert do(thu, task, "extend", due_on=f"{later:%d/%m/%Y}", because="Chờ phường").status_code == 302
    assert load_state(task) == Task.State.OPEN
    assert task.due_on == later


def test_what_was_done_by_mistake_is_undone(task, thu, an):
    before = task.due_on
    do(thu, task, "extend", due_on=f"{before + timedelta(days=5):%d/%m/%Y}", because="Nhầm")
    page = thu.get(task.get_absolute_url())
    assert reverse("assignments:undo", args=[task.pk]) in page.text
    thu.post(reverse("assignments:undo", args=[task.pk]))
    task.refresh_from_db()
    assert task.due_on == before
    do(thu, task, "drop", because="Nhầm")
    thu.post(reverse("assignments:undo", args=[task.pk]))
    assert load_state(task) == Task.State.OPEN
    assert task.events.filter(undone_at=None).count() == 0


def test_nobody_undoes_what_another_did(task, thu, an):
    actions.report(task=task, by=an.actor, done=True, text="Xong")
    with pytest.raises(refusals.NothingToUndo):
        actions.undo(task=task, by=thu.actor)
    actions.undo(task=task, by=an.actor)
    with pytest.raises(refusals.NothingToUndo):
        actions.undo(task=task, by=an.actor)


def test_two_people_at_once_the_second_is_told(task, thu, lam):
    seen_by_both = Task.objects.get(pk=task.pk)
    actions.confirm(task=task, by=thu.actor)
    for act, more in ((actions.confirm, {}), (actions.drop, {"because": "Thôi"})):
        with pytest.raises(refusals.TaskHasMoved):
            act(task=seen_by_both, by=lam.actor, **more)
    page = do(lam, task, "drop", because="Thôi không làm")
    assert page.status_code == 422
    assert str(refusals.TaskHasMoved(Task.objects.get())) in page.text
    assert "Thôi không làm" in page.text
    assert load_state(task) == Task.State.DONE
    assert task.events.count() == 1


def test_words_are_needed_and_what_was_typed_is_kept(task, an, thu):
    assert do(an, task, "report", done="yes", text="  ").status_code == 422
    with pytest.raises(refusals.NoWords):
        actions.report(task=task, by=an.actor, done=True, text=" ")
    assert do(thu, task, "drop", because="").status_code == 422
    assert load_state(task) == Task.State.OPEN


def test_only_a_leader_settles_and_only_the_people_given_it_report(give, an, lam, chi, binh):
    task = give(to=[lam])
    for operation in ("confirm", "send_back", "extend", "drop"):
        for person in (an, chi, binh):
            assert do(person, task, operation, because="x", due_on="01/01/2030").status_code == 404
    for person in (an, chi, binh):
        assert do(person, task, "report", done="yes", text="Xong").status_code == 404
        assert person.post(reverse("assignments:undo", args=[task.pk])).status_code == 404
        assert person.get(task.get_absolute_url()).status_code == 200
    assert load_state(task) == Task.State.OPEN


def test_a_stranger_cannot_learn_that_a_task_exists(task, dung, tinh, van):
    for person in (dung, tinh, van):
        assert person.get(task.get_absolute_url()).status_code == 404
        assert do(person, task, "report", done="yes", text="Xong").status_code == 404
        assert task.text not in person.get(reverse("assignments:tasks") + "?who=all").text


def test_a_person_given_a_task_sees_it_even_after_moving_cell(give, dung):
    task = give(to=[dung])
    assert dung.get(task.get_absolute_url()).status_code == 200
    assert do(dung, task, "report", done="yes", text="Xong").status_code == 302


def test_each_lands_on_the_list_that_is_theirs(give, an, thu, lam, binh):
    mine, other = give("Việc của An"), give("Việc của Lâm", to=[lam])
    an_sees = an.get(reverse("assignments:tasks")).text
    assert mine.text in an_sees
    assert other.text not in an_sees
    assert other.text in an.get(reverse("assignments:tasks") + "?who=all").text
    for person in (thu, binh):
        page = person.get(reverse("assignments:tasks")).text
        assert mine.text in page
        assert other.text in page


def test_the_list_is_narrowed_to_a_cell_one_may_see(give, house, binh, dung):
    task = give()
    url = reverse("assignments:tasks")
    assert task.text in binh.get(f"{url}?cell={house.cell.pk}").text
    assert task.text not in binh.get(f"{url}?cell={house.neighbour.pk}").text
    assert dung.get(f"{url}?cell={house.cell.pk}").status_code == 404
    assert binh.get(f"{url}?cell=khong").status_code == 404
    assert binh.get(f"{url}?show=khong").status_code == 404


def test_counts_say_how_the_tasks_stand(give, thu, an):
    today = timezone.localdate()
    give("Quá hạn", due_on=today - timedelta(days=2))
    give("Đúng hạn hôm nay", due_on=today)
    actions.report(task=give("Chờ"), by=an.actor, done=True, text="Xong")
    actions.confirm(task=give("Xong"), by=thu.actor)
    assert queries.counts(queries.in_sight(thu.actor), today) == queries.Counts(2, 1, 1, 1)
    assert [task.text for task in queries.shown(queries.of(an.member.pk), "overdue", today)] == ["Quá hạn"]
    assert [task.text for task in queries.open_of(an.member.pk)] == ["Quá hạn", "Đúng hạn hôm nay"]
    for show in queries.SHOWN:
        assert thu.get(reverse("assignments:tasks") + f"?show={show}").status_code == 200


def test_the_list_asks_the_same_number_of_queries_for_many_tasks(give, thu):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert thu.get(reverse("assignments:tasks")).status_code == 200
        return len(asked)

    give("Một")
    few = count()
    for number in range(12):
        give(f"Việc {number}")
    assert count() == few <= 14
