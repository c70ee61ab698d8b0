"""What follows an act, done by a worker within seconds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django_tasks import task

from sotay import __version__
from sotay.audit.models import AuditLine
from sotay.kernel import jobs
from sotay.kernel.search import SOURCES
from sotay.search import actions
from sotay.search.models import IndexCheck, SearchEntry

FOLLOWED = (
    "meeting",
    "paper",
    "document",
    "library",
    "task",
    "year_list",
    "petition",
    "member",
    "roster",
    "unit",
    "guidance",
)
"""What audit lines begin with that may change what is found. A new app whose lines do adds its word."""

MORNING = 6
"""The hour from which the nightly check waits for the next night."""
NIGHTS = 60
"""Nights whose checks are kept."""

_LOOKS = frozenset({"member.viewed", "member.list_viewed", "member.list_printed", "member.list_exported"})
_BELOW = frozenset({"unit.renamed", "unit.moved", "unit.change_applied", "roster.imported"})


@task(priority=jobs.LAST)
def follow(about: str) -> None:
    actions.follow(UUID(about))


@task(priority=jobs.LAST)
def follow_below(unit: str) -> None:
    actions.follow_below(UUID(unit))


@task()
def leave_nothing() -> None:
    """Have the database write over what it still holds of entries that were taken out."""
    if connection.in_atomic_block:  # a test: nothing can be written over inside of its transaction
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        else:
            cursor.execute("VACUUM search_searchentry")


def follow_later(about: UUID) -> None:
    jobs.enqueue(follow, about=str(about))


def follow_line(line: AuditLine) -> None:
    """Told of every audit line, in the transaction of its act."""
    subject, _dot, what = line.code.partition(".")
    if line.object_id is None or subject not in FOLLOWED or line.code in _LOOKS:
        return
    if what == "purged":
        for about in {line.object_id, *(pk for each in SOURCES for pk in each.touched(line.object_id))}:
            actions.forget(about)  # a document of the library is found by the words of its files
        jobs.enqueue(leave_nothing)
    if line.code in _BELOW:
        jobs.enqueue(follow_below, unit=str(line.object_id))
    else:
        follow_later(line.object_id)


def mend(now: datetime) -> int:
    """Once a night, and at once after an upgrade: mend what no act told of, such as a page of help."""
    day = timezone.localdate(now)
    night = timezone.localtime(now).hour < MORNING
    latest = IndexCheck.objects.first()
    if latest and latest.version == __version__ and (latest.day == day or not night):
        return 0
    return check(day)


def check(day: date) -> int:
    """Hold the whole index against the records and put right what differs; how much that was."""
    differing = sum(1 for _each in actions.prove(repair=True))
    keep_check(day, differing)
    return differing


def keep_check(day: date, differing: int) -> None:
    told = {"version": __version__, "differing": differing, "entries": SearchEntry.objects.count()}
    IndexCheck.objects.update_or_create(day=day, defaults=told)
    IndexCheck.objects.filter(day__lt=day - timedelta(days=NIGHTS)).delete()
