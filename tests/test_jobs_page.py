"""The operator sees what waits, runs and failed, and has what failed tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from conftest import Person
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sotay.figures.actions import roll_up_later
from sotay.kernel import jobs
from sotay.monitoring import queries
from sotay.monitoring.rules import JOBS
from sotay.monitoring.words import sentence


def failed_job() -> DBTaskResult:
    roll_up_later.enqueue(unit="1", month="2026-11")
    told = "Traceback\n  somewhere\nValueError: no such month\n"
    DBTaskResult.objects.update(
        status="FAILED", finished_at=timezone.now(), traceback=told, worker_ids=["a"] * jobs.MOST_ATTEMPTS
    )
    return DBTaskResult.objects.get()


def test_failed_job_is_shown_with_its_cause_and_tried_again(van: Person) -> None:
    job = failed_job()
    page = van.get("/operate/jobs/").content.decode()
    assert "Cộng số liệu" in page, "what it does, not the path of its function"
    assert "ValueError: no such month" in page
    assert "somewhere" not in page
    assert f"{jobs.MOST_ATTEMPTS} lần" in page
    for _twice in range(2):
        assert van.post(f"/operate/jobs/{job.pk}/again/").status_code == 302
    assert jobs.waiting().get().worker_ids == []
    assert not jobs.failed().exists()


def test_the_board_takes_four_queries(van: Person, django_assert_num_queries: Any) -> None:
    failed_job()
    roll_up_later.enqueue(unit="2", month="2026-11")
    with django_assert_num_queries(4):
        board = queries.job_board(timezone.now())
    assert (board.waiting, board.later, board.failed_count, len(board.failed)) == (1, 0, 1, 1)


def test_job_that_is_gone_is_no_fault(van: Person) -> None:
    assert van.post("/operate/jobs/018f0000-0000-7000-8000-00000000000a/again/").status_code == 302


def test_nobody_but_an_operator_comes_in(binh: Person, thu: Person) -> None:
    job = failed_job()
    for person in (binh, thu):
        assert person.get("/operate/jobs/").status_code == 404
        assert person.post(f"/operate/jobs/{job.pk}/again/").status_code == 404
    assert jobs.failed().count() == 1


def test_empty_page_says_nothing_failed(van: Person) -> None:
    page = van.get("/operate/jobs/").content.decode()
    assert "Việc lỗi" not in page
    assert van.get("/").content.decode().count("/operate/jobs/") == 1


def test_jobs_that_nobody_takes_and_jobs_that_failed_are_signs(van: Person) -> None:
    now = timezone.now()
    roll_up_later.enqueue(unit="1", month="2026-11")
    assert not [sign for sign in queries.signs(now) if sign.code == JOBS]
    late = [sign for sign in queries.signs(now + timedelta(hours=1)) if sign.code == JOBS]
    assert [sign.count for sign in late] == [1]
    assert "sotay work" in sentence(late[0])
    failed_job_count = DBTaskResult.objects.update(status="FAILED")
    (sign,) = [sign for sign in queries.signs(now) if sign.code == JOBS]
    assert sign.count == failed_job_count == 1
