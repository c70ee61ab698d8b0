"""The resolution book, standings that end, and the counts of a unit. Read from what other apps keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from sotay.kernel.actor import Actor
from sotay.kernel.periods import Month
from sotay.members import rules as members
from sotay.members.models import CellMembership, Member, Standing
from sotay.members.queries import in_force
from sotay.papers.access import readable_by
from sotay.papers.models import IssuedPaper
from sotay.units.models import Unit
from sotay.units.settings import settings_of

RESOLUTION = "NQ"


def resolutions(cell: Unit, actor: Actor, year: int) -> QuerySet[IssuedPaper]:
    """The resolutions of a cell that were issued for the months of a year, in the order of their numbers."""
    first, last = Month(year, 1), Month(year, 12)
    rows = IssuedPaper.objects.filter(
        readable_by(actor),
        cell=cell,
        kind=RESOLUTION,
        state=IssuedPaper.State.FROZEN,
        month__range=(first, last),
    )
    return rows.order_by("month", "number", "frozen_at")


def years_of_resolutions(cell: Unit, actor: Actor) -> list[int]:
    """The years the book has something for, the newest first."""
    rows = IssuedPaper.objects.filter(
        readable_by(actor), cell=cell, kind=RESOLUTION, state=IssuedPaper.State.FROZEN, month__isnull=False
    )
    return sorted({month.year for month in rows.order_by().values_list("month", flat=True).distinct()})[::-1]


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A standing that ends or has to be decided about. `due_on` is the day, None when it has no end."""

    member: Member
    standing: Standing
    due_on: date | None

    def is_over(self, day: date) -> bool:
        return self.due_on is not None and self.due_on <= day


SHOWN = (
    Standing.Kind.PROBATIONARY,
    Standing.Kind.EXEMPT,
    Standing.Kind.AWAY,
    Standing.Kind.HERE,
    Standing.Kind.SUSPENDED,
    Standing.Kind.PROSECUTED,
)


def statuses(cell: Unit, day: date) -> list[StatusLine]:
    """What the members of a cell are besides full members, what ends first first. Two queries."""
    sits = CellMembership.objects.filter(in_force(day), cell=cell).values("member")
    rows = Standing.objects.filter(
        in_force(day), Q(cell=cell) | ~Q(kind__in=members.OF_ONE_CELL), member__in=sits, kind__in=SHOWN
    )
    months = settings_of(cell, day)["charter-implementation.probation_months"]
    lines = [StatusLine(row.member, row, _due(row, months)) for row in rows.select_related("member")]
    return sorted(lines, key=lambda line: (line.due_on or date.max, line.member.name_sort))


def _due(row: Standing, months: int) -> date | None:
    if row.kind == Standing.Kind.PROBATIONARY:
        return members.probation_due(row.member.admitted_on, months)
    return row.until_on


def ended_exemptions(cell: Unit, since: date, day: date) -> Iterator[Standing]:
    """Exemptions of the cell's members that ended from `since` on and were not given again. One query."""
    sits = CellMembership.objects.filter(in_force(day), cell=cell).values("member")
    rows = Standing.objects.filter(kind=Standing.Kind.EXEMPT, member__in=sits, member__left_on=None)
    found = list(rows.select_related("member"))
    now = {row.member_id for row in found if members.in_force(row, day)}
    for row in found:
        if row.until_on and since <= row.until_on <= day and row.member_id not in now:
            yield row
