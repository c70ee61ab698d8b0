"""What a cell's month says of inspections: concluded in it, and the demands that were made, closed, open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from sotay.figures import actions as figures
from sotay.figures.work import Counted, Source, tally
from sotay.inspections.models import Demand, DemandEvent, Inspection, Round
from sotay.kernel.periods import Month
from sotay.units.models import Unit

_COLUMNS = ("inspections", "supervisions", "findings_made", "findings_closed", "findings_open")
_OF_KIND = {Round.Kind.INSPECTION: "inspections", Round.Kind.SUPERVISION: "supervisions"}


def count(cells: Sequence[Unit], months: Sequence[Month]) -> Counted:
    """Figures of inspections in the catalog. Three queries, however many cells and months."""
    found, asked, ids = tally(), set(months), [cell.pk for cell in cells]
    concluded = Inspection.objects.filter(cell__in=ids, concluded_at__isnull=False).order_by()
    for cell, at, kind in concluded.values_list("cell", "concluded_at", "round__kind"):
        if (month := _month(at)) in asked:
            found[cell, month][_OF_KIND[Round.Kind(kind)]] += 1
    ended = DemandEvent.objects.filter(cell__in=ids, what=DemandEvent.What.CLOSED).order_by("at", "id")
    closed = dict(ended.values_list("demand", "at"))
    demands = Demand.objects.filter(cell__in=ids, inspection__concluded_at__isnull=False).order_by()
    for pk, cell, made_at in demands.values_list("pk", "cell", "inspection__concluded_at"):
        made, done = _month(made_at), _month(closed[pk]) if pk in closed else None
        for month in months:
            total = found[cell, month]
            total["findings_made"] += made == month
            total["findings_closed"] += done == month
            total["findings_open"] += made <= month and (done is None or done > month)
    return found


def _month(at: object) -> Month:
    return Month.of(timezone.localdate(at))  # type: ignore[arg-type]


def first(cells: Collection[UUID]) -> dict[UUID, date]:
    rows = Inspection.objects.filter(cell__in=cells, concluded_at__isnull=False).order_by()
    begun = rows.values("cell").annotate(begin=Min("concluded_at"))
    return {cell: timezone.localdate(at) for cell, at in begun.values_list("cell", "begin")}


SOURCE = Source("inspections", _COLUMNS, count, first=first)


def keep(cell: UUID) -> None:
    """After an act of today."""
    figures.keep_work([cell], SOURCE.name, timezone.localdate())
