"""Reading a cell's assignments of a year: its lines by member, and who has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sotay import regulations
from sotay.assignments import rules
from sotay.assignments.models import Adoption, Task, TaskMember, YearLine, YearList
from sotay.kernel.actor import Actor
from sotay.members.models import CellMembership, Member, Standing
from sotay.members.queries import RosterRow, in_force, roster
from sotay.papers.access import readable_by
from sotay.papers.models import IssuedPaper
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of


@dataclass(slots=True)
class MemberLines:
    """A member with their lines of the year, adopted and drafted, and their commitment."""

    member: Member
    lines: list[YearLine] = field(default_factory=list)
    commitment: Task | None = None
    called_for: bool = True  # whether a task is called for

    @property
    def is_without(self) -> bool:
        return self.called_for and not self.lines


@dataclass(frozen=True, slots=True)
class YearPage:
    """The list of a year as one reader sees it: drafts only for who prepares the cell's meetings."""

    year_list: YearList | None
    people: list[MemberLines]
    adoptions: list[Adoption]
    drafted: int

    @property
    def without(self) -> list[Member]:
        """Those a task is called for and who have not even a draft."""
        return [row.member for row in self.people if row.is_without]


def year_page(cell: Unit, year: int, day: date, *, drafts: bool) -> YearPage:
    """At most eight queries, however many members."""
    found = YearList.objects.filter(cell=cell, year=year).first()
    lines = list(_lines(found, drafts=drafts)) if found else []
    settings = settings_of(cell, day)
    people = {
        row.member.pk: MemberLines(row.member, called_for=_called_for(row, settings))
        for row in roster(cell.pk, day)
    }
    for line in lines:
        if line.member_id not in people:  # has gone elsewhere since
            people[line.member_id] = MemberLines(line.member, called_for=False)
        people[line.member_id].lines.append(line)
    if drafts:
        for member_id, task in _commitments(cell, year).items():
            if member_id in people:
                people[member_id].commitment = task
    adoptions = list(found.adoptions.all()) if found else []
    ordered = sorted(people.values(), key=lambda row: (row.member.name_sort, row.member.pk))
    return YearPage(found, ordered, adoptions, sum(line.adoption_id is None for line in lines))


def _lines(found: YearList, *, drafts: bool) -> list[YearLine]:
    rows = found.lines.select_related("member", "follower", "task", "adoption")
    return list(rows if drafts else rows.filter(adoption__isnull=False))


def _commitments(cell: Unit, year: int) -> Mapping[UUID, Task]:
    rows = TaskMember.objects.filter(
        cell=cell, task__kind=Task.Kind.COMMITMENT, task__due_on=date(year, 12, 31)
    )
    rows = rows.exclude(task__state=rules.DROPPED).select_related("task")
    return {row.member_id: row.task for row in rows}


def _called_for(row: RosterRow, settings: Settings) -> bool:
    seat = rules.Seat(
        member=row.member.pk,
        exempt=row.exempt,
        away=row.away,
        here=row.here,
        barred=row.suspended or row.prosecuted,
    )
    return rules.has_to_have_a_task(
        seat,
        temporary_too=settings["member-tasks.temporary_members_too"],
        exempt_too=settings["member-tasks.exempt_members_too"],
    )


@dataclass(frozen=True, slots=True)
class YearState:
    """How far a cell is with the assignments of a year, and who has no task of that list."""

    adopted: bool
    without: tuple[Member, ...]


def year_state(cell: Unit, day: date) -> YearState:
    """Who on the roll has no task of this year's list that was not dropped. One query; a second where an
    exempt member has none, since units may call for one."""
    of_list = TaskMember.objects.filter(
        ~Q(task__state=rules.DROPPED), task__year_list__cell=cell, task__year_list__year=day.year
    )
    in_force_now = Standing.objects.filter(in_force(day), member=OuterRef("member"))
    kind = Standing.Kind
    rows = (
        CellMembership.objects.filter(in_force(day), cell=cell)
        .filter(~Exists(of_list.filter(member=OuterRef("member"))))
        .annotate(
            adopted=Exists(of_list),
            exempt=Exists(in_force_now.filter(kind=kind.EXEMPT)),
            away=Exists(in_force_now.filter(kind=kind.AWAY)),
            barred=Exists(in_force_now.filter(kind__in=(kind.SUSPENDED, kind.PROSECUTED))),
        )
        .select_related("member")
        .order_by("member__name_sort", "member")
    )
    found = list(rows)
    flags = _flags(cell, day, any(row.exempt for row in found))
    without = tuple(
        row.member
        for row in found
        if rules.has_to_have_a_task(
            rules.Seat(
                member=row.member_id,
                exempt=row.exempt,
                away=row.away and row.kind == CellMembership.Kind.FORMAL,
                here=row.kind == CellMembership.Kind.TEMPORARY,
                barred=row.barred,
            ),
            **flags,
        )
    )
    return YearState(not found or found[0].adopted, without)


def _flags(cell: Unit, day: date, some_exempt: bool) -> dict[str, bool]:
    """What the rules in force say of who has a task; the cell's own setting only where it matters."""
    book: Mapping[str, bool] | None = settings_of(cell, day) if some_exempt else None
    points = ("temporary_members_too", "exempt_members_too")
    values = (
        book[f"member-tasks.{name}"] if book else regulations.on(day).value(f"member-tasks.{name}")
        for name in points
    )
    return dict(zip(("temporary_too", "exempt_too"), values, strict=True))


def resolutions(actor: Actor, cell: Unit, day: date) -> list[IssuedPaper]:
    """Resolutions and conclusions the cell issued in the last year, that the actor may read."""
    rows = IssuedPaper.objects.filter(
        readable_by(actor),
        cell=cell,
        kind__in=("NQ", "KL"),
        state=IssuedPaper.State.FROZEN,
        frozen_at__date__gte=day - timedelta(days=365),
    )
    return list(rows.order_by("-frozen_at")[:24])
