"""The board of one day: where the regular meetings of the day stand, cell by cell or unit by unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from sotay.figures.catalog import DAY_NAMES
from sotay.figures.models import REGULAR, CellMonth, UnitDay
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.tree import inside, subtree
from sotay.meetings import queries as meetings
from sotay.meetings.models import Meeting
from sotay.reports.queries import Row, lists_cells, row_of, sums_of
from sotay.reports.rules import Standing, Sums
from sotay.units.models import Kind, Unit
from sotay.units.queries import cells_below

MOST_OTHERS = 50


@dataclass(slots=True)
class DayReport:
    """A unit's day. `cells` is how many cells there are of a unit that lists them, with a meeting or not."""

    unit: Unit
    day: date
    rows: list[Row]
    total: Sums
    of_cells: bool
    cells: int = 0
    without: list[Unit] = field(default_factory=list)  # units below with no meeting that day
    as_of: datetime | None = None  # of sums, when the oldest of them was added up

    @property
    def not_today(self) -> int:
        return max(0, self.cells - len(self.rows))


def face_of(unit: Unit, day: date) -> tuple[tuple[object, ...], ...]:
    """All that a drawing of the unit's day goes by but the hour: whatever changes, this does. Two queries,
    and no row of them is a model: it is asked for each reader, the drawing only when it differs.
    """
    if lists_cells(unit):
        rows = list(_of_day(unit, day).order_by("pk").values_list(*_FACE, *_COUNTED))
        below: QuerySet[Unit] = cells_below(unit.path)
    else:
        names = (*DAY_NAMES, "late", "as_of", "unit_id")
        days = UnitDay.objects.filter(unit__parent=unit, day=day).order_by("pk")
        rows = list(days.values_list(*names))
        below = Unit.objects.in_use().filter(parent=unit).exclude(kind=Kind.GROUP)
    return *rows, *below.order_by("pk").values_list("pk", "path", "name", "name_sort", "kind")


_FACE = ("cell_id", "meeting_id", "status", "changed_at", "planned_at", "opened_at", "closed_at")
_COUNTED = ("reported_at", "present", "base")


def day_of(unit: Unit, day: date, now: datetime) -> DayReport:
    """A unit's day: a ward by its cells' rows, everything higher by the sums of the units directly below."""
    return _by_cell(unit, day, now) if lists_cells(unit) else _by_unit(unit, day)


def _by_cell(unit: Unit, day: date, now: datetime) -> DayReport:
    rows, total = [], Sums()
    for kept in _of_day(unit, day).select_related("cell"):
        row = row_of(kept.cell, kept, kept.month, now)
        if row.standing is Standing.MISSED:  # its month is over and it never began
            row.standing = Standing.LATE
        row.sums = sums_of(kept, now)
        row.sums.cells = 1
        total.add(row.sums)
        rows.append(row)
    order = list(Standing)
    rows.sort(key=lambda row: (order.index(row.standing or Standing.NOT_DUE), row.unit.name_sort))
    cells = cells_below(unit.path).count()
    return DayReport(unit, day, rows, total, True, cells)


def _of_day(unit: Unit, day: date) -> QuerySet[CellMonth]:
    """The regular meetings below a unit on a day: by when they were opened, before that by the plan.

    The month of a meeting that was put off is the one before, of one brought forward the one after.
    """
    start, end = _bounds(day)
    months = [Month.of(day).plus(n) for n in (-1, 0, 1)]
    here = CellMonth.objects.filter(inside("cell__path", subtree(unit.path)), kind=REGULAR, month__in=months)
    return here.alias(at=Coalesce("opened_at", "planned_at")).filter(at__gte=start, at__lt=end)


def _bounds(day: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    start = datetime.combine(day, time.min, zone)
    return start, datetime.combine(day + timedelta(days=1), time.min, zone)


def others(unit: Unit, day: date, actor: Actor) -> list[Meeting]:
    """Meetings of other kinds planned for the day, where the reader may see them; a ward's only."""
    if not lists_cells(unit):
        return []
    start, end = _bounds(day)
    here = inside("cell__path", subtree(unit.path)) | inside("partner__path", subtree(unit.path))
    found = meetings.seen_by(actor).filter(here, planned_at__gte=start, planned_at__lt=end)
    live = found.exclude(kind=Meeting.Kind.REGULAR).exclude(stage=Meeting.Stage.CANCELLED)
    return list(live.order_by("planned_at")[:MOST_OTHERS])


def _by_unit(unit: Unit, day: date) -> DayReport:
    children = Unit.objects.in_use().filter(parent=unit).exclude(kind=Kind.GROUP).order_by("name_sort")
    sums: dict[object, Sums] = {}
    report = DayReport(unit, day, [], Sums(), of_cells=False)
    for kept in UnitDay.objects.filter(unit__parent=unit, day=day):
        counts = Counter({name: int(getattr(kept, name)) for name in DAY_NAMES})
        of_day = Sums(rows=sum(counts[name] for name in _STATUSES), late=kept.late, counts=counts)
        sums.setdefault(kept.unit_id, Sums()).add(of_day)
        report.as_of = min(report.as_of or kept.as_of, kept.as_of)
    for child in children:
        if child.pk in sums:
            report.total.add(sums[child.pk])
            report.rows.append(Row(child, sums[child.pk], []))
        elif not child.is_cell:
            report.without.append(child)
    return report


_STATUSES = ("set_up", "in_session", "closed", "signed", "reported")


def version_of(unit: Unit, day: date, now: datetime) -> str:
    """Changes whenever a figure of the unit's day does, and when an hour passes and nobody has begun."""
    if lists_cells(unit):
        late = Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=now))
        found = _of_day(unit, day).aggregate(n=Count("pk"), newest=Max("changed_at"), late=late)
    else:
        rows = UnitDay.objects.filter(unit__parent=unit, day=day)
        found = rows.aggregate(n=Count("pk"), newest=Max("as_of")) | {"late": 0}
    newest = found["newest"].timestamp() if found["newest"] else 0
    return f'"{found["n"]}-{found["late"]}-{newest}"'
