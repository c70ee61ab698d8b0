"""Reading members: who holds what on a day, and who belongs on a roll."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.tree import Range, inside
from sotay.members import namesakes, rules
from sotay.members.models import (
    Appointment,
    CellMembership,
    Member,
    MemberQuerySet,
    NumberClash,
    Standing,
)
from sotay.members.namesakes import Named
from sotay.units.models import Unit


def in_force(day: date) -> Q:
    """Rows with from_on and until_on that hold on `day`; until_on is the first day they no longer do."""
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gt=day))


def holders(unit_ids: Iterable[UUID], *roles: Role, day: date) -> QuerySet[Appointment]:
    """Appointments to any of the roles in force at any of the units, with their members."""
    return Appointment.objects.filter(in_force(day), unit__in=unit_ids, role__in=roles).select_related(
        "member"
    )


def holder_ids(unit_ids: Iterable[UUID], *roles: Role, day: date) -> set[UUID]:
    """Whom to tell what concerns the units: the members who hold any of the roles there, and the accounts of
    those who hold one and are in no cell."""
    held = holders(unit_ids, *roles, day=day).order_by().values_list("member", "account")
    return {member or account for member, account in held if member or account}


def overseers_of(cell_id: UUID, day: date) -> list[Member]:
    return [row.member for row in holders([cell_id], Role.OVERSEER, day=day) if row.member is not None]


def named(member: Member) -> Named:
    born = member.born_on
    year = str(born.year) if born else ""
    return Named(member.pk, member.full_name, year, member.member_card_no, member.address)


def tell_apart(members: Iterable[Member], among: Mapping[UUID, str] | None = None) -> list[Member]:
    """Set the name each is shown by: among themselves, or by the names `namesakes_in` their cells answers."""
    people = list(members)
    known = among if among is not None else namesakes.labels(named(member) for member in people)
    for member in people:
        member.__dict__["_shown"] = known.get(member.pk, "")
    return people


def namesakes_in(cell_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names to show for those of the cells who share theirs with another there; mostly nobody. One
    query."""
    other = Member.objects.current().filter(
        commune_id=OuterRef("commune_id"), cell=OuterRef("cell"), name_fold=OuterRef("name_fold")
    )
    shared = Member.objects.current().filter(
        Exists(other.exclude(pk=OuterRef("pk"))), cell__in=list(cell_ids)
    )
    found: dict[UUID, str] = {}
    of_a_cell: dict[UUID, list[Member]] = defaultdict(list)
    for member in shared:
        of_a_cell[member.cell_id].append(member)
    for people in of_a_cell.values():
        found |= namesakes.labels(named(member) for member in people)
    return found


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A member on a cell's roll, as that cell sees them on that day.

    `role` is the first role they hold in the cell (the secretary before the deputy), '' for none.
    """

    member: Member
    full: bool
    probationary: bool
    exempt: bool
    away: bool
    here: bool
    suspended: bool
    prosecuted: bool = False
    role: str = ""

    @property
    def role_label(self) -> str:
        """The role in the reader's language, '' for none."""
        return str(Role(self.role).label) if self.role else ""


def roster(cell_id: UUID, day: date) -> list[RosterRow]:
    """Everyone on the cell's roll on `day`, in Vietnamese order of names, namesakes told apart. Three
    queries.

    That is whoever formally sits in the cell (also those away for a while) and those here on
    temporary transfer; who left or has not come yet is not on it.
    """
    memberships = CellMembership.objects.filter(in_force(day), cell=cell_id).select_related("member")
    members = {row.member_id: row.member for row in memberships}
    tell_apart(members.values())
    standings = standings_of(members, day)
    roles: dict[UUID, list[str]] = defaultdict(list)
    for held in Appointment.objects.filter(in_force(day), unit=cell_id, member__in=members):
        if held.member_id is not None and held.role in rules.FROM_THE_CELL:
            roles[held.member_id].append(held.role)
    rows = [
        _roster_row(member, rules.standing_on(standings[member.pk], day, cell_id), roles[member.pk])
        for member in members.values()
    ]
    return sorted(rows, key=lambda row: (row.member.name_sort, row.member.pk))


