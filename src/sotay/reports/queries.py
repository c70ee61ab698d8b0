"""Reading the figures: a unit's month for the board, and a cell's year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from sotay.figures.catalog import FIGURES
from sotay.figures.models import REGULAR, CellMonth, UnitMonth
from sotay.figures.queries import Series, series
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.tree import inside, subtree
from sotay.meetings.queries import PAPER_KINDS
from sotay.members import queries as members
from sotay.papers import access as papers
from sotay.papers.models import IssuedPaper
from sotay.regulations import NotInForce
from sotay.reports import rules
from sotay.reports.rules import Level, Standing, Sums
from sotay.units.models import Kind, Unit
from sotay.units.settings import Settings, settings_of

YEAR = 12
LISTS_CELLS = {Kind.COMMUNE, Kind.COMMITTEE}
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
    kept: Mapping[Month, CellMonth | Sums] = field(default_factory=dict)  # up to the month, for over a year


@dataclass(slots=True)
class MonthReport:
    """A unit's month, with the month before it to compare with. `gone` are cells that are closed and met
    in the months before: they count in sums of those."""

    unit: Unit
    month: Month
    rows: list[Row]
    total: Sums
    before: Sums
    levels: tuple[Level, ...]
    of_cells: bool
    gone: list[Row] = field(default_factory=list)

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
            Standing.IN_SESSION: total.in_session,
            Standing.CLOSED: total.closed,
            Standing.SIGNED: total.signed,
            Standing.REPORTED: total.reported,
            Standing.PLANNED: total.planned,
            Standing.MISSED if over else Standing.LATE: total.late,
        }
        found[absent] = found.get(absent, 0) + total.not_set_up
        return {standing: n for standing, n in found.items() if n}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a board is narrowed to: cells of a type where it lists cells, units of a kind where it lists
    units.

    The sums of a unit are not kept by type of cell, so there is no narrowing by type above the ward.
    """

    cell_type: str = ""
    kind: str = ""


ALL = Narrowing()


def lists_cells(unit: Unit) -> bool:
    """Whether a unit's board shows it by its cells; everything higher is shown by the units directly
    below."""
    return unit.kind in LISTS_CELLS or unit.is_cell


def month_of(
    unit: Unit, month: Month, now: datetime, settings: Settings | None = None, narrowed: Narrowing = ALL
) -> MonthReport:
    """A unit's month. Four queries at most, one less with the unit's settings: only its children's rows are
    read."""
    if lists_cells(unit):
        return _by_cell(unit, month, now, settings, narrowed)
    return _by_unit(unit, month, now, settings, narrowed)


def _by_cell(
    unit: Unit, month: Month, now: datetime, settings: Settings | None, narrowed: Narrowing
) -> MonthReport:
    known, today = levels(unit, timezone.localdate(now), settings), timezone.localdate(now)
    kept: dict[UUID, dict[Month, CellMonth]] = defaultdict(dict)
    for held in _year(unit, month, narrowed):
        kept[held.cell_id][held.month] = held
    rows, gone = [], []
    for cell in _cells(unit, month, kept, narrowed):
        months = kept[cell.pk]
        if month in months or is_there(cell, month):
            row = row_of(cell, months.get(month), month, now)
            row.strip = rules.strip(_months(month), _rates(months.values()), known, today)
            rows.append(row)
        else:
            row = Row(cell, Sums(), [])
            gone.append(row)
        row.kept = months
    rows.sort(key=lambda row: (list(Standing).index(row.standing or Standing.NOT_DUE), row.unit.name_sort))
    total, before = Sums(), Sums()
    for row in rows:
        total.add(row.sums)
    for months in kept.values():
        if (last := months.get(month.plus(-1))) is not None:
            before.add(sums_of(last, now))
    return MonthReport(unit, month, rows, total, before, known, of_cells=True, gone=gone)


def work_of(report: MonthReport) -> Series:
    """What is kept of the rows' months that is of no meeting, such as petitions past their day. No query
    while the catalog has no such figure, else two at most."""
    if all(hasattr(CellMonth, name) for name in FIGURES):
        return {}
    units = [row.unit for row in (*report.rows, *report.gone)]
    return series(units, report.month.plus(-YEAR), report.month, kinds=())


def is_there(cell: Unit, month: Month) -> bool:
    """Whether a meeting is asked of a cell in a month, as far as today's tree tells."""
    return cell.closed_on is None and (cell.founded_on is None or cell.founded_on <= month.last)


def _cells(unit: Unit, month: Month, known: Iterable[UUID], narrowed: Narrowing) -> QuerySet[Unit]:
    """Cells below, or the cell itself: those in use that were founded by then, and those that met in the
    year."""
    below = Unit.objects.within(subtree(unit.path)).cells()
    if narrowed.cell_type:
        below = below.filter(cell_type=narrowed.cell_type)
    there = Q(closed_on=None) & (Q(founded_on=None) | Q(founded_on__lte=month.last))
    return below.filter(there | Q(pk__in=list(known)))


def _year(unit: Unit, month: Month, narrowed: Narrowing = ALL) -> QuerySet[CellMonth]:
    """The months of a year, and the same month of the year before."""
    part = subtree(unit.path)
    rows = CellMonth.objects.filter(
        inside("cell__path", part), kind=REGULAR, month__gte=month.plus(-YEAR), month__lte=month
    )
    return rows.filter(cell__cell_type=narrowed.cell_type) if narrowed.cell_type else rows


