"""A look every night at whether figures agree with the records: some cells, and the sums of one month.

The cells are drawn by a seed that is kept with what was found, so that anybody can draw them again. Nothing
is put right in silence: what differs is told on the operator's page and by `sotay check`, until
`sotay rebuild-figures` has run.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from random import Random
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.figures import proof, refill
from sotay.figures.models import Check
from sotay.kernel.periods import Month
from sotay.units.models import Unit

CELLS = 20
"""Cells looked at in one night."""
AFTER_HOUR = 1
"""The hour of the day from which the sample may be drawn."""
LISTED = 20
"""Differences that are kept and told."""
NIGHTS = 60
"""Nights whose checks are kept."""


class FiguresDiffer(Exception):  # noqa: N818 - what the operator reads as the reason the job failed
    """Figures that are kept are not what the records say."""


def check_sample(now: datetime) -> int:
    """Look once a night; how many cells were looked at. Raises FiguresDiffer while something differs."""
    day = timezone.localdate(now)
    due = timezone.localtime(now).hour >= AFTER_HOUR and not Check.objects.filter(day=day).exists()
    if due and not refill.is_finished():
        return 0  # figures of an older version differ, and are being worked out again
    looked_at = look(now, secrets.token_hex(4)).cells if due else 0
    if (latest := unsettled()) is not None:
        raise FiguresDiffer(
            _("Figures differ from the records: %(count)s rows. Run `sotay rebuild-figures`.")
            % {"count": latest.differing}
        )
    return looked_at


def look(now: datetime, seed: str) -> Check:
    """Draw cells by the seed, work them and the sums of the month before out again, and keep what differs."""
    cells = drawn(seed)
    found = list(proof.prove(Unit.objects.filter(pk__in=cells).order_by("pk"), repair=False))
    month = Month.of(timezone.localdate(now)).plus(-1)
    found += proof.of_sums(month, now, repair=False)
    check, _new = Check.objects.update_or_create(
        day=timezone.localdate(now),
        defaults={
            "at": now,
            "seed": seed,
            "cells": len(cells),
            "differing": len({each.of_row for each in found}),
            "differences": [asdict(each) for each in found[:LISTED]],
            "settled_at": None,
        },
    )
    old = Check.objects.order_by("-day").values_list("day", flat=True)[NIGHTS:]
    Check.objects.filter(day__in=list(old)).delete()
    return check


def drawn(seed: str) -> list[UUID]:
    """The cells a seed draws of all there are, in the order of their ids."""
    ids = list(Unit.objects.cells().order_by("pk").values_list("pk", flat=True))
    return sorted(Random(seed).sample(ids, min(CELLS, len(ids))))  # noqa: S311 - no secret


def unsettled() -> Check | None:
    """The newest night that found something nobody has put right."""
    return Check.objects.filter(differing__gt=0, settled_at=None).first()


def settle(now: datetime) -> None:
    """Everything was worked out again and put right."""
    refill.finish(now)
    Check.objects.filter(settled_at=None).update(settled_at=now)


def faults() -> Iterator[str]:
    """For `sotay check`."""
    check = unsettled()
    if check is None:
        return
    yield (
        f"the check of {check.day:%d/%m/%Y} (seed {check.seed}, {check.cells} cells) found {check.differing} "
        "rows that differ from the records: run `sotay rebuild-figures`"
    )
    for each in check.differences:
        kept, should = each["kept"], each["should"]
        yield f"{each['code']} {each['month']} {each['row']}: {each['figure']} {kept} → {should}"
