"""Reading schemes: what runs, a cell's registration with its criteria, what waits for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from sotay.figures.catalog import NAMES
from sotay.figures.models import REGULAR, CellMonth
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import Month
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import ancestors
from sotay.members import queries as members
from sotay.members.models import Appointment, Member
from sotay.papers.models import IssuedPaper
from sotay.schemes import measures, rules
from sotay.schemes.access import readable_q, readable_schemes_q
from sotay.schemes.measures import MEASURES, YearSums
from sotay.schemes.models import (
    Criterion,
    Finding,
    Milestone,
    MilestoneComment,
    Registration,
    RegistrationEvent,
    Scheme,
    SchemeYear,
)
from sotay.schemes.rules import Status
from sotay.units.models import CellType, Unit
from sotay.units.queries import cells_below

KIND_OF_RESOLUTION = "NQ"
MOST_ON_TODAY = 1000


def commune_of(cell: Unit) -> Unit | None:
    """The ward or commune a cell lies in; outside every ward the highest unit below the province."""
    return get_or_none(Unit.objects.exclude(pk=cell.pk), cell.commune_id)


def span_of(year: SchemeYear) -> tuple[date, date]:
    """The days on which a milestone of the year may fall."""
    return date(year.year, 1, 1), max(date(year.year, 12, 31), year.assess_until)


def resolutions(cell: Unit) -> QuerySet[IssuedPaper]:
    """Issued resolutions of the cell, the newest first."""
    issued = IssuedPaper.objects.filter(cell=cell, kind=KIND_OF_RESOLUTION, state=IssuedPaper.State.FROZEN)
    return issued.order_by("-frozen_at", "-id")


def overseers_for(cell: Unit) -> list[Member]:
    """Who oversees the cell today, without those who only attend for a month."""
    held = Appointment.objects.filter(
        members.in_force(timezone.localdate()), unit=cell, role=Role.OVERSEER, attends_only=False
    )
    return [row.member for row in held.exclude(member=None).select_related("member__cell") if row.member]


def schemes(actor: Actor) -> QuerySet[Scheme]:
    """The schemes the actor may open, the running ones first, with their years."""
    years = SchemeYear.objects.order_by("-year")
    found = Scheme.objects.filter(readable_schemes_q(actor)).select_related("unit")
    return found.prefetch_related(Prefetch("years", years)).order_by("status", "-created_at", "-id")


def of_cells(cells: Collection[UUID]) -> QuerySet[Registration]:
    rows = Registration.objects.filter(cell__in=list(cells))
    return rows.select_related("cell", "year__scheme__unit").order_by("-year__year", "-id")


@dataclass(frozen=True, slots=True)
class Open:
    """A year a cell may register for."""

    year: SchemeYear
    cell: Unit


def open_for(cells: Iterable[Unit], day: date) -> list[Open]:
    """The years that were called for the cells, can still be registered for, and are not registered for. Two
    queries."""
    known = {cell.pk: cell for cell in Unit.objects.filter(pk__in=[cell.pk for cell in cells])}
    over = {path for cell in known.values() for path in ancestors(cell.path)}
    years = SchemeYear.objects.filter(
        called_at__isnull=False,
        register_by__gte=day,
        scheme__status=Scheme.Status.CALLED,
        scheme__unit__path__in=over,
    ).select_related("scheme__unit")
    own = Registration.objects.filter(cell__in=known)
    years = years.prefetch_related(Prefetch("registrations", own, "own"))
    return [
        Open(year, cell)
        for year in years.order_by("register_by", "pk")
        for cell in known.values()
        if year.scheme.unit.path in ancestors(cell.path)
        and year.scheme.is_for(cell)
        and cell.pk not in {row.cell_id for row in year.own}
    ]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion with what the program computes of it and what cell and check said.

    `value` is in words, '' where there is no data or where people judge; `met` follows from it.
    """

    criterion: Criterion
    value: str = ""
    met: bool | None = None
    url: str = ""
    finding: Finding | None = None

    @property
    def no_data(self) -> bool:
        return self.criterion.is_computed and not self.value


def year_sums(cell: Unit, year: int) -> YearSums:
    """The figures of a cell's year as far as it is kept. One query."""
    rows = CellMonth.objects.filter(cell=cell, month__gte=Month(year, 1), month__lte=Month(year, 12))
    found = [(row["kind"], {name: row[name] for name in NAMES}) for row in rows.values("kind", *NAMES)]
    return measures.sums_of(found, REGULAR)


