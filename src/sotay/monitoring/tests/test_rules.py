"""What is late, failed or nearly full, and from when on it is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.monitoring import rules
from sotay.monitoring.rules import Kind, Run

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
MINUTE = timedelta(minutes=1)


def kinds(signs) -> list[Kind]:
    return [sign.kind for sign in signs]


@pytest.mark.parametrize(
    ("run", "installed_at", "told"),
    [
        (None, NOW, []),
        (None, NOW - rules.CLOCK_LATE, []),
        (None, NOW - rules.CLOCK_LATE - MINUTE, [Kind.CLOCK_NEVER_RAN]),
        (Run(LONG_AGO), LONG_AGO, [Kind.CLOCK_NEVER_RAN]),
        (Run(NOW, NOW - rules.CLOCK_LATE), LONG_AGO, []),
        (Run(NOW, NOW - rules.CLOCK_LATE - MINUTE), LONG_AGO, [Kind.CLOCK_IS_LATE]),
    ],
)
def test_clock_that_stopped_is_told_after_an_hour(run, installed_at, told):
    assert kinds(rules.of_clock(run, installed_at, NOW)) == told


@pytest.mark.parametrize(
    ("run", "told"),
    [
        (None, []),
        (Run(NOW, NOW, NOW), []),
        (Run(NOW, NOW, None, "RuntimeError: no room"), [Kind.JOB_FAILED]),
        (Run(NOW - rules.WORK_LATE), []),
        (Run(NOW - rules.WORK_LATE - MINUTE), [Kind.JOB_HANGS]),
        (Run(NOW - 2 * rules.WORK_LATE, LONG_AGO, LONG_AGO), [Kind.JOB_HANGS]),
    ],
)
def test_job_that_failed_or_hangs_is_told(run, told):
    assert kinds(rules.of_job("units.changes", run, NOW)) == told


@pytest.mark.parametrize(
    ("run", "installed_at", "told"),
    [
        (None, NOW, []),
        (None, NOW - rules.BACKUP_OLD, []),
        (None, LONG_AGO, [Kind.NEVER_BACKED_UP]),
        (Run(NOW, NOW, NOW - rules.BACKUP_OLD), LONG_AGO, []),
        (Run(NOW, NOW, NOW - rules.BACKUP_OLD - MINUTE), LONG_AGO, [Kind.BACKUP_IS_OLD]),
        (Run(NOW, NOW, NOW - MINUTE, "Stop: No space left"), LONG_AGO, [Kind.BACKUP_FAILED]),
    ],
)
def test_missing_old_or_failed_backup_is_told(run, installed_at, told):
    assert kinds(rules.of_backup(run, installed_at, NOW)) == told


@given(free=st.integers(0, 10**13), size=st.integers(0, 10**12))
def test_disk_is_told_exactly_when_the_next_backup_might_not_fit(free, size):
    fits = free - 2 * size >= rules.LEAST_ROOM
    assert kinds(rules.of_disk("/srv", free, size)) == ([] if fits else [Kind.DISK_IS_FULL])
