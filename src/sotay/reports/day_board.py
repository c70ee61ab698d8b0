"""The board of one day: where the regular meetings of the day stand, cell by cell or unit by unit.

A meeting counts where its cell lay at the end of the meeting's month, as on every board and in the sums, or
where it lies today.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from sotay.figures.catalog import DAY_NAMES
from sotay.figures.models import CellMonth, UnitDay
from sotay.figures.queries import Tree, children, day_sums, on_day
from sotay.figures.tree import Moves, moves_since
from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.kernel.tree import Range, inside, subtree
from sotay.meetings import queries as meetings
from sotay.meetings.models import Meeting
from sotay.reports.queries import Row, lists_cells, row_of, sums_of
from sotay.reports.rules import Standing, Sums
from sotay.units.models import Kind, Unit

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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a day, and by which reading of the tree. `moves`: units lay elsewhere then."""

    unit: Unit
    day: date
    tree: Tree
    moves: Moves | None

    @classmethod
    def of(cls, unit: Unit, day: date, tree: Tree = Tree.THEN) -> Asked:
        month = Month.of(day)
        moves, lists = moves_since(month.plus(-1)), lists_cells(unit)
        months = [month.plus(-1), month]
        differs = bool(moves.placed) and moves.concern(unit.pk, months, directly=not lists)
        return cls(unit, day, tree, moves if differs else None)

    @property
    def differs(self) -> bool:
        """Whether it matters where units are listed: where they lay then, or where they lie today."""
        return self.moves is not None

    @property
    def then(self) -> Moves | None:
        """What moved, when units are to be listed where they lay then."""
        return self.moves if self.tree is Tree.THEN else None

    def parts(self) -> list[Range]:
        """Where in today's tree the cells are: below the unit, and what lay there and has moved away."""
        parts = [subtree(self.unit.path)]
        if self.then is None:
            return parts
        months = [Month.of(self.day).plus(n) for n in (-1, 0, 1)]
        placed, top = self.then.placed, self.unit.pk
        left = [pk for pk in placed if any(self.then.below(top, pk, month) for month in months)]
        paths = Unit.objects.filter(pk__in=left).order_by().values_list("path", flat=True)
        return parts + [subtree(path) for path in paths]

    def is_below(self, cell: Unit, month: Month) -> bool:
        """Whether a cell in one of the parts lay below the unit."""
        if self.then is None:
            return True
        return self.then.below(self.unit.pk, cell.pk, month, cell.parent_id) is not None


def face_of(asked: Asked) -> tuple[tuple[object, ...], ...] | None:
    """All that a drawing of the unit's day goes by but the hour: whatever changes, this does. Two queries,
    and no row of them is a model: it is asked for each reader, the drawing only when it differs. None where
    units moved: such a day is drawn anew for everybody.
    """
    unit, day = asked.unit, asked.day
    if asked.differs:
        return None
    if lists_cells(unit):
        parts = asked.parts()
        rows: Iterable[tuple[object, ...]] = _of_day(parts, day).order_by("pk").values_list(*_FACE, *_COUNTED)
        others: QuerySet[Unit] = Unit.objects.within(*parts).cells().filter(_there(day))
    else:
        names = (*DAY_NAMES, "late", "as_of", "unit_id")
        rows = UnitDay.objects.filter(unit__parent=unit, day=day).order_by("pk").values_list(*names)
        others = Unit.objects.filter(parent=unit).exclude(kind=Kind.GROUP)
    return *rows, *others.order_by("pk").values_list("pk", "path", "name", "name_sort", "kind", "closed_on")


_FACE = ("cell_id", "meeting_id", "status", "changed_at", "planned_at", "opened_at", "closed_at")
_COUNTED = ("reported_at", "present", "base")


def day_of(asked: Asked, now: datetime) -> DayReport:
    """A unit's day: a ward by its cells' rows, everything higher by the sums of the units directly below."""
    return _by_cell(asked, now) if lists_cells(asked.unit) else _by_unit(asked)


def _by_cell(asked: Asked, now: datetime) -> DayReport:
    rows, total, parts = [], Sums(), asked.parts()
    for kept in _of_day(parts, asked.day).select_related("cell"):
        if not asked.is_below(kept.cell, kept.month):
            continue
        row = row_of(kept.cell, kept, kept.month, now)
        if row.standing is Standing.MISSED:  # its month is over and it never began
            row.standing = Standing.LATE
        row.sums = sums_of(kept, now)
        row.sums.cells = 1
        total.add(row.sums)
        rows.append(row)
    order = list(Standing)
    rows.sort(key=lambda row: (order.index(row.standing or Standing.NOT_DUE), row.unit.name_sort))
    return DayReport(asked.unit, asked.day, rows, total, True, _cells(asked, parts))


