"""What an operator has to know of: work, backups and room. Nothing here knows of Django."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

CLOCK, BACKUP, DISK, JOBS = "clock", "backup", "disk", "jobs"
"""Codes of what is no work of the clock; the first two have runs that are kept as those of it are."""

CLOCK_LATE = timedelta(hours=1)
"""The clock runs every ten minutes or so; after an hour it has stopped."""

WORK_LATE = timedelta(hours=1)
"""Work that was due so long ago, and is not done, is overdue."""

BACKUP_OLD = timedelta(days=3)
"""A backup is made each night; one that failed on a Friday is seen on Monday at the latest."""

LEAST_ROOM = 1_000_000_000
"""Bytes that stay free beside what the next backup takes."""


class Kind(Enum):
    """What a sign is of."""

    CLOCK_NEVER_RAN = "clock never ran"
    CLOCK_IS_LATE = "clock is late"
    JOB_FAILED = "job failed"
    JOB_HANGS = "job hangs"
    WORK_WAITS = "work waits"
    NOBODY_WORKS = "nobody works"
    JOBS_FAILED = "jobs failed"
    NEVER_BACKED_UP = "never backed up"
    BACKUP_IS_OLD = "backup is old"
    BACKUP_FAILED = "backup failed"
    DISK_IS_FULL = "disk is full"


@dataclass(frozen=True, slots=True)
class Sign:
    """Something an operator has to see to. `code` is "clock", "backup", "disk", "jobs" or
    the name of a work of the clock.
    """

    kind: Kind
    code: str
    since: datetime | None = None
    count: int = 0  # things that wait; of a disk, bytes that are free
    detail: str = ""  # the failure; of a disk, the folder


@dataclass(frozen=True, slots=True)
class Run:
    """The last run of a job, the clock or the backup."""

    started_at: datetime
    finished_at: datetime | None = None
    succeeded_at: datetime | None = None
    failure: str = ""


def of_clock(run: Run | None, installed_at: datetime, now: datetime) -> Iterator[Sign]:
    """A new installation has as long as a stopped clock until somebody is told."""
    ended = run.finished_at if run else None
    if now - (ended or installed_at) > CLOCK_LATE:
        yield Sign(Kind.CLOCK_IS_LATE if ended else Kind.CLOCK_NEVER_RAN, CLOCK, ended)


def of_job(name: str, run: Run | None, now: datetime) -> Iterator[Sign]:
    if run is None:
        return
    if run.failure:
        yield Sign(Kind.JOB_FAILED, name, run.finished_at, detail=run.failure)
    elif _hangs(run, now):
        yield Sign(Kind.JOB_HANGS, name, run.started_at)


def of_queue(waiting_since: datetime | None, waiting: int, failed: int) -> Iterator[Sign]:
    """`waiting` are jobs that a worker would have taken long ago; `failed` ones wait for the operator."""
    if waiting:
        yield Sign(Kind.NOBODY_WORKS, JOBS, waiting_since, waiting)
    if failed:
        yield Sign(Kind.JOBS_FAILED, JOBS, count=failed)


def of_backup(run: Run | None, installed_at: datetime, now: datetime) -> Iterator[Sign]:
    """Whether there is a backup to go back to; a failure is told only until the next one succeeds."""
    saved = run.succeeded_at if run else None
    if run is not None and run.failure:
        yield Sign(Kind.BACKUP_FAILED, BACKUP, run.finished_at, detail=run.failure)
    elif now - (saved or installed_at) > BACKUP_OLD:
        yield Sign(Kind.BACKUP_IS_OLD if saved else Kind.NEVER_BACKED_UP, BACKUP, saved)


def of_disk(folder: str, free: int, database_size: int) -> Iterator[Sign]:
    """A backup copies the database and packs the copy, so twice its size must stay free.

    `free` and `database_size` are bytes.
    """
    if free < LEAST_ROOM + 2 * database_size:
        yield Sign(Kind.DISK_IS_FULL, DISK, count=free, detail=folder)


def _hangs(run: Run, now: datetime) -> bool:
    """It began long ago and did not come to an end: it hangs, or was killed and not run again."""
    open_ended = run.finished_at is None or run.finished_at < run.started_at
    return open_ended and now - run.started_at > WORK_LATE
