"""What falls due of figures."""

from __future__ import annotations

from datetime import datetime

from sotay.figures import actions
from sotay.figures.actions import roll_up_later
from sotay.kernel import jobs

MOST = 2000
"""Cells whose month one run of the clock makes; the next run goes on."""


def sweep(now: datetime) -> int:
    """Have the sums follow that were not told to: every mark of a roll call would be too often."""
    behind = actions.not_followed(now)
    for unit, month in behind:
        jobs.enqueue(roll_up_later, unit=str(unit), month=str(month))
    return len(behind)


def begin_months(now: datetime) -> int:
    """Make the rows of a month that has begun: what there is at its end is there without an act too."""
    return actions.make_months(MOST)