def committee(unit_id: UUID, day: date) -> list[RosterRow]:
    """Who holds a post in the committee of a unit above cells on `day`, in Vietnamese order of names. Two
    queries. What they are is what they are in the cell they sit in."""
    held = Appointment.objects.filter(in_force(day), unit=unit_id, role__in=rules.POSTS, member__isnull=False)
    roles: dict[Member, list[str]] = defaultdict(list)
    for row in held.select_related("member__cell"):
        if row.member is not None:
            roles[row.member].append(row.role)
    tell_apart(roles)
    standings = standings_of([member.pk for member in roles], day)
    rows = [
        _roster_row(member, rules.standing_on(standings[member.pk], day, member.cell_id), posts)
        for member, posts in roles.items()
    ]
    return sorted(rows, key=lambda row: (row.member.name_sort, row.member.pk))


def _roster_row(member: Member, status: rules.Status, roles: list[str]) -> RosterRow:
    return RosterRow(
        member=member,
        full=status.full,
        probationary=status.probationary,
        exempt=status.exempt,
        away=status.away,
        here=status.here,
        suspended=status.suspended,
        prosecuted=status.prosecuted,
        role=min(roles, key=rules.seniority_line, default=""),
    )


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of the list of members: the member, what they are today, and their first role at home."""

    member: Member
    status: rules.Status
    role: str = ""

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label) if self.role else ""

    def standing_labels(self) -> list[str]:
        """What to say of the standing, the plain full member included."""
        kinds = [kind for kind in Standing.Kind if getattr(self.status, kind.value)]
        return [str(kind.label) for kind in kinds]

    def chips(self) -> list[tuple[str, str]]:
        """(tone, words) of every standing but the ordinary one."""
        return [
            (_TONES[kind], str(kind.label))
            for kind in Standing.Kind
            if kind is not Standing.Kind.FULL and getattr(self.status, kind.value)
        ]


_TONES = {
    Standing.Kind.PROBATIONARY: "info",
    Standing.Kind.EXEMPT: "off",
    Standing.Kind.AWAY: "wait",
    Standing.Kind.HERE: "info",
    Standing.Kind.SUSPENDED: "late",
    Standing.Kind.PROSECUTED: "late",
    Standing.Kind.LEFT: "off",
}


class Transfer(NamedTuple):
    """Where a member came from, and on which day."""

    cell: Unit
    on: date


def latest_transfer(member: Member) -> Transfer | None:
    """The formal transfer that brought the member where they sit; None for one that did not come by one."""
    formal = member.memberships.filter(kind=CellMembership.Kind.FORMAL).select_related("cell")
    now, before = (*formal.order_by("-from_on", "-pk")[:2], None, None)[:2]
    if now is None or before is None or before.until_on != now.from_on:
        return None
    return Transfer(before.cell, now.from_on)


def list_rows(members: Iterable[Member], day: date, cell: Unit | None = None) -> list[ListRow]:
    """The members as `cell` sees them, or as their own cells do, in the order given, those of one name told
    apart.
    Two queries."""
    members = tell_apart(members)
    standings = standings_of([member.pk for member in members], day)
    roles: dict[UUID, list[str]] = defaultdict(list)
    for held in Appointment.objects.filter(in_force(day), member__in=members).order_by():
        if held.member_id is not None:
            roles[held.member_id].append(held.role)
    return [
        ListRow(
            member,
            rules.standing_on(standings[member.pk], day, cell.pk if cell else member.cell_id),
            min(roles[member.pk], key=rules.seniority_line, default=""),
        )
        for member in members
    ]


def standings_of(member_ids: Iterable[UUID], day: date) -> Mapping[UUID, list[Standing]]:
    """The standings in force on `day` of many members. One query."""
    found: dict[UUID, list[Standing]] = defaultdict(list)
    for row in Standing.objects.filter(in_force(day), member__in=list(member_ids)):
        found[row.member_id].append(row)
    return found


def in_sight(actor: Actor, day: date) -> MemberQuerySet:
    """Members whose record the actor may see: in their reach, or here on temporary transfer."""
    ranges = actor.reach(Can.SEE_ROSTER)
    if not ranges:
        return Member.objects.none()
    home = inside("cell__path", *ranges)
    guests = CellMembership.objects.filter(
        in_force(day), inside("cell__path", *ranges), kind=CellMembership.Kind.TEMPORARY
    ).values("member")
    return Member.objects.filter(home | Q(pk__in=guests)).select_related("cell")


def clashes(*ranges: Range) -> list[NumberClash]:
    """Pairs of current members in these parts of the tree who share a number, newest first.

    A pair of which one lies outside is not told of here, so nobody learns of a member they may not see.
    """
    found = NumberClash.objects.filter(
        inside("first__cell__path", *ranges),
        inside("second__cell__path", *ranges),
        first__left_on=None,
        second__left_on=None,
    ).select_related("first__cell", "second__cell")
    return [row for row in found if _same_number(row)]


def _same_number(row: NumberClash) -> bool:
    one, two = (rules.bare(getattr(member, row.field)) for member in (row.first, row.second))
    return bool(one) and one == two


def search(actor: Actor, words: str = "", cell: Unit | None = None, *, day: date) -> MemberQuerySet:
    """Members in sight, also those who left, whose name, card or phone holds every word.

    With `cell` only those of its roll on `day`, and those who left from it.
    """
    found = in_sight(actor, day)
    if cell is not None:
        found = found.filter(Q(cell=cell) | Q(pk__in=_guests_of(cell.pk, day)))
    return found.matching(words) if words else found


def with_standing(members: MemberQuerySet, kind: str, day: date, cell: Unit | None = None) -> MemberQuerySet:
    """Those of the members who have a standing on `day`, as `cell` sees it or as their own cells do."""
    if kind == Standing.Kind.LEFT:
        return members.exclude(left_on=None)
    has = _seen_from(cell).filter(in_force(day), member=OuterRef("pk"), kind=kind)
    return members.current().filter(Exists(has))


def standing_counts(members: MemberQuerySet, day: date, cell: Unit | None = None) -> dict[str, int]:
    """How many of the members have each standing on `day`, as with_standing. Three queries."""
    current = members.current()
    held = _seen_from(cell).filter(in_force(day), member__in=current.values("pk"))
    counts = dict(held.values_list("kind").annotate(n=Count("member", distinct=True)).order_by())
    return {"all": current.count(), **counts, Standing.Kind.LEFT: members.exclude(left_on=None).count()}


def _seen_from(cell: Unit | None) -> QuerySet[Standing]:
    """Standings without those that mean something in another cell only (see rules.standing_on)."""
    if cell is None:
        return Standing.objects.exclude(kind=Standing.Kind.HERE)
    return Standing.objects.filter(~Q(kind__in=rules.OF_ONE_CELL) | Q(cell=cell))


def members_in(cell_ids: Iterable[UUID], day: date) -> dict[UUID, int]:
    """How many members formally sit in each cell on `day`. One query."""
    memberships = CellMembership.objects.filter(
        in_force(day), cell__in=list(cell_ids), kind=CellMembership.Kind.FORMAL
    )
    return dict(memberships.values_list("cell").annotate(n=Count("pk")).order_by())


def _guests_of(cell_id: UUID, day: date) -> QuerySet[CellMembership, UUID]:
    return CellMembership.objects.filter(
        in_force(day), cell=cell_id, kind=CellMembership.Kind.TEMPORARY
    ).values_list("member", flat=True)
