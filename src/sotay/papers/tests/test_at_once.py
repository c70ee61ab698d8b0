"""Two people issuing at the same time: one of them does, the other is told, and no number is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection

from sotay.kernel.ids import new_id
from sotay.papers import actions, queries
from sotay.papers.models import IssuedPaper, PaperIsFrozen
from sotay.papers.structure import CHAIR
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
