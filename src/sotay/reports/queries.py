"""Reading the figures: a unit's month for the board, and a cell's year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Substr
from django.utils import timezone

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.tree import LABEL, inside, subtree
from sotay.members import queries as members
from sotay.regulations import NotInForce
from sotay.reports import rules
from sotay.reports.models import CellMonth
from sotay.reports.rules import Level, Standing, Sums
from sotay.units.models import Kind, Unit
from sotay.units.settings import Settings, settings_of

YEAR = 12
State = CellMonth.State
_LISTS_CELLS = {Kind.COMMUNE, Kind.COMMITTEE}
_ADDED = (
    "base",
    "present",
    "excused",
    "unexcused",
    "in_hall",
    "spoke",
    "tasks_given",
    "tasks_heard",
    "tasks_done",
    "petitions_raised",
    "petitions_above",
)

Strip = list[tuple[Month, Level | str]]


@dataclass(slots=True)
class Row:
    """A line of the board: a cell with its month, or a unit with the sums of the cells below it."""

    unit: Unit
    sums: Sums
    strip: Strip
    standing: Standing | None = None  # of a cell only
    month: CellMonth | None = None
    overseers: list[str] = field(default_factory=list)
    late_minutes: int = 0


@dataclass(slots=True)
class MonthReport:
    """A unit's month, with the month before it to compare with."""

    unit: Unit
    month: Month
    rows: list[Row]
    total: Sums
    before: Sums
    levels: tuple[Level, ...]
    of_cells: bool

    @property
    def is_blank(self) -> bool:
        """A month that is over and of which nothing was kept: before the cells came here, say."""
        return self.total.is_empty and self.month.last < timezone.localdate()

    @property
    def standings(self) -> dict[Standing, int]:
        """How many cells stand where."""
        total = self.total
        over = self.month.last < timezone.localdate()
        ahead = self.month.first > timezone.localdate()
        absent = Standing.MISSED if over else Standing.NOT_DUE if ahead else Standing.NOT_SET_UP
        found = {
            Standing.IN_SESSION: total.open,
            Standing.CLOSED: total.closed,
            Standing.SIGNED: total.signed,
            Standing.REPORTED: total.reported,
            Standing.PLANNED: total.planned,
            Standing.MISSED if over else Standing.LATE: total.late,
        }
        found[absent] = found.get(absent, 0) + total.not_set_up
        return {standing: n for standing, n in found.items() if n}


def month_of(unit: Unit, month: Month, now: datetime, settings: Settings | None = None) -> MonthReport:
    """A unit's month. Four queries at most, however many cells lie below; one less with the unit's settings.

    A ward (or a committee in it) is shown by its cells, everything higher by the units directly below.
    """
    if unit.kind in _LISTS_CELLS or unit.is_cell:
        return _by_cell(unit, month, now, settings)
    return _by_unit(unit, month, now, settings)


def _by_cell(unit: Unit, month: Month, now: datetime, settings: Settings | None) -> MonthReport:
    known, today = levels(unit, timezone.localdate(now), settings), timezone.localdate(now)
    kept: dict[UUID, dict[Month, CellMonth]] = defaultdict(dict)
    for held in _year(unit, month):
        kept[held.cell_id][held.month] = held
    at_work = [pk for pk, months in kept.items() if month in months]
    rows = [row_of(cell, kept[cell.pk].get(month), month, now) for cell in _cells(unit, month, at_work)]
    rows.sort(key=lambda row: (list(Standing).index(row.standing or Standing.NOT_DUE), row.unit.name_sort))
    total, before = Sums(), Sums()
    for row in rows:
        total.add(row.sums)
    for months in kept.values():
        if (last := months.get(month.plus(-1))) is not None:
            before.add(sums_of(last, now))
    for row in rows:
        row.strip = rules.strip(_months(month), _rates(kept[row.unit.pk].values()), known, today)
    return MonthReport(unit, month, rows, total, before, known, of_cells=True)


def _cells(unit: Unit, month: Month, at_work: Iterable[UUID]) -> QuerySet[Unit]:
    """Cells below, or the cell itself: those in use that were founded by then, and those that met then."""
    below = Unit.objects.within(subtree(unit.path)).cells()
    there = Q(closed_on=None) & (Q(founded_on=None) | Q(founded_on__lte=month.last))
    return below.filter(there | Q(pk__in=list(at_work)))


def _year(unit: Unit, month: Month) -> QuerySet[CellMonth]:
    part = subtree(unit.path)
    return CellMonth.objects.filter(
        inside("cell__path", part), month__gte=month.plus(1 - YEAR), month__lte=month
    )