def criterion_lines(row: Registration) -> list[CriterionLine]:
    """The criteria of a registration. What was computed stays as it was when the cell sent it. Three
    queries."""
    findings = {each.criterion_id: each for each in row.findings.all()}
    criteria = list(row.year.scheme.criteria.all())
    fixed = row.assessed_at is not None
    computed = any(each.is_computed for each in criteria) and not fixed
    sums = year_sums(row.cell, row.year.year) if computed else YearSums({}, {})
    board = reverse("reports:board", args=[row.cell_id])
    return [_line(each, findings.get(each.pk), sums, board, fixed=fixed) for each in criteria]


def _line(
    criterion: Criterion, finding: Finding | None, sums: YearSums, url: str, *, fixed: bool
) -> CriterionLine:
    measure = MEASURES.get(criterion.measure)
    if measure is None:
        return CriterionLine(criterion, finding=finding)
    if fixed and finding is not None:
        return CriterionLine(criterion, finding.computed, finding.computed_met, url, finding)
    value = measure.value(sums)
    reached = rules.met(value, criterion.least or 0, percent=measure.percent)
    return CriterionLine(criterion, measure.shown(value) if value is not None else "", reached, url, finding)


def milestones_of(row: Registration) -> list[Milestone]:
    """The roadmap with its comments and the names of the responsible members told apart."""
    comments = Prefetch("comments", MilestoneComment.objects.order_by("at", "id"))
    rows = list(row.milestones.select_related("responsible").prefetch_related(comments))
    members.tell_apart(each.responsible for each in rows)
    return rows


def history_of(row: Registration) -> list[RegistrationEvent]:
    return list(row.events.order_by("at", "id"))


def newest_move(row: Registration) -> RegistrationEvent | None:
    return row.events.filter(undone_at=None).order_by("-at", "-id").first()


def in_year(actor: Actor, year: SchemeYear) -> QuerySet[Registration]:
    """The registrations of a year that the actor may open."""
    rows = Registration.objects.filter(readable_q(actor), year=year)
    return rows.select_related("cell", "held_by", "overseer").order_by("cell__name_sort", "id")


