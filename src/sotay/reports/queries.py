"""Reading the figures: a unit's month for the board, and a cell's year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from sotay.figures.actions import is_there as was_in_use
from sotay.figures.catalog import NAMES
from sotay.figures.models import REGULAR, CellMonth, UnitMonth
from sotay.figures.queries import Series, Tree, children, series
from sotay.figures.tree import Moves, moves_since
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.periods import Month
from sotay.kernel.tree import Range, inside, subtree
from sotay.meetings.queries import PAPER_KINDS
from sotay.members import queries as members
from sotay.papers import access as papers
from sotay.papers.models import IssuedPaper
from sotay.regulations import NotInForce
from sotay.reports import rules
from sotay.reports.by_type import CellsOfType
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
    elsewhere: frozenset[Month] = frozenset()  # months in which it lay elsewhere and counts there


@dataclass(slots=True)
class MonthReport:
    """A unit's month, with the month before it to compare with. `gone` are units that are closed or lie
    elsewhere and met here in the months before: they count in sums of those.

    `tree` says by which reading units are listed; `differs`, whether the other one would list or count any
    of them elsewhere in the year.
    """

    unit: Unit
    month: Month
    rows: list[Row]
    total: Sums
    before: Sums
    levels: tuple[Level, ...]
    of_cells: bool
    gone: list[Row] = field(default_factory=list)
    tree: Tree = Tree.THEN
    differs: bool = False
    typed: CellsOfType | None = None  # where units are narrowed to their cells of a type

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
    """What a board is narrowed to: cells of a type, listed or added up, and units of a kind where it lists
    units.

    The sums of a unit are not kept by type of cell; they are added up from those of the cells (`by_type`).
    """

    cell_type: str = ""
    kind: str = ""


ALL = Narrowing()


def lists_cells(unit: Unit) -> bool:
    """Whether a unit's board shows it by its cells; everything higher is shown by the units directly
    below."""
    return unit.kind in LISTS_CELLS or unit.is_cell


def month_of(
    unit: Unit,
    month: Month,
    now: datetime,
    settings: Settings | None = None,
    narrowed: Narrowing = ALL,
    tree: Tree = Tree.THEN,
    moves: Moves | None = None,
) -> MonthReport:
    """A unit's month, of the units that lay in it at the month's end or, by `tree`, lie in it today. `moves`
    is what moved in the year, where it is known.

    Five queries at most, one less with the unit's settings: only its children's rows are read. Where units
    moved in the year some more, however many moved.
    """
    span = [month.plus(back) for back in range(-YEAR, 1)]
    moves = moves_since(span[0]) if moves is None else moves
    lists = lists_cells(unit)
    differs = bool(moves.placed) and moves.concern(unit.pk, span, directly=not lists)
    asked = _Asked(unit, month, now, narrowed, tree, moves if differs else None)
    known = levels(unit, timezone.localdate(now), settings)
    return _by_cell(asked, known) if lists else _by_unit(asked, known)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a board is asked. `moves` is there when units lay elsewhere in the year."""

    unit: Unit
    month: Month
    now: datetime
    narrowed: Narrowing
    tree: Tree
    moves: Moves | None

    @property
    def span(self) -> list[Month]:
        """A year, and the month a year ago."""
        return [self.month.plus(back) for back in range(-YEAR, 1)]

    @property
    def then(self) -> Moves | None:
        """What moved, when units are to be listed where they lay then."""
        return self.moves if self.tree is Tree.THEN else None

    def away(self, child: Unit, *, directly: bool) -> frozenset[Month]:
        """The months in which a unit lay elsewhere."""
        if self.then is None:
            return frozenset()
        found = {
            month: self.then.below(self.unit.pk, child.pk, month, child.parent_id) for month in self.span
        }
        return frozenset(
            month for month, under in found.items() if under is None or (directly and under != child.pk)
        )

    def was_below(self) -> list[UUID]:
        """Units that moved and lay below in one of the months."""
        if self.then is None:
            return []
        placed, top = self.then.placed, self.unit.pk
        return [pk for pk in placed if any(self.then.below(top, pk, month) for month in self.span)]


