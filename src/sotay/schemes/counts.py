"""How many cells register, implement and are recognised: by unit, by kind of cell, for a year of a scheme.

Source of the two counts: Biểu 3 of the statistics of Hà Nội, 16/3/2026 (DOMAIN-2 sections 2 and 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Substr
from django.http import Http404
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import LABEL, ancestors, inside, subtree
from sotay.kernel.workbook import Sheet, workbook
from sotay.schemes import rules
from sotay.schemes.access import readable_schemes_q
from sotay.schemes.models import Registration, Scheme, SchemeYear
from sotay.units.models import CellType, Kind, Unit
from sotay.units.queries import cells_below


@dataclass(slots=True)
class Sums:
    """Cells in use, and of them those that registered, implement, are recognised, are not recognised."""

    cells: int = 0
    registered: int = 0
    implementing: int = 0
    recognised: int = 0
    refused: int = 0

    def add(self, status: str, recognised: bool | None, n: int) -> None:
        known = rules.Status(status)
        self.registered += n if known in rules.REGISTERED else 0
        self.implementing += n if known in rules.IMPLEMENTING else 0
        self.recognised += n if known is rules.Status.RECOGNISED else 0
        self.refused += n if recognised is False else 0


@dataclass(slots=True)
class Line:
    name: str
    sums: Sums = field(default_factory=Sums)
    unit: Unit | None = None
    registration: UUID | None = None


@dataclass(slots=True)
class Report:
    """A unit's counts in a year of a scheme: a line a kind of cell, and a line a unit directly below."""

    unit: Unit
    year: SchemeYear
    total: Sums = field(default_factory=Sums)
    kinds: list[Line] = field(default_factory=list)
    units: list[Line] = field(default_factory=list)
    of_cells: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.total.registered


def years_for(actor: Actor, unit: Unit) -> QuerySet[SchemeYear]:
    """The years that were called for cells of a unit, the newest first."""
    schemes = Scheme.objects.filter(readable_schemes_q(actor))
    over = [*ancestors(unit.path), unit.path]
    near = inside("scheme__unit__path", subtree(unit.path))
    rows = SchemeYear.objects.filter(near, scheme__in=schemes, called_at__isnull=False)
    rows |= SchemeYear.objects.filter(
        scheme__unit__path__in=over, scheme__in=schemes, called_at__isnull=False
    )
    return rows.select_related("scheme__unit").order_by("-year", "-called_at", "-pk")


def asked_year(actor: Actor, unit: Unit, pk: UUID | None) -> SchemeYear | None:
    """The year that is asked for, else the newest; None where there is none. Http404 for another's."""
    years = years_for(actor, unit)
    if pk is None:
        return years.first()
    found = get_or_none(years, pk)
    if found is None:
        raise Http404
    return found


def report_of(unit: Unit, year: SchemeYear) -> Report:
    """The counts of a unit. Four queries, however many registrations: the database adds up."""
    found = Report(unit, year)
    width = len(unit.path) + LABEL
    children = {child.path: child for child in _children(unit)}
    found.of_cells = any(child.is_cell for child in children.values())
    by_kind: dict[str, Sums] = {}
    by_unit: dict[str, Sums] = {}
    cells = cells_below(unit.path).annotate(child=Substr("path", 1, width)).order_by()
    for child, kind, n in cells.values_list("child", "cell_type").annotate(n=Count("pk")):
        for sums in (found.total, by_kind.setdefault(kind, Sums()), by_unit.setdefault(child, Sums())):
            sums.cells += n
    rows = Registration.objects.filter(inside("cell__path", subtree(unit.path)), year=year).order_by()
    rows = rows.filter(status__in=rules.REGISTERED).annotate(child=Substr(F("cell__path"), 1, width))
    counted = rows.values_list("child", "cell_type", "status", "recognised").annotate(n=Count("pk"))
    for child, kind, status, recognised, n in counted:
        for sums in (found.total, by_kind.setdefault(kind, Sums()), by_unit.setdefault(child, Sums())):
            sums.add(status, recognised, n)
    labels = {**dict(CellType.choices), "": _("Kind not recorded")}
    found.kinds = [Line(str(labels[kind]), by_kind[kind]) for kind in labels if kind in by_kind]
    opened = _registrations(unit, year) if found.of_cells else {}
    found.units = [
        Line(child.name, by_unit[path], child, opened.get(child.pk))
        for path, child in children.items()
        if path in by_unit
    ]
    return found


def _children(unit: Unit) -> QuerySet[Unit]:
    """Also a unit that was closed since: what its cells did stays counted."""
    return Unit.objects.filter(parent=unit).exclude(kind=Kind.GROUP).order_by("name_sort")


def _registrations(unit: Unit, year: SchemeYear) -> dict[UUID, UUID]:
    rows = Registration.objects.filter(year=year, cell__parent=unit, status__in=rules.REGISTERED)
    return dict(rows.order_by().values_list("cell", "pk"))


def header() -> list[str]:
    return [
        _("Cells in use"),
        _("Registered"),
        _("Implementing"),
        _("Recognised"),
        _("Not recognised"),
    ]


def values(sums: Sums) -> Iterator[int]:
    yield from (sums.cells, sums.registered, sums.implementing, sums.recognised, sums.refused)


def as_workbook(found: Report) -> bytes:
    """The counts, by kind of cell and by unit."""
    parts = ((_("By kind of cell"), found.kinds), (_("By unit"), found.units))
    return workbook(*(_sheet(found, title, lines) for title, lines in parts))


def _sheet(found: Report, title: str, lines: Iterable[Line]) -> Sheet:
    return Sheet(
        name=title,
        title=f"{found.year.scheme.name}, {found.year.year}",
        about=found.unit.name,
        columns=[(title, 40), *((words, 14) for words in header())],
        rows=[(line.name, *values(line.sums)) for line in lines],
        after=[(_("Total"), *values(found.total))],
    )