def row_of(cell: Unit, kept: CellMonth | None, month: Month, now: datetime) -> Row:
    """A cell's line from its row of the month, without the strip."""
    stands = _standing(kept, month, now)
    late = int((now - kept.planned_at).total_seconds() // 60) if kept and stands is Standing.LATE else 0
    sums = sums_of(kept, now) if kept else Sums()
    sums.cells = 1
    return Row(cell, sums, [], stands, kept, late_minutes=late)


def _standing(kept: CellMonth | None, month: Month, now: datetime) -> Standing:
    state, planned = (kept.state, kept.planned_at) if kept else ("", None)
    return rules.standing(state, planned, month, now, timezone.localdate(now))


def sums_of(row: CellMonth, now: datetime) -> Sums:
    """One cell-month as sums; `_grouped` adds up the same figures in the database."""
    opened = row.state != State.SET_UP
    return Sums(
        rows=1,
        set_up=int(row.state == State.SET_UP),
        late=int(not opened and row.planned_at <= now),
        open=int(row.state == State.OPEN),
        closed=int(row.state == State.CLOSED),
        signed=int(row.state == State.SIGNED),
        reported=int(row.state == State.REPORTED),
        opened=int(opened),
        ahead=int(row.papers_a_day_ahead is True),
        in_time=int(row.reported_within_days is True),
        **{name: getattr(row, name) for name in _ADDED},
    )


def _by_unit(unit: Unit, month: Month, now: datetime, settings: Settings | None) -> MonthReport:
    known, today = levels(unit, timezone.localdate(now), settings), timezone.localdate(now)
    length = len(unit.path) + LABEL
    cells = dict(
        _cells(unit, month, []).annotate(place=Substr("path", 1, length)).order_by()
        .values_list("place").annotate(n=Count("pk"))
    )  # fmt: skip
    grouped = _grouped(unit, month, length, now)
    rows, total, before = [], Sums(), Sums()
    for child in Unit.objects.filter(parent=unit).order_by("name_sort"):
        months = grouped.get(child.path, {})
        if not cells.get(child.path) and month not in months:
            continue
        sums = months.get(month) or Sums()
        sums.cells = max(cells.get(child.path, 0), sums.rows)
        total.add(sums)
        before.add(months.get(month.plus(-1)) or Sums())
        rates = {each: held.attendance for each, held in months.items()}
        rows.append(Row(child, sums, rules.strip(_months(month), rates, known, today)))
    return MonthReport(unit, month, rows, total, before, known, of_cells=False)


def _grouped(unit: Unit, month: Month, length: int, now: datetime) -> dict[str, dict[Month, Sums]]:
    """The sums of each place directly below a unit, month by month for a year, in one query."""
    counts = {
        "rows": Q(),
        "set_up": Q(state=State.SET_UP),
        "late": Q(state=State.SET_UP, planned_at__lte=now),
        "open": Q(state=State.OPEN),
        "closed": Q(state=State.CLOSED),
        "signed": Q(state=State.SIGNED),
        "reported": Q(state=State.REPORTED),
        "opened": ~Q(state=State.SET_UP),
        "ahead": Q(papers_a_day_ahead=True),
        "in_time": Q(reported_within_days=True),
    }
    summed = {f"sum_{name}": Sum(name) for name in _ADDED}
    counted = {f"sum_{name}": Count("pk", filter=part) for name, part in counts.items()}
    found: dict[str, dict[Month, Sums]] = defaultdict(dict)
    lines = (
        _year(unit, month)
        .annotate(place=Substr(F("cell__path"), 1, length))
        .order_by()
        .values("place", "month")
        .annotate(**summed, **counted)
    )
    for line in lines:
        sums: dict[str, Any] = {
            name.removeprefix("sum_"): n for name, n in line.items() if name.startswith("sum_")
        }
        found[line["place"]][line["month"]] = Sums(**sums)
    return found


def _months(month: Month) -> list[Month]:
    return [month.plus(back) for back in range(1 - YEAR, 1)]


def _rates(rows: Iterable[CellMonth]) -> dict[Month, Fraction | None]:
    held = (row for row in rows if row.state != State.SET_UP)
    return {row.month: rules.share(row.present, row.base) for row in held}


def levels(unit: Unit, day: date, settings: Settings | None = None) -> tuple[Level, ...]:
    """The bands of attendance of the scoring form in force for the unit; none when no form has any."""
    try:
        form = (settings or settings_of(unit, day))["meeting-quality.form"]
    except (NotInForce, KeyError):
        return ()
    bands = next((row.bands for row in form.rows if row.measure == "attendance"), ())
    return rules.levels([(band.low, band.text) for band in bands if band.low is not None])


def year_of(cell: Unit, month: Month) -> list[tuple[Month, CellMonth | None]]:
    """A cell's twelve months up to `month`, the newest first, without those before the first one kept."""
    kept = {row.month: row for row in _year(cell, month)}
    first = min(kept, default=month)
    return [(each, kept.get(each)) for each in reversed(_months(month)) if each >= first]


def with_overseers(picture: MonthReport, day: date) -> MonthReport:
    """Name the overseers of the cells shown. One query."""
    named: dict[UUID, list[str]] = defaultdict(list)
    overseers = list(members.holders([row.unit.pk for row in picture.rows], Role.OVERSEER, day=day))
    members.tell_apart(held.member for held in overseers if held.member)
    for held in overseers:
        if held.member is not None:
            named[held.unit_id].append(held.member.shown)
    for row in picture.rows:
        row.overseers = named[row.unit.pk]
    return picture


def months_of(cells: Iterable[UUID], month: Month) -> dict[UUID, CellMonth]:
    """The row of each cell in a month, for lists that are not a board."""
    return {row.cell_id: row for row in CellMonth.objects.filter(cell__in=list(cells), month=month)}


def version_of(unit: Unit, month: Month) -> str:
    """Changes whenever a figure of the unit's month does: the ETag of the board."""
    part = subtree(unit.path)
    rows = CellMonth.objects.filter(inside("cell__path", part), month=month)
    found = rows.aggregate(n=Count("pk"), newest=Max("changed_at"))
    newest = found["newest"].timestamp() if found["newest"] else 0
    return f'"{found["n"]}-{newest}"'


def homes(actor: Actor) -> list[Unit]:
    """The units whose figures the actor may see by holding a role there, the highest first."""
    held = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    found = list(Unit.objects.in_use().filter(pk__in=held))
    return sorted(found, key=lambda unit: (len(unit.path), unit.name_sort))
