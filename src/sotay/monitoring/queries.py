"""Whether there is something an operator has to see to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min, Q
from django.utils.functional import Promise

from sotay.kernel import clock, jobs
from sotay.monitoring import rules
from sotay.monitoring.models import LONGEST_FAILURE, JobRun
from sotay.monitoring.rules import BACKUP, CLOCK, Kind, Run, Sign


def signs(now: datetime) -> list[Sign]:
    """Everything that is late, failed or nearly full. A few cheap queries, however large the installation.

    A demo is not asked for backups: it can be made again.
    """
    runs = _runs()
    installed_at = now if {CLOCK, BACKUP} <= runs.keys() else _installed_at(now)
    found = [*rules.of_clock(runs.get(CLOCK), installed_at, now)]
    for job in clock.jobs().values():
        found += rules.of_job(job.name, runs.get(job.name), now)
        waiting = job.overdue(now - rules.WORK_LATE) if job.overdue else None
        if waiting:
            found.append(Sign(Kind.WORK_WAITS, job.name, waiting.since, waiting.count))
    found += _of_queue(now)
    if not settings.DEMO:
        found += rules.of_backup(runs.get(BACKUP), installed_at, now)
    return [*found, *disk_signs()]


def disk_signs() -> Iterator[Sign]:
    """The disks of uploaded files and, on SQLite, of the database; one disk is told of once."""
    database = Path(settings.DATABASES["default"]["NAME"]) if connection.vendor == "sqlite" else None
    size = database.stat().st_size if database and database.exists() else 0
    folders = [Path(settings.MEDIA_ROOT), *([database.parent] if database else [])]
    by_disk = {folder.stat().st_dev: folder for folder in reversed(folders) if folder.exists()}
    for folder in by_disk.values():
        yield from rules.of_disk(str(folder), shutil.disk_usage(folder).free, size)


def last_runs() -> Mapping[str, JobRun]:
    """When the clock and the backup last ran, by name, for the operator's page."""
    return JobRun.objects.in_bulk([CLOCK, BACKUP])


def _of_queue(now: datetime) -> Iterator[Sign]:
    late = jobs.is_overdue(now)
    found = jobs.unfinished().aggregate(
        oldest=Min("enqueued_at", filter=late),
        waiting=Count("pk", filter=late),
        failed=Count("pk", filter=jobs.IS_FAILED),
    )
    return rules.of_queue(found["oldest"], found["waiting"], found["failed"])


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as the operator's page shows it. `failure` is the last line of what it raised."""

    pk: UUID
    about: str | Promise
    attempts: int
    at: datetime | None  # when it failed, or began, or was enqueued
    failure: str = ""


@dataclass(frozen=True, slots=True)
class JobBoard:
    """The jobs there are. `waiting` counts those that may run, `later` those whose time comes."""

    waiting: int
    later: int
    running: list[JobLine]
    retried: list[JobLine]  # failed, and tried again by themselves
    failed: list[JobLine]
    failed_count: int


MOST_LISTED = 50


def job_board(now: datetime) -> JobBoard:
    """In four queries, whatever there is."""
    is_later = jobs.IS_WAITING & Q(run_after__gt=now) & ~Q(run_after=jobs.AT_ONCE)
    counts = jobs.unfinished().aggregate(
        waiting=Count("pk", filter=jobs.IS_WAITING & ~is_later),
        later=Count("pk", filter=is_later),
        failed_count=Count("pk", filter=jobs.IS_FAILED),
    )
    retried = jobs.waiting().filter(is_later).exclude(traceback="")
    return JobBoard(
        **counts,
        running=[_line(job, job.started_at) for job in jobs.running()[:MOST_LISTED]],
        retried=[_line(job, job.started_at) for job in retried[:MOST_LISTED]],
        failed=[_line(job, job.finished_at) for job in jobs.failed().order_by("-finished_at")[:MOST_LISTED]],
    )


def _line(job: jobs.Job, at: datetime | None) -> JobLine:
    lines = job.traceback.strip().splitlines()
    failure = lines[-1][:LONGEST_FAILURE] if lines else ""
    return JobLine(job.pk, jobs.description_of(job), len(job.worker_ids), at, failure)


def _runs() -> dict[str, Run]:
    return {
        row.name: Run(row.started_at, row.finished_at, row.succeeded_at, row.failure)
        for row in JobRun.objects.all()
    }


def _installed_at(now: datetime) -> datetime:
    """The moment the tables were first made here; now, where nothing says when."""
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return now
    return recorder.migration_qs.aggregate(first=Min("applied"))["first"] or now
