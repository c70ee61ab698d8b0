"""Rows of cells' months as meetings would leave them, for tests of what boards make of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from sotay.figures import actions
from sotay.figures.models import REGULAR, CellMonth
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.tree import ancestors
from sotay.units.models import Unit

DAYS = {"reported": 2, "signed": 1, "closed": 0}


def month_row(
    cell: Unit, month: Month, present: int = 9, base: int = 10, status: str = "reported", **more: Any
):
    """A regular meeting on the third of the month at half past seven in the evening, not saved."""
    at = datetime.combine(month.day(3), time(19, 30), timezone.get_current_timezone())
    held = status != "preparing"
    counts = {"set_up" if status == "preparing" else status: 1}
    if held:
        counts |= {"present": present, "base": base, "in_hall": present, "spoke": present // 2}
        counts |= {"reported_in_time": int(status == "reported"), "papers_ahead": 1}
    return CellMonth(
        cell=cell,
        commune_id=cell.commune_id,
        month=month,
        kind=more.pop("kind", REGULAR),
        meeting_id=new_id(),
        status=status,
        planned_at=at,
        opened_at=at if held else None,
        closed_at=at + timedelta(hours=2) if held else None,
        reported_at=at + timedelta(days=1) if status == "reported" else None,
        **(counts | more),
    )


def keep(*rows: CellMonth) -> None:
    """Save the rows and add up the units above them, the lowest first."""
    CellMonth.objects.bulk_create(rows)
    paths = {path for row in rows for path in ancestors(row.cell.path)}
    above = sorted(Unit.objects.filter(path__in=paths), key=lambda unit: -len(unit.path))
    for month in sorted({row.month for row in rows}):
        for unit in above:
            actions.roll_up(unit, month, timezone.now())
