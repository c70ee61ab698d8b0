"""Work that follows an act and is done by a worker, not by the request.

An app writes its jobs in `<app>/jobs.py` as django-tasks and enqueues them in the transaction of the act:

    @task()
    def roll_up(unit: str, month: str) -> None: ...

    jobs.enqueue(roll_up, unit=str(unit.pk), month=str(month))

A job is done at least once: it is enqueued if and only if the act commits, tried again with growing pauses
when it fails, and taken over by another worker when its worker dies. So it must be harmless to do twice. What
waits already with the same arguments is not enqueued again.
"""

from __future__ import annotations

import logging
import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from traceback import format_exception
from typing import Any, TypeAlias
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from sotay.kernel.hooks import Hook

Job: TypeAlias = "DBTaskResult[Any, Any]"

logger = logging.getLogger("sotay.jobs")

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=10)
"""Before the second attempt; each later pause is three times as long: 10 s, 30 s, ... about six hours."""

LEASE = timedelta(minutes=10)
"""A job that runs for longer is taken to have lost its worker, where the worker cannot be asked."""

KEPT = timedelta(days=1)
"""How long finished jobs stay: the worker and /healthz look through the table often. Failed ones stay until
somebody tries them again."""

OVERDUE = timedelta(minutes=10)
"""When a job that may run has waited for so long, nobody works."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a job does, in an operator's words. `path` is its `module_path`."""

    path: str
    about: str | Promise


DESCRIPTIONS: Hook[Description] = Hook("jobs.descriptions", "what a job does, in an operator's words")


def description_of(job: Job) -> str | Promise:
    """The words its app gave, else the path of its function."""
    return next((each.about for each in DESCRIPTIONS if each.path == job.task_path), job.task_path)


def enqueue(job: Task[Any, Any], after: datetime | None = None, **arguments: Any) -> None:
    """Have `job` done once the current transaction commits, not before `after`. Arguments must fit JSON.

    The row that waits already is locked until then: a worker that took it now would not see this act.
    """
    with transaction.atomic():
        same = waiting().filter(task_path=job.module_path, args_kwargs={"args": [], "kwargs": arguments})
        due = same if after is None else same.filter(run_after__gte=after)
        if due.select_for_update(skip_locked=True).first() is None:
            job.using(run_after=after).enqueue(**arguments)


LAST = -10
"""The priority of jobs that come in crowds and that nobody waits for: `@task(priority=jobs.LAST)`."""
AT_ONCE = get_date_max()
"""What the database keeps as the moment of a job that may run at once."""


IS_WAITING = Q(status=TaskResultStatus.READY)
IS_FAILED = Q(status=TaskResultStatus.FAILED)


def waiting() -> QuerySet[Job]:
    return DBTaskResult.objects.filter(IS_WAITING)


def running() -> QuerySet[Job]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)


def failed() -> QuerySet[Job]:
    return DBTaskResult.objects.filter(IS_FAILED)


def unfinished() -> QuerySet[Job]:
    """Those that are not done; most rows are of those that are."""
    return DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)


def try_again(pk: UUID) -> None:
    """Have a failed job tried again, as if it were new; a job in any other state stays in it."""
    failed().filter(pk=pk).update(
        status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[]
    )


def take_back_from_the_dead(now: datetime) -> int:
    """Have jobs whose worker died done by another; answers how many there were."""
    lost = [job.pk for job in running() if _is_lost(job, now)]
    return running().filter(pk__in=lost).update(status=TaskResultStatus.READY, run_after=now)


def forget_finished(now: datetime) -> int:
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT)
    return done.delete()[0]


def is_overdue(now: datetime) -> Q:
    """Whether a job has waited for so long that no worker can be there."""
    since = now - OVERDUE
    at_once = Q(run_after=AT_ONCE, enqueued_at__lt=since)
    return IS_WAITING & (at_once | Q(run_after__lt=since))


@dataclass(frozen=True, slots=True)
class WorkerName:
    """Who works: a process of a host, told from a later one with the same number by when it started."""

    host: str
    pid: int
    started: str

    @classmethod
    def own(cls) -> WorkerName:
        return cls(socket.gethostname(), os.getpid(), _start_of(os.getpid()))

    @classmethod
    def read(cls, text: str) -> WorkerName | None:
        host, pid, started = [*text.rsplit(":", 2), "", ""][:3]
        return cls(host, int(pid), started) if pid.isdecimal() else None

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}:{self.started}"

    @property
    def is_here(self) -> bool:
        return self.host == socket.gethostname()

    @property
    def is_alive(self) -> bool:
        return _start_of(self.pid) == self.started != ""


def _start_of(pid: int) -> str:
    """When a process of this host started, in ticks since the host did; '' for one that is not there."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _is_lost(job: Job, now: datetime) -> bool:
    name = WorkerName.read(job.worker_ids[-1]) if job.worker_ids else None
    if name is not None and name.is_here and Path("/proc/self/stat").exists():
        return not name.is_alive
    return job.started_at is None or job.started_at < now - LEASE


class Worker:
    """Does jobs one after the other.

    Unlike the worker of django-tasks-db it tries again what failed, takes over from workers that died, and
    holds no write lock while there is nothing to do.
    """

    def __init__(self, *, interval: float = 1.0) -> None:
        self.interval = interval
        self.name = str(WorkerName.own())
        self.stopping = Event()

    def run_until_stopped(self) -> None:
        """Work until `stop`, looking for jobs every `interval` seconds. The job at hand is finished first."""
        while not self.stopping.is_set():
            close_old_connections()
            try:
                take_back_from_the_dead(timezone.now())
                self.work_off()
            except DatabaseError:
                logger.exception("the database does not answer; trying again")
                connection.close()
            close_old_connections()
            self.stopping.wait(self.interval)

    def stop(self) -> None:
        self.stopping.set()

    def work_off(self, *only: Task[Any, Any]) -> None:
        """Do everything that may be done now; only jobs of these kinds when some are named."""
        while not self.stopping.is_set() and (job := self._next(only)) is not None:
            self._do(job)

    def _next(self, only: tuple[Task[Any, Any], ...] = ()) -> Job | None:
        ready = DBTaskResult.objects.ready()
        if only:
            ready = ready.filter(task_path__in=[job.module_path for job in only])
        if not ready.exists():
            return None
        with transaction.atomic():
            job = ready.select_for_update(skip_locked=True).first()
            if job is not None:
                job.claim(self.name)
        return job

    @staticmethod
    def _do(job: Job) -> None:
        try:
            given = job.args_kwargs
            value = job.task.call(*given["args"], **given["kwargs"])
        except Exception as failure:
            _put_off(job, failure)
        else:
            job.set_successful(value)


def _put_off(job: Job, failure: Exception) -> None:
    attempts = len(job.worker_ids)
    if attempts >= MOST_ATTEMPTS:
        job.set_failed(failure)
        return
    job.status = TaskResultStatus.READY
    job.run_after = timezone.now() + FIRST_PAUSE * 3 ** (attempts - 1)
    job.exception_class_path = f"{type(failure).__module__}.{type(failure).__qualname__}"
    job.traceback = "".join(format_exception(failure))
    job.save(update_fields=["status", "run_after", "exception_class_path", "traceback"])


def work_off(*only: Task[Any, Any]) -> None:
    """Do what may be done now in this process: for tests, demos and commands that cannot wait for a
    worker.
    """
    Worker().work_off(*only)
