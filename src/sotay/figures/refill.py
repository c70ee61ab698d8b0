"""After an upgrade that counts more than the version before: the figures there are, worked out again.

The clock does some cells in each run, so a ward is done in the first; whoever has a province and does not
want to wait runs `sotay rebuild-figures`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sotay.figures import proof
from sotay.figures.models import Refill
from sotay.units.models import Unit

VERSION = 2
"""Raise it when figures are added that follow from records of before."""
CELLS = 200
"""Cells one run of the clock does."""


def go_on(now: datetime) -> int:
    """Work the next cells out again, and after the last of them the sums; how many numbers differed."""
    with transaction.atomic():
        state, _new = Refill.objects.select_for_update().get_or_create(version=VERSION)
    if state.finished_at is not None:
        return 0
    cells = Unit.objects.cells().order_by("pk")
    if state.beyond is not None:
        cells = cells.filter(pk__gt=state.beyond)
    batch = list(cells[:CELLS])
    found = sum(1 for _each in proof.prove(batch))
    if len(batch) == CELLS:
        Refill.objects.filter(pk=VERSION).update(beyond=batch[-1].pk)
        return found
    found += sum(1 for _each in proof.prove_sums(now))
    finish(now)
    return found


def finish(now: datetime) -> None:
    Refill.objects.update_or_create(version=VERSION, defaults={"finished_at": now})


def is_finished() -> bool:
    return Refill.objects.filter(version=VERSION, finished_at__isnull=False).exists()
