"""Jobs: enqueued with the act, done once in effect, tried again, taken over from a worker that died."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from sotay.kernel import jobs

done: list[str] = []
failures: list[int] = []


@task()
def note(text: str) -> None:
    done.append(text)


@task()
def fail_at_first(text: str) -> None:
    if failures:
        failures.pop()
        raise RuntimeError("the network is down")
    done.append(text)


@task(priority=jobs.LAST)
def note_last(text: str) -> None:
    done.append(text)


@pytest.fixture(autouse=True)
def _nothing_done(db):
    done.clear()
    failures.clear()


def make_due() -> None:
    jobs.waiting().update(run_after=timezone.now())


def test_job_of_an_act_that_is_rolled_back_is_never_done():
    with transaction.atomic():
        jobs.enqueue(note, text="a")
        transaction.set_rollback(True)
    jobs.work_off()
    assert done == []


def test_what_waits_already_is_not_enqueued_again():
    jobs.enqueue(note, text="a")
    jobs.enqueue(note, text="a")
    jobs.enqueue(note, text="b")
    jobs.work_off()
    assert sorted(done) == ["a", "b"]
    jobs.enqueue(note, text="a")
    jobs.work_off()
    assert sorted(done) == ["a", "a", "b"], "what was done is asked for anew"


def test_a_crowd_that_nobody_waits_for_is_done_last():
    for text in ("x", "y"):
        jobs.enqueue(note_last, text=text)
    jobs.enqueue(note, text="a")
    jobs.work_off()
    assert done[0] == "a"
    assert sorted(done) == ["a", "x", "y"]


def test_failed_job_is_tried_again_with_growing_pauses():
    failures.extend([1, 2])
    jobs.enqueue(fail_at_first, text="a")
    pauses = []
    for _attempt in range(3):
        jobs.work_off()
        for job in jobs.waiting():
            pauses.append(job.run_after - timezone.now())
        make_due()
    assert done == ["a"]
    assert pauses[0] < jobs.FIRST_PAUSE <= pauses[1]


def test_job_that_always_fails_waits_for_a_person_who_tries_it_again():
    failures.extend(range(jobs.MOST_ATTEMPTS))
    jobs.enqueue(fail_at_first, text="a")
    for _attempt in range(jobs.MOST_ATTEMPTS + 2):
        jobs.work_off()
        make_due()
    failed = jobs.failed().get()
    assert "the network is down" in failed.traceback
    jobs.try_again(failed.pk)
    jobs.work_off()
    assert (done, jobs.failed().count()) == (["a"], 0)


def test_job_waits_until_its_time():
    jobs.enqueue(note, after=timezone.now() + timedelta(hours=1), text="a")
    jobs.work_off()
    assert done == []
    make_due()
    jobs.work_off()
    assert done == ["a"]


@pytest.mark.parametrize(
    ("worker", "minutes", "lost"),
    [
        (str(jobs.WorkerName.own()), 60, False),
        (str(jobs.WorkerName("", 1, "0")).replace(":1:", ":1:"), 60, True),
        (f"{jobs.WorkerName.own().host}:{2**22 + 1}:1", 0, True),
        ("elsewhere:1:1", 5, False),
        ("elsewhere:1:1", 11, True),
    ],
    ids=["lives", "nobody", "died here", "works elsewhere", "lost elsewhere"],
)
def test_job_of_a_worker_that_died_is_done_by_another(worker, minutes, lost):
    jobs.enqueue(note, text="a")
    job = jobs.waiting().get()
    job.claim(worker)
    jobs.running().update(started_at=timezone.now() - timedelta(minutes=minutes))
    assert jobs.take_back_from_the_dead(timezone.now()) == int(lost)
    jobs.work_off()
    assert done == (["a"] if lost else [])


def test_jobs_that_nobody_does_are_counted():
    def overdue(at: datetime) -> int:
        return jobs.unfinished().filter(jobs.is_overdue(at)).count()

    jobs.enqueue(note, text="a")
    now = timezone.now()
    assert overdue(now) == 0
    assert overdue(now + jobs.OVERDUE + timedelta(minutes=1)) == 1
    jobs.work_off()
    assert overdue(now + timedelta(days=1)) == 0


def test_finished_jobs_are_forgotten_after_a_day():
    jobs.enqueue(note, text="a")
    jobs.work_off()
    now = timezone.now()
    assert jobs.forget_finished(now) == 0
    assert jobs.forget_finished(now + jobs.KEPT + timedelta(days=1)) == 1
