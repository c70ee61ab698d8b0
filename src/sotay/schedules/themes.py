"""The thematic plan: themes of a year by quarter, planned by a cell or for it from above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.audit import actions as audit
from sotay.figures.models import CellMonth
from sotay.kernel.actor import Actor, Role
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import Month
from sotay.kernel.text import tidy
from sotay.kernel.tree import ancestors
from sotay.meetings.preparation.planned_themes import Theme
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.schedules import rules
from sotay.schedules.models import PlannedTheme
from sotay.units.models import Unit
from sotay.units.queries import units_at


def planned_for(unit: Unit) -> QuerySet[PlannedTheme]:
    """What a unit planned itself and, for a cell, what units above planned for it; its own first."""
    above = Q(unit__path__in=ancestors(unit.path)) & (Q(cells=None) | Q(cells=unit.pk))
    rows = PlannedTheme.objects.filter(Q(unit=unit) | above) if unit.is_cell else None
    rows = rows if rows is not None else PlannedTheme.objects.filter(unit=unit)
    return rows.select_related("unit", "presenter").prefetch_related("cells").distinct()


def planned_theme(cell: Unit, month: Month) -> Theme | None:
    """For `meetings.planned_themes`: the cell's own theme of the month, else one planned above."""
    rows = list(planned_for(cell).filter(month=month))
    rows.sort(key=lambda row: row.unit_id != cell.pk)
    return Theme(rows[0].title, rows[0].presenter) if rows else None


@dataclass(frozen=True, slots=True)
class QuarterPlan:
    """A quarter of the plan; `held` counts thematic meetings of a cell, None for a unit above."""

    number: int
    themes: list[PlannedTheme]
    held: int | None
    is_over: bool

    @property
    def is_missing(self) -> bool:
        return not self.themes and not self.held


def plan_of(unit: Unit, year: int, day: date) -> list[QuarterPlan]:
    """The four quarters of a year. Three queries."""
    first, last = Month(year, 1), Month(year, 12)
    rows = list(planned_for(unit).filter(month__gte=first, month__lte=last))
    held: dict[Month, int] = {}
    if unit.is_cell:
        kept = CellMonth.objects.filter(cell=unit, month__gte=first, month__lte=last, thematic__gt=0)
        held = dict(kept.values_list("month", "thematic"))
    return [
        QuarterPlan(
            number=number,
            themes=[row for row in rows if begins <= row.month <= ends],
            held=sum(n for month, n in held.items() if begins <= month <= ends) if unit.is_cell else None,
            is_over=ends < Month.of(day),
        )
        for number, (begins, ends) in enumerate(rules.quarters_of(year), start=1)
    ]


@transaction.atomic
def plan(
    *,
    unit: Unit,
    by: Actor,
    month: Month,
    title: str,
    aim: str = "",
    presenter: Member | None = None,
    cells: list[Unit] | None = None,
    theme: PlannedTheme | None = None,
) -> PlannedTheme:
    """Plan a theme, or change one. Whoever newly presents it is told."""
    row = PlannedTheme.objects.select_for_update(of=("self",)).get(pk=theme.pk) if theme else None
    before = row.presenter_id if row else None
    row = row or PlannedTheme(unit=unit)
    row.month, row.title, row.aim, row.presenter = month, tidy(title), aim.strip(), presenter
    row.planned_by_name = by.name
    row.save()
    row.cells.set(cells or [])
    code = "theme.changed" if theme else "theme.planned"
    audit.record(by, code, row, month=month.label(), unit=unit.name)
    if presenter and presenter.pk != before:
        url = reverse("schedules:themes", args=[unit.pk])
        told = {"title": row.title, "month": month.label()}
        notify.tell([presenter.pk], "theme.presents", url, by=by, **told)
    return row


@transaction.atomic
def drop(*, theme: PlannedTheme, by: Actor) -> None:
    """Take a theme out of the plan. Meetings that were set up with it keep it."""
    audit.record(by, "theme.dropped", theme, month=theme.month.label(), unit=theme.unit.name)
    theme.delete()


def locked(theme: PlannedTheme) -> PlannedTheme:
    return PlannedTheme.objects.select_for_update(of=("self",)).select_related("unit").get(pk=theme.pk)


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """In the last month of a quarter, for the secretary of a cell that has neither held nor planned a theme.
    One query, and none in other months."""
    month = Month.of(day)
    begins, ends = month.quarter_first, month.quarter_last
    cells = [unit for unit in units_at(actor, Role.SECRETARY) if unit.is_cell] if month == ends else []
    if not cells:
        return
    planned = PlannedTheme.objects.filter(unit=OuterRef("pk"), month__gte=begins, month__lte=ends)
    kept = CellMonth.objects.filter(cell=OuterRef("pk"), month__gte=begins, month__lte=ends, thematic__gt=0)
    without = Unit.objects.filter(pk__in=[cell.pk for cell in cells])
    for cell in without.filter(~Exists(planned), ~Exists(kept)):
        title = _("No thematic meeting this quarter yet, and none planned")
        says, button = _("Choose a theme and who prepares it."), _("Plan a theme")
        url = reverse("schedules:theme_add", args=[cell.pk])
        matter = ("theme", cell.pk)
        yield Need("theme", Urgency.SOON, title, says, button, url, matter=matter, unit=cell.name)