def row_of(cell: Unit, kept: CellMonth | None, month: Month, now: datetime) -> Row:
    """A cell's line from its row of the month, without the strip."""
    stands = _standing(kept, month, now)
    late = int((now - kept.planned_at).total_seconds() // 60) if kept and stands is Standing.LATE else 0
    sums = sums_of(kept, now) if kept else Sums()
    sums.cells = 1
    return Row(cell, sums, [], stands, kept, late_minutes=late)


def _standing(kept: CellMonth | None, month: Month, now: datetime) -> Standing:
    status, planned = (kept.status, kept.planned_at) if kept else ("", None)
    return rules.standing(status, planned, month, now, timezone.localdate(now))


def sums_of(row: CellMonth, now: datetime) -> Sums:
    """One cell-month as sums, as of now."""
    late = row.status == CellMonth.Status.SET_UP and row.planned_at <= now
    return Sums(rows=1, late=int(late), counts=Counter(row.counts))


def sums_of_unit(row: UnitMonth) -> Sums:
    """A unit's month as sums, as of when they were added up."""
    return Sums(row.cells, row.with_meeting, row.late, Counter(row.counts))


def _by_unit(
    unit: Unit, month: Month, now: datetime, settings: Settings | None, narrowed: Narrowing
) -> MonthReport:
    known, today = levels(unit, timezone.localdate(now), settings), timezone.localdate(now)
    below = Unit.objects.filter(parent=unit).exclude(kind=Kind.GROUP)
    children = list((below.filter(kind=narrowed.kind) if narrowed.kind else below).order_by("name_sort"))
    grouped = _of_children(unit, month, now, with_cells=any(child.is_cell for child in children))
    without = [child for child in children if month not in grouped[child.path]]
    cells = _cells_of(without, month)
    rows, total, before = [], Sums(), Sums()
    for child in children:
        months = grouped[child.path]
        sums = months.get(month) or Sums(cells=cells.get(child.path, 0))
        if not sums.cells and month not in months:
            continue
        total.add(sums)
        before.add(months.get(month.plus(-1)) or Sums())
        rates = {each: held.attendance for each, held in months.items()}
        strip = rules.strip(_months(month), rates, known, today)
        rows.append(Row(child, sums, strip, kept=months))
    return MonthReport(unit, month, rows, total, before, known, of_cells=False)


def _of_children(
    unit: Unit, month: Month, now: datetime, *, with_cells: bool
) -> dict[str, dict[Month, Sums]]:
    """The sums of each unit directly below, month by month for a year: two queries, a row a child and
    month.
    """
    year = {"kind": REGULAR, "month__gte": month.plus(-YEAR), "month__lte": month}
    found: dict[str, dict[Month, Sums]] = defaultdict(dict)
    for row in UnitMonth.objects.filter(unit__parent=unit, **year).select_related("unit"):
        found[row.unit.path][row.month] = sums_of_unit(row)
    if not with_cells:
        return found
    for own in CellMonth.objects.filter(cell__parent=unit, **year).select_related("cell"):
        found[own.cell.path][own.month] = sums_of(own, now)
        found[own.cell.path][own.month].cells = 1
    return found


def _cells_of(units: Iterable[Unit], month: Month) -> dict[str, int]:
    """How many cells units have whose months were not added up yet, by their path. One query, or none."""
    paths = [unit.path for unit in units]
    if not paths:
        return {}
    there = Q(closed_on=None) & (Q(founded_on=None) | Q(founded_on__lte=month.last))
    below = Unit.objects.within(*(subtree(path) for path in paths)).cells().filter(there)
    place = Substr("path", 1, len(paths[0]))
    return dict(below.annotate(place=place).order_by().values_list("place").annotate(n=Count("pk")))


def _months(month: Month) -> list[Month]:
    return [month.plus(back) for back in range(1 - YEAR, 1)]


def _rates(rows: Iterable[CellMonth]) -> dict[Month, Fraction | None]:
    held = (row for row in rows if row.status != CellMonth.Status.SET_UP)
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


def papers_of(meetings: Iterable[UUID], actor: Actor) -> dict[UUID, list[IssuedPaper]]:
    """The minutes and resolutions of meetings that the reader may read, by their meeting. One query."""
    found: dict[UUID, list[IssuedPaper]] = defaultdict(list)
    about = Q(about_id__in=list(meetings), kind__in=PAPER_KINDS)
    shown = IssuedPaper.objects.only("id", "kind", "about_id", "number_text").order_by("pk")
    for paper in shown.filter(about).filter(papers.readable_by(actor)):
        found[paper.about_id].append(paper)
    return found


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
    return {
        row.cell_id: row for row in CellMonth.objects.filter(cell__in=list(cells), month=month, kind=REGULAR)
    }


def version_of(unit: Unit, month: Month) -> str:
    """Changes whenever a figure of the unit's month does: the ETag of the board."""
    if lists_cells(unit):
        rows: QuerySet[Any] = CellMonth.objects.filter(inside("cell__path", subtree(unit.path)), month=month)
        found = rows.aggregate(n=Count("pk"), newest=Max("changed_at"))
    else:
        rows = UnitMonth.objects.filter(unit__parent=unit, month=month)
        found = rows.aggregate(n=Count("pk"), newest=Max("as_of"))
    newest = found["newest"].timestamp() if found["newest"] else 0
    return f'"{found["n"]}-{newest}"'


def homes(actor: Actor) -> list[Unit]:
    """The units whose figures the actor may see by holding a role there, the highest first."""
    held = {grant.unit_id for grant in actor.grants if grant.allows(Can.SEE_FIGURES, grant.path)}
    found = list(Unit.objects.in_use().filter(pk__in=held))
    return sorted(found, key=lambda unit: (len(unit.path), unit.name_sort))
