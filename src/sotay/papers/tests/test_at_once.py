"""Two people issuing at the same time: one of them does, the other is told, and no number is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from uuid import UUID

import pytest
from django.db import connection

from sotay.kernel.ids import new_id
from sotay.papers import actions, queries
from sotay.papers.models import IssuedPaper, PaperIsFrozen
from sotay.papers.structure import CHAIR
from sotay.papers.tests.number_threads import GIVEN_BACK, THREADS, numbers_at_once
from sotay.papers.tests.samples import resolution

PAPERS = 8


@pytest.mark.django_db(transaction=True)
def test_papers_issued_at_once_are_each_issued_once_with_numbers_in_a_row(house, thu) -> None:
    """Truly at once on PostgreSQL; in turn on SQLite, whose test database in memory has no waiting locks."""
    actor = thu.actor

    def signed_draft() -> UUID:
        paper = actions.draft(
            by=actor, cell=house.cell, kind="NQ", about_id=new_id(), month=None, paper=resolution()
        )
        digest = queries.digest_to_sign(paper)
        actions.sign(paper=paper, by=actor, role=CHAIR, member=thu.member, digest=digest)
        return paper.pk

    def issue(pk: UUID) -> int | None:
        try:
            return actions.freeze(paper=IssuedPaper.objects.get(pk=pk), by=actor).number
        except PaperIsFrozen:
            return None
        finally:
            if at_once:
                connection.close()

    at_once = connection.vendor == "postgresql"
    twice_each = [pk for pk in [signed_draft() for _ in range(PAPERS)] for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(issue, twice_each)) if at_once else [issue(pk) for pk in twice_each]
    assert sorted(number for number in numbers if number) == list(range(1, PAPERS + 1))
    assert numbers.count(None) == PAPERS


def close_own() -> None:
    """The connection of the thread that calls it."""
    connection.close()


def assert_no_gap_and_no_double(kept: list[int | None]) -> None:
    given = sorted(number for number in kept if number is not None)
    assert given == list(range(1, len(given) + 1))
    assert len(given) == THREADS - THREADS // GIVEN_BACK


@pytest.mark.django_db(transaction=True)
def test_two_hundred_threads_get_numbers_without_gap_or_double(house, tmp_path) -> None:
    """Each fifth transaction fails and gives its number back. On SQLite in a file, as it is served; on
    PostgreSQL forty hold a connection at a time, for a server has a hundred for everybody.
    """
    if connection.vendor == "postgresql":
        assert_no_gap_and_no_double(numbers_at_once(house.cell, close_own, BoundedSemaphore(40)))
        return
    answer = subprocess.run(
        [sys.executable, "-m", "sotay.papers.tests.number_threads", str(tmp_path / "numbers.sqlite3")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=600,
    )
    assert answer.returncode == 0, answer.stderr[-2000:]
    assert_no_gap_and_no_double(json.loads(answer.stdout))
