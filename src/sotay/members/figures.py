"""What a cell's month says of its members: how many there are at its end, and who came and went in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db.models import Q

from sotay.figures import actions as figures
from sotay.figures.work import Counted, Source, tally
from sotay.kernel.periods import Month
from sotay.members import rules
from sotay.members.models import CellMembership, Member, Standing
from sotay.units.models import Unit

P = ParamSpec("P")
R = TypeVar("R")

_COLUMNS = (
    "members",
    "members_full",
    "members_probationary",
    "members_exempt",
    "members_away",
    "members_here",
    "members_admitted",
    "members_came",
    "members_went",
)


@dataclass(frozen=True, slots=True)
class RollSeat:
    """Somebody on a cell's roll on a day, as that cell sees them."""

    member: UUID
    full: bool
    probationary: bool
    exempt: bool
    away: bool
    here: bool
    barred: bool  # suspended, prosecuted, charged or detained


def rolls(cells: Sequence[Unit], months: Sequence[Month]) -> Mapping[tuple[UUID, Month], list[RollSeat]]:
    """Everybody on each cell's roll at each month's end. Two queries, however many cells and months."""
    sat = _memberships([cell.pk for cell in cells], months)
    standings: dict[UUID, list[Standing]] = defaultdict(list)
    for standing in Standing.objects.filter(member__in={row.member_id for row in sat}).order_by():
        standings[standing.member_id].append(standing)
    found: dict[tuple[UUID, Month], list[RollSeat]] = defaultdict(list)
    for row in sat:
        here = row.kind == CellMembership.Kind.TEMPORARY
        for month in months:
            if rules.in_force(row, month.last):
                status = rules.standing_on(standings[row.member_id], month.last, row.cell_id)
                found[row.cell_id, month].append(_seat(row.member_id, status, here=here))
    return found


def _seat(member: UUID, status: rules.Status, *, here: bool) -> RollSeat:
    return RollSeat(
        member,
        status.full,
        status.probationary,
        status.exempt,
        status.away and not here,
        here,
        status.suspended or status.prosecuted,
    )


def _memberships(cells: Collection[UUID], months: Sequence[Month]) -> list[CellMembership]:
    """Those that held at any time from the first of the months to the last."""
    held = Q(until_on=None) | Q(until_on__gte=months[0].first)
    rows = CellMembership.objects.filter(held, cell__in=cells, from_on__lte=months[-1].last)
    return list(rows.order_by("from_on", "id"))


def count(cells: Sequence[Unit], months: Sequence[Month]) -> Counted:
    """`members*` of the catalog. Guests are counted apart: they are members of another cell."""
    found = tally()
    for (cell, month), seats in rolls(cells, months).items():
        own = [seat for seat in seats if not seat.here]
        found[cell, month].update(
            members=len(own),
            members_full=sum(seat.full for seat in own),
            members_probationary=sum(seat.probationary for seat in own),
            members_exempt=sum(seat.exempt for seat in own),
            members_away=sum(seat.away for seat in own),
            members_here=len(seats) - len(own),
        )
    formal = [
        row
        for row in _memberships([cell.pk for cell in cells], months)
        if row.kind == CellMembership.Kind.FORMAL
    ]
    asked = set(months)
    for row in formal:
        if (came := Month.of(row.from_on)) in asked:
            found[row.cell_id, came]["members_came"] += 1
        if row.until_on is not None and (went := Month.of(row.until_on)) in asked:
            found[row.cell_id, went]["members_went"] += 1
    _admitted(formal, asked, found)
    return found


def _admitted(formal: Iterable[CellMembership], months: set[Month], found: Any) -> None:
    """Whoever was admitted in a month counts in the cell they sat in at its end."""
    rows = list(formal)
    known = Member.objects.filter(pk__in={row.member_id for row in rows}, admitted_on__isnull=False)
    admitted = dict(known.order_by().values_list("pk", "admitted_on"))
    for row in rows:
        day = admitted.get(row.member_id)
        if day is None or day.month is None or (month := Month(day.year, day.month)) not in months:
            continue
        if rules.in_force(row, month.last):
            found[row.cell_id, month]["members_admitted"] += 1


SOURCE = Source("members", _COLUMNS, count)


def cells_of(*members: UUID) -> set[UUID]:
    """Every cell any of the members sits or sat in."""
    return set(CellMembership.objects.filter(member__in=members).order_by().values_list("cell", flat=True))


def keep(cells: Iterable[UUID]) -> None:
    """In every month that is kept: rolls are corrected for days of the past too. Months of before are not
    made; members are often recorded with the day they came, years ago.
    """
    figures.keep_work(cells, SOURCE.name)


def counted(act: Callable[P, R]) -> Callable[P, R]:
    """Of an act on a member or a standing, given by name: keep the figures of every cell they sat in before
    or after it.
    """

    @wraps(act)
    def with_figures(*args: P.args, **kwargs: P.kwargs) -> R:
        given: Any = kwargs.get("member") or kwargs["standing"]
        member = given if isinstance(given, Member) else given.member
        before = cells_of(member.pk)
        result = act(*args, **kwargs)
        keep(before | cells_of(member.pk))
        return result

    return with_figures