def published(year: SchemeYear) -> QuerySet[Registration]:
    """What was decided and published, for everybody who reads the scheme: cells and results, no reasons."""
    rows = Registration.objects.filter(year=year, published_at__isnull=False).exclude(recognised=None)
    return rows.select_related("cell", "held_by").order_by("-recognised", "cell__name_sort", "id")


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A quota in one place, worked out."""

    place: str
    cell_type: str  # '' for every kind
    limit: rules.Limit
    share: int | None  # the percentage, None for a number

    @property
    def kind(self) -> str:
        """The kind of cell in words, '' for every kind."""
        return str(dict(CellType.choices).get(self.cell_type, "")) if self.cell_type else ""

    def concerns(self, row: Registration) -> bool:
        return self.cell_type in ("", row.cell_type)


def quota_lines(year: SchemeYear, unit: Unit | None = None) -> list[QuotaLine]:
    """The quotas of a year, each in every place it holds for; with `unit` only those of that ward or commune
    and of the whole. Counted are the cells that were accepted and did not give up. Four queries at most."""
    quotas = list(year.scheme.quotas.all())
    if not quotas:
        return []
    counted: dict[tuple[UUID, str], int] = defaultdict(int)
    taking = Registration.objects.filter(year=year, status__in=rules.IMPLEMENTING).order_by()
    for commune, kind, n in taking.values_list("commune_id", "cell_type").annotate(n=Count("pk")):
        counted[commune, kind] += n
    there: dict[tuple[UUID, str], int] = {}
    in_use = cells_below(year.scheme.unit.path).order_by()
    for commune, kind, n in in_use.values_list("commune_id", "cell_type").annotate(n=Count("pk")):
        there[commune, kind] = n
    communes = {commune for commune, _kind in [*there, *counted]}
    names = dict(Unit.objects.filter(pk__in=communes).order_by("name_sort").values_list("pk", "name"))
    lines = []
    for quota in quotas:
        places: list[tuple[str, set[UUID]]] = [(year.scheme.unit.name, communes)]
        if quota.scope == quota.Scope.UNIT:
            places = [(name, {pk}) for pk, name in names.items() if unit is None or unit.pk == pk]
        for place, within in places:
            cells = _sum(there, within, quota.cell_type)
            allowed = rules.allowed(quota.most, cells, percent=quota.percent)
            limit = rules.Limit(allowed, _sum(counted, within, quota.cell_type), cells)
            lines.append(QuotaLine(place, quota.cell_type, limit, quota.most if quota.percent else None))
    return lines


def _sum(counts: dict[tuple[UUID, str], int], communes: set[UUID], kind: str) -> int:
    return sum(n for (commune, each), n in counts.items() if commune in communes and kind in ("", each))


@dataclass(slots=True)
class TodayRow:
    """A year of a scheme with one registration that concerns the reader, or none where cells can register.

    `milestone` is the earliest one that is not reached and that the reader is responsible for.
    """

    year: UUID
    title: str
    number: int
    register_by: date
    assess_from: date
    assess_until: date
    runs: bool  # called, and the scheme has not ended
    place: str  # of the unit that issued it
    cell_types: list[str]
    registration: UUID | None
    status: str
    cell: UUID | None
    held_by: UUID | None
    published: bool
    late: bool
    milestone: UUID | None
    due_on: date | None


def today_rows(actor: Actor, led: Collection[Unit], offices: Collection[UUID], day: date) -> list[TodayRow]:
    """What Today tells of. One query: years that cells of the reader can register for, with the registrations
    of cells they lead or sit in and those that wait for their offices.
    """
    near = {unit.pk for unit in led} | {grant.unit_id for grant in actor.holds(Role.MEMBER)}
    over = {path for unit in led for path in ancestors(unit.path)}
    waits = Q(registrations__status__in=[Status.SENT, Status.ASSESSED, Status.CHECKED])
    waits |= Q(registrations__status__in=rules.DECIDED, registrations__published_at=None)
    concerns = Q(registrations__cell__in=near) | (Q(registrations__held_by__in=list(offices)) & waits)
    opened = Q(register_by__gte=day, scheme__status=Scheme.Status.CALLED, scheme__unit__path__in=over)
    steps = Milestone.objects.filter(registration=OuterRef("part"), done_on=None).order_by(
        "due_on", "position"
    )
    own = steps.filter(responsible=actor.member_id, registration__status=Status.ACCEPTED)
    rows = SchemeYear.objects.filter(called_at__isnull=False)
    rows = rows.annotate(part=FilteredRelation("registrations", condition=concerns))
    rows = rows.filter(opened | Q(part__isnull=False)).annotate(
        late=Exists(steps.filter(due_on__lt=day)), own=Subquery(own.values("pk")[:1])
    )
    rows = rows.annotate(own_due=Subquery(own.values("due_on")[:1])).order_by("register_by", "pk", "part__pk")
    columns = ("pk", "scheme__name", "year", "register_by", "assess_from", "assess_until", "scheme__status")
    more = ("scheme__unit__path", "scheme__cell_types", "part__pk", "part__status", "part__cell")
    last = ("part__held_by", "part__published_at", "late", "own", "own_due")
    found = rows.values_list(*columns, *more, *last)[:MOST_ON_TODAY]
    return [_today(row) for row in found]


def _today(row: tuple[Any, ...]) -> TodayRow:
    """From the columns of `today_rows`, in their order."""
    *year, status, place, kinds, part, stands, cell, held_by, published, late, own, due = row
    runs = status == Scheme.Status.CALLED
    rest = (part, stands or "", cell, held_by, published is not None, bool(late), own, due)
    values: list[Any] = [*year, runs, place, kinds, *rest]
    return TodayRow(*values)


def kinds_of(cells: Collection[UUID]) -> dict[UUID, str]:
    """The kinds of some cells. One query."""
    return dict(Unit.objects.filter(pk__in=list(cells)).order_by().values_list("pk", "cell_type"))


def unpublished(year: SchemeYear, units: Collection[UUID]) -> dict[UUID, int]:
    """How many decisions of a year each of the units has not published. One query."""
    rows = Registration.objects.filter(
        year=year, held_by__in=list(units), status__in=rules.DECIDED, published_at=None
    )
    return dict(rows.order_by().values_list("held_by").annotate(n=Count("pk")))