def _by_cell(asked: _Asked, known: tuple[Level, ...]) -> MonthReport:
    month, now, today = asked.month, asked.now, timezone.localdate(asked.now)
    parts = [subtree(asked.unit.path)]
    if was_below := asked.was_below():
        paths = Unit.objects.filter(pk__in=was_below).order_by().values_list("path", flat=True)
        parts += [subtree(path) for path in paths]
    kept: dict[UUID, dict[Month, CellMonth]] = defaultdict(dict)
    for held in _year(parts, month, asked.narrowed):
        kept[held.cell_id][held.month] = held
    rows, gone = [], []
    for cell in _cells(parts, month, kept, asked.narrowed):
        months, away = kept[cell.pk], asked.away(cell, directly=False)
        if month not in away and (month in months or is_there(cell, month)):
            row = row_of(cell, months.get(month), month, now)
            row.strip = rules.strip(_months(month), _rates(months.values()), known, today)
            rows.append(row)
        else:
            row = Row(cell, Sums(), [])
            gone.append(row)
        row.kept, row.elsewhere = months, away
    rows.sort(key=lambda row: (list(Standing).index(row.standing or Standing.NOT_DUE), row.unit.name_sort))
    total, before, previous = Sums(), Sums(), month.plus(-1)
    for row in rows:
        total.add(row.sums)
    for row in (*rows, *gone):
        if previous not in row.elsewhere and (last := kept[row.unit.pk].get(previous)) is not None:
            before.add(sums_of(last, now))
    return MonthReport(
        asked.unit,
        month,
        rows,
        total,
        before,
        known,
        of_cells=True,
        gone=gone,
        tree=asked.tree,
        differs=asked.moves is not None,
    )


def work_of(report: MonthReport) -> Series:
    """What is kept of the rows' months that is of no meeting, such as petitions past their day. Two queries
    at most where nothing moved."""
    if report.typed is not None:
        return report.typed.work()
    units = [row.unit for row in (*report.rows, *report.gone)]
    tree = report.tree if report.differs else Tree.THEN
    return series(units, report.month.plus(-YEAR), report.month, kinds=(), tree=tree)


def is_there(cell: Unit, month: Month) -> bool:
    """Whether a meeting is asked of a cell in a month."""
    return was_in_use(cell.founded_on, cell.closed_on, month)


def _cells(
    parts: Sequence[Range], month: Month, known: Iterable[UUID], narrowed: Narrowing
) -> QuerySet[Unit]:
    """Cells in parts of the tree: those in use at the month's end, and those that met in the year."""
    below = Unit.objects.within(*parts).cells()
    if narrowed.cell_type:
        below = below.filter(cell_type=narrowed.cell_type)
    founded = Q(founded_on=None) | Q(founded_on__lte=month.last)
    there = founded & (Q(closed_on=None) | Q(closed_on__gt=month.last))
    return below.filter(there | Q(pk__in=list(known)))