def _of_day(parts: Iterable[Range], day: date) -> QuerySet[CellMonth]:
    """The regular meetings of a day in parts of the tree."""
    return on_day(CellMonth.objects.filter(inside("cell__path", *parts)), day)


def _cells(asked: Asked, parts: Iterable[Range]) -> int:
    """How many cells were there on the day."""
    found = Unit.objects.within(*parts).cells().filter(_there(asked.day)).order_by()
    if asked.then is None:
        return found.count()
    month = Month.of(asked.day)
    return sum(asked.is_below(cell, month) for cell in found.only("parent"))


def _there(day: date) -> Q:
    founded = Q(founded_on=None) | Q(founded_on__lte=day)
    return founded & (Q(closed_on=None) | Q(closed_on__gt=day))


def others(asked: Asked, actor: Actor) -> list[Meeting]:
    """Meetings of other kinds planned for the day, where the reader may see them; a ward's only."""
    if not lists_cells(asked.unit):
        return []
    zone, parts = timezone.get_current_timezone(), asked.parts()
    start, end = (datetime.combine(asked.day + timedelta(days=n), time.min, zone) for n in (0, 1))
    here = inside("cell__path", *parts) | inside("partner__path", *parts)
    seen = meetings.seen_by(actor).filter(here, planned_at__gte=start, planned_at__lt=end)
    live = seen.exclude(kind=Meeting.Kind.REGULAR).exclude(stage=Meeting.Stage.CANCELLED)
    month = Month.of(asked.day)
    return [
        meeting
        for meeting in live.order_by("planned_at")[:MOST_OTHERS]
        if any(asked.is_below(cell, month) for cell in (meeting.cell, meeting.partner) if cell is not None)
    ]


def _by_unit(asked: Asked) -> DayReport:
    day, month = asked.day, Month.of(asked.day)
    lay = _lay_below(asked)
    listed = Unit.objects.filter(pk__in={pk for units in lay.values() for pk in units})
    below = {unit.pk: unit for unit in listed.exclude(kind=Kind.GROUP).order_by("name_sort")}
    read = day_sums(set(below), day, asked.moves if asked.tree is Tree.TODAY else None)
    sums: dict[UUID, Sums] = defaultdict(Sums)
    for (pk, of), found in read.counts.items():
        if pk in lay[of]:
            counts = Counter({name: n for name, n in found.items() if name != "late"})
            rows = sum(counts[name] for name in _STATUSES)
            sums[pk].add(Sums(rows=rows, late=found["late"], counts=counts))
    report = DayReport(asked.unit, day, [], Sums(), of_cells=False, as_of=read.as_of)
    for pk, child in below.items():
        if sums[pk].rows:
            report.total.add(sums[pk])
            report.rows.append(Row(child, sums[pk], []))
        elif pk in lay[month] and not child.is_cell and (child.closed_on is None or child.closed_on > day):
            report.without.append(child)
    return report


def _lay_below(asked: Asked) -> dict[Month, set[UUID]]:
    """The units directly below, by the month a meeting of the day can be of."""
    months = [Month.of(asked.day).plus(n) for n in (-1, 0, 1)]
    if asked.then is None:
        today = children(asked.unit.pk, months[1], tree=Tree.TODAY)
        return dict.fromkeys(months, today)
    return {month: children(asked.unit.pk, month) for month in months}


_STATUSES = ("set_up", "in_session", "closed", "signed", "reported")


def version_of(unit: Unit, day: date, now: datetime, tree: Tree = Tree.THEN) -> str:
    """Changes whenever a figure of the unit's day does, and when an hour passes and nobody has begun."""
    asked = Asked.of(unit, day, tree)
    if lists_cells(unit):
        late = Count("pk", filter=Q(status=CellMonth.Status.SET_UP, planned_at__lte=now))
        rows = _of_day(asked.parts(), day)
        found = rows.aggregate(n=Count("pk"), newest=Max("changed_at"), late=late)
    else:
        below = {pk for units in _lay_below(asked).values() for pk in units}
        sums = UnitDay.objects.filter(unit__in=below, day=day)
        found = sums.aggregate(n=Count("pk"), newest=Max("as_of")) | {"late": 0}
    newest = found["newest"].timestamp() if found["newest"] else 0
    return f'"{found["n"]}-{found["late"]}-{newest}"'
