"""Running what is due, and keeping when it last ran."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from sotay.kernel import clock
from sotay.kernel.clock import JobResult
from sotay.monitoring.models import LONGEST_FAILURE, JobRun
from sotay.monitoring.rules import CLOCK


def run_due(now: datetime) -> list[JobResult]:
    """Run every job of the clock and keep what came of each. A failure stops only itself."""
    _begin(CLOCK)
    results = []
    for job in clock.jobs().values():
        _begin(job.name)
        result = clock.run(job, now)
        _end(job.name, result.failure, result.done)
        results.append(result)
    _end(CLOCK, done=sum(result.done for result in results))
    return results


@contextmanager
def recorded(name: str) -> Iterator[None]:
    """Keep when the block ran, and whether it failed."""
    _begin(name)
    try:
        yield
    except Exception as failure:
        _end(name, failure)
        raise
    _end(name)


def _begin(name: str) -> None:
    _keep(JobRun(name=name, started_at=timezone.now()), "started_at")


def _end(name: str, failure: Exception | None = None, done: int = 0) -> None:
    now = timezone.now()
    run = JobRun(name=name, started_at=now, finished_at=now, done=done)
    if failure is not None:
        run.failure = _told(failure)
        _keep(run, "finished_at", "done", "failure")
    else:
        run.succeeded_at = now
        _keep(run, "finished_at", "done", "failure", "succeeded_at")


def _told(failure: Exception) -> str:
    """Of several lines the first: those after it may repeat what stands in the database's rows."""
    first = next(iter(str(failure).strip().splitlines()), "")
    return f"{type(failure).__name__}: {first}"[:LONGEST_FAILURE]


def _keep(run: JobRun, *changed: str) -> None:
    """Change these columns of the run's row, or make the row. One statement: two clocks may run at once."""
    JobRun.objects.bulk_create([run], update_conflicts=True, unique_fields=["name"], update_fields=changed)