def _year(parts: Sequence[Range], month: Month, narrowed: Narrowing = ALL) -> QuerySet[CellMonth]:
    """The months of a year, and the same month of the year before."""
    rows = CellMonth.objects.filter(
        inside("cell__path", *parts), kind=REGULAR, month__gte=month.plus(-YEAR), month__lte=month
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


def _by_unit(asked: _Asked, known: tuple[Level, ...]) -> MonthReport:
    unit, month, today = asked.unit, asked.month, timezone.localdate(asked.now)
    children, typed = _children(asked), None
    if asked.narrowed.cell_type:
        typed = CellsOfType(unit, children, asked.narrowed.cell_type, asked.span, asked.then)
        grouped = typed.sums(asked.now)
        cells = {child.pk: typed.cells[child.pk, month] for child in children}
    else:
        grouped = _of_children(children, asked)
        cells = _cells_of([child for child in children if month not in grouped[child.pk]], month)
    rows, gone, total, before = [], [], Sums(), Sums()
    for child in children:
        months = grouped[child.pk]
        away = frozenset() if typed else asked.away(child, directly=True)
        sums = months.get(month) or Sums(cells=cells.get(child.pk, 0))
        if month not in away and (sums.cells or sums.rows or (month in months and not asked.moves)):
            total.add(sums)
            rates = {each: held.attendance for each, held in months.items()}
            row = Row(child, sums, rules.strip(_months(month), rates, known, today))
            rows.append(row)
        elif months:
            row = Row(child, Sums(), [])
            gone.append(row)
        else:
            continue
        row.kept, row.elsewhere = months, away
        if month.plus(-1) not in away:
            before.add(months.get(month.plus(-1)) or Sums())
    return MonthReport(
        unit,
        month,
        rows,
        total,
        before,
        known,
        of_cells=False,
        gone=gone,
        tree=asked.tree,
        differs=asked.moves is not None,
        typed=typed,
    )


def _children(asked: _Asked) -> list[Unit]:
    """The units directly below: today's, or those that lay there in one of the months."""
    below = Q(parent=asked.unit)
    if asked.then is not None:
        below = Q(pk__in=children(asked.unit.pk, asked.month)) | Q(parent=asked.unit)
        below |= Q(pk__in=[pk for pk in asked.was_below() if _lay_directly(asked, pk)])
    found = Unit.objects.filter(below).exclude(kind=Kind.GROUP)
    return list(
        (found.filter(kind=asked.narrowed.kind) if asked.narrowed.kind else found).order_by("name_sort")
    )


def _lay_directly(asked: _Asked, pk: UUID) -> bool:
    moves = asked.then
    return moves is not None and any(moves.below(asked.unit.pk, pk, month) == pk for month in asked.span)


def _of_children(units: Sequence[Unit], asked: _Asked) -> dict[UUID, dict[Month, Sums]]:
    """The sums of each unit, month by month for a year: two queries, a row a unit and month."""
    found: dict[UUID, dict[Month, Sums]] = defaultdict(dict)
    first, month = asked.span[0], asked.month
    if asked.moves is not None and asked.tree is Tree.TODAY:
        read = series(units, first, month, [REGULAR], tree=Tree.TODAY)
        for (pk, each), counts in read.items():
            of_meetings = Counter({name: counts[name] for name in NAMES})
            sums = Sums(counts["cells"], counts["with_meeting"], counts["late"], of_meetings)
            if sums.cells or sums.rows:
                found[pk][each] = sums
        return found
    year = {"kind": REGULAR, "month__gte": first, "month__lte": month}
    above = [unit.pk for unit in units if not unit.is_cell]
    for row in UnitMonth.objects.filter(unit__in=above, **year):
        found[row.unit_id][row.month] = sums_of_unit(row)
    cells = [unit.pk for unit in units if unit.is_cell]
    if not cells:
        return found
    for own in CellMonth.objects.filter(cell__in=cells, **year):
        found[own.cell_id][own.month] = sums_of(own, asked.now)
        found[own.cell_id][own.month].cells = 1
    return found


def _cells_of(units: Iterable[Unit], month: Month) -> dict[UUID, int]:
    """How many cells units have whose months were not added up yet. One query, or none."""
    by_path = {unit.path: unit.pk for unit in units}
    if not by_path:
        return {}
    founded = Q(founded_on=None) | Q(founded_on__lte=month.last)
    there = founded & (Q(closed_on=None) | Q(closed_on__gt=month.last))
    parts = [subtree(path) for path in by_path]
    below = Unit.objects.within(*parts).cells().filter(there).order_by()
    found: Counter[UUID] = Counter()
    for length in {len(path) for path in by_path}:
        places = below.annotate(place=Substr("path", 1, length)).values_list("place")
        for place, n in places.annotate(n=Count("pk")):
            if place in by_path:
                found[by_path[place]] += n
    return found


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
    kept = {row.month: row for row in _year([subtree(cell.path)], month)}
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
