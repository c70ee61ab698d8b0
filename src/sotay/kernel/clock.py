"""Work that falls due by itself: deadlines that pass, units that change on a day, reminders.

No broker runs it: `sotay serve` does every few minutes, or `sotay run-due` from cron. An app registers its
work in `AppConfig.ready`:

    DUE.register(ScheduledJob("units.changes", apply_due, about=_("..."), overdue=overdue_changes))

The work is given the moment it runs for and answers how many things it did. It must be harmless to run
twice, because the clock may be late, early, or doubled, and opens its own transactions: as short ones as it
can, with nothing slow inside. `overdue` is how the app says that its work was not done (see `Waiting`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from sotay.kernel.hooks import Hook


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of a job was due and is not done: how many things, and since when the oldest is due."""

    count: int
    since: datetime


Work = Callable[[datetime], int]
Overdue = Callable[[datetime], Waiting | None]
"""Answers what was due by that moment and is not done yet. One or two cheap queries: /healthz asks."""


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A piece of work the clock does, under a name of the form 'app.what_it_does'. `about` says in an
    operator's words what it is.
    """

    name: str
    work: Work
    about: str | Promise = ""
    overdue: Overdue | None = None


@dataclass(frozen=True, slots=True)
class JobResult:
    """What came of one run of a job: how many things it did, or why it failed."""

    name: str
    done: int = 0
    failure: Exception | None = None


DUE: Hook[ScheduledJob] = Hook("clock.due", "work that falls due by itself")


def jobs() -> Mapping[str, ScheduledJob]:
    """Every registered job by its name, in the order they run in; of two of a name the later one."""
    return dict(sorted({job.name: job for job in DUE}.items()))


def run_due(now: datetime) -> list[JobResult]:
    """Run every job. A failure stops only itself."""
    return [run(job, now) for job in jobs().values()]


def run(job: ScheduledJob, now: datetime) -> JobResult:
    try:
        return JobResult(job.name, done=job.work(now))
    except Exception as failure:
        return JobResult(job.name, failure=failure)
