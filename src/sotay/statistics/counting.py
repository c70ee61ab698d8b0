"""Counts of the members, cells and committees below a unit as of a day.

The database groups and counts; what comes back is a few numbers for each unit directly below, never a row a
member. How often it is asked depends on what is counted, not on how many there are.

Units are placed by today's tree. Whoever sits formally in a cell on the day is counted there, also who is
away for a while; guests are counted at home.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from django.db import connection
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length, Substr

from sotay.figures.models import CellMonth
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.kernel.text import search_key
from sotay.kernel.tree import LABEL, inside, subtree
from sotay.members.models import Appointment, CellMembership, Standing
from sotay.members.queries import in_force
from sotay.registers.training.models import Attendance
from sotay.schemes.models import Registration
from sotay.schemes.rules import IMPLEMENTING
from sotay.schemes.rules import Status as SchemeStatus
from sotay.statistics.dimensions import (
    DIMENSIONS,
    KINH,
    NO_RELIGION,
    OF_LEADERS,
    Book,
    big_bands,
    group_bands,
    size_bands,
    years_before,
)
from sotay.statistics.rules import UNKNOWN, Band, Breakdown, Protected
from sotay.units.models import Kind, Unit, UnitQuerySet, UnitVersion

ByChild: TypeAlias = dict[str, Counter[str]]
"""Numbers by category, for each path of a unit directly below."""
FORMAL = CellMembership.Kind.FORMAL
FOUR_GOODS = ("bon tot", "4 tot")
"""How a scheme of "bốn tốt" is named, as `search_key` writes it."""


@dataclass(frozen=True)
class Frame:
    """What is counted: a unit's subtree as of `day`, and what happened from `since` to it."""

    unit: Unit
    day: date
    since: date
    book: Book

    @property
    def year_first(self) -> date:
        return self.day.replace(month=1, day=1)

    @property
    def year_last(self) -> date:
        return self.day.replace(month=12, day=31)

    def child(self, column: str) -> Substr:
        return Substr(column, 1, len(self.unit.path) + LABEL)

    def below(self, column: str) -> Q:
        return inside(column, subtree(self.unit.path))


@dataclass
class Counted:
    """The numbers of the unit, and of each unit directly below by its path."""

    own: dict[Breakdown, Counter[str]] = field(default_factory=dict)
    children: dict[str, dict[Breakdown, Counter[str]]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, what: Breakdown, found: ByChild, own: Counter[str] | None = None) -> None:
        self.own[what] = own if own is not None else sum(found.values(), Counter())
        for child, counts in found.items():
            self.children[child][what] = counts

    def number(self, what: Breakdown, category: str = "") -> int:
        """Of one category; without one, of them all."""
        counts = self.own.get(what, Counter())
        return counts[category] if category else sum(counts.values())


# --- people of a roll

PEOPLE = ("members", "admitted", "admitted_in_year", "minority", "religious", "students")
LEADERS = ("secretaries", "committee")


def _since(day: date) -> str:
    """The least partial date that may mean this day: in a year's first month, the bare year."""
    if day.day > 1:
        return str(day)
    return f"{day:%Y-%m}" if day.month > 1 else f"{day:%Y}"


def _part(frame: Frame, population: str) -> Q:
    """Which of all members belong to a population."""
    match population:
        case "admitted" | "admitted_in_year":
            first = frame.since if population == "admitted" else frame.year_first
            return Q(member__admitted_on__gte=_since(first), member__admitted_on__lte=str(frame.day))
        case "minority":
            return Q(member__ethnicity__gt="") & ~Q(member__ethnicity__in=KINH)
        case "religious":
            return Q(member__religion__gt="") & ~Q(member__religion__in=NO_RELIGION)
        case "students":
            return Q(cell__cell_type="students")
        case _:
            return Q()


def roll(frame: Frame) -> QuerySet[CellMembership]:
    """Everybody who sits formally in a cell of the unit on the day."""
    return CellMembership.objects.filter(
        in_force(frame.day), frame.below("cell__path"), kind=FORMAL
    ).order_by()


def _people(frame: Frame, wanted: Iterable[Breakdown]) -> dict[Breakdown, ByChild]:
    """Populations of members by any dimensions, in one reading of the rolls: the database counts every
    category for each unit directly below."""
    rows = roll(frame).annotate(child=frame.child("cell__path")).values("child")
    return _conditional(frame, rows, wanted, lambda name: _part(frame, name), lambda q: Count("pk", filter=q))


def _leaders(frame: Frame, wanted: Iterable[Breakdown]) -> dict[Breakdown, ByChild]:
    """Secretaries, and all of the committees, of cells by any dimensions, in one query."""
    roles = {
        "secretaries": Q(role=Role.SECRETARY),
        "committee": Q(role__in=(Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)),
    }
    held = Appointment.objects.filter(
        in_force(frame.day),
        frame.below("unit__path"),
        roles["committee"],
        unit__kind=Kind.CELL,
        member__isnull=False,
    ).order_by()
    rows = held.annotate(child=frame.child("unit__path")).values("child")
    return _conditional(
        frame, rows, wanted, roles.__getitem__, lambda q: Count("member", filter=q, distinct=True)
    )


def _conditional(
    frame: Frame,
    rows: Any,
    wanted: Iterable[Breakdown],
    part: Callable[[str], Q],
    number: Callable[[Q], Count],
) -> dict[Breakdown, ByChild]:
    """One query with a count for every category of every breakdown."""
    asked: dict[str, tuple[Breakdown, str]] = {}
    counts: dict[str, Count] = {}
    for what in wanted:
        parts = DIMENSIONS[what.by].parts("member__", frame.day, frame.book) if what.by else [("", Q())]
        for category, condition in parts:
            alias = f"n{len(asked)}"
            asked[alias] = (what, category)
            counts[alias] = number(part(what.population) & condition)
    found: dict[Breakdown, ByChild] = {what: defaultdict(Counter) for what, _category in asked.values()}
    for row in rows.annotate(**counts):
        for alias, (what, category) in asked.items():
            if row[alias]:
                found[what][row["child"]][category] = row[alias]
    return found


# --- standings


def _status(frame: Frame) -> dict[Breakdown, ByChild]:
    """Full members and probationary ones; who is recorded as neither."""
    rows = _asked(
        """
        SELECT child, CASE best WHEN 2 THEN 'full' WHEN 1 THEN 'probationary' ELSE 'unknown' END, COUNT(*)
        FROM (
          SELECT m.id, SUBSTR(u.path, 1, %(width)s) AS child,
            MAX(CASE s.kind WHEN 'full' THEN 2 WHEN 'probationary' THEN 1 ELSE 0 END) AS best
          FROM units_unit u JOIN members_cellmembership m ON m.cell_id = u.id
          LEFT JOIN members_standing s ON s.member_id = m.member_id AND s.kind IN ('full', 'probationary')
            AND s.from_on <= %(day)s AND (s.until_on IS NULL OR s.until_on > %(day)s)
          WHERE m.kind = 'formal' AND m.from_on <= %(day)s AND (m.until_on IS NULL OR m.until_on > %(day)s)
            AND u.path >= %(low)s AND u.path < %(high)s
          GROUP BY m.id, u.path) AS each_member
        GROUP BY 1, 2
        """,
        frame,
    )
    return {Breakdown("members", "status"): _gathered(rows)}


def _exempt(frame: Frame) -> dict[Breakdown, ByChild]:
    """Those exempt on the day: how many, by the reason, and how often they have been, that time included."""
    rows = _asked(
        """
        SELECT child,
          CASE WHEN ground IN ('age', 'weakness') THEN 'age' WHEN ground = '' THEN 'unknown' ELSE 'other' END,
          CASE times WHEN 1 THEN '1' WHEN 2 THEN '2' ELSE '3-' END, COUNT(*)
        FROM (
          SELECT m.id, SUBSTR(u.path, 1, %(width)s) AS child, COUNT(*) AS times,
            MAX(CASE WHEN s.until_on IS NULL OR s.until_on > %(day)s THEN 1 ELSE 0 END) AS still,
            MAX(CASE WHEN s.until_on IS NULL OR s.until_on > %(day)s THEN s.ground ELSE '' END) AS ground
          FROM units_unit u JOIN members_cellmembership m ON m.cell_id = u.id
          JOIN members_standing s ON s.member_id = m.member_id AND s.kind = 'exempt' AND s.from_on <= %(day)s
          WHERE m.kind = 'formal' AND m.from_on <= %(day)s AND (m.until_on IS NULL OR m.until_on > %(day)s)
            AND u.path >= %(low)s AND u.path < %(high)s
          GROUP BY m.id, u.path) AS each_member
        WHERE still = 1 GROUP BY 1, 2, 3
        """,
        frame,
    )
    total: ByChild = defaultdict(Counter)
    grounds: ByChild = defaultdict(Counter)
    times: ByChild = defaultdict(Counter)
    for child, ground, often, n in rows:
        for by_child, category in ((total, ""), (grounds, ground), (times, often)):
            by_child[child][category] += n
    return {
        Breakdown("exempt"): total,
        Breakdown("exempt", "ground"): grounds,
        Breakdown("exempt", "times"): times,
    }


def _asked(sql: str, frame: Frame, **more: str | int) -> list[Any]:
    """What a query written for a report answers. It says only what both databases understand."""
    below = subtree(frame.unit.path)
    width = len(frame.unit.path) + LABEL
    said: dict[str, str | int | date] = {"day": frame.day, "width": width, **more}
    with connection.cursor() as cursor:
        cursor.execute(sql, {**said, "low": below.low, "high": below.high})
        return list(cursor.fetchall())


def _with_standing(frame: Frame, *kinds: Standing.Kind) -> ByChild:
    """Members with one of these standings in force, each once."""
    still = Q(member__standings__until_on=None) | Q(member__standings__until_on__gt=frame.day)
    rows = roll(frame).filter(
        still, member__standings__kind__in=kinds, member__standings__from_on__lte=frame.day
    )
    by_child = rows.annotate(child=frame.child("cell__path")).values_list("child")
    counted = by_child.annotate(n=Count("member", distinct=True))
    return _gathered((child, "", n) for child, n in counted)


def _guests(frame: Frame) -> ByChild:
    """Here for a while from another cell."""
    rows = CellMembership.objects.filter(
        in_force(frame.day), frame.below("cell__path"), kind=CellMembership.Kind.TEMPORARY
    ).order_by()
    rows = rows.annotate(child=frame.child("cell__path"))
    return _gathered((child, "", n) for child, n in rows.values_list("child").annotate(n=Count("pk")))


# --- who came and left


def _moves(frame: Frame) -> tuple[ByChild, Counter[str]]:
    """Of a period: transfers into and out of a unit, and who left the Party by cause. Within a unit a
    transfer is neither; so what a unit has is not the sum of those below it.
    """
    found: ByChild = defaultdict(Counter)
    own: Counter[str] = Counter()
    in_period = Q(from_on__gte=frame.since, from_on__lte=frame.day)
    here, there = frame.below("cell__path"), frame.below("member__memberships__cell__path")
    moved = CellMembership.objects.filter(
        in_period,
        here | there,
        kind=FORMAL,
        member__memberships__kind=FORMAL,
        member__memberships__until_on=F("from_on"),
    ).order_by()
    rows = moved.annotate(
        to=Case(When(here, then=frame.child("cell__path")), default=Value("")),
        out_of=Case(When(there, then=frame.child("member__memberships__cell__path")), default=Value("")),
    )
    for to, out_of, n in rows.values_list("to", "out_of").annotate(n=Count("pk")):
        if to == out_of:
            continue
        for child, what in ((to, "in"), (out_of, "out")):
            if child:
                found[child][what] += n
        if not (to and out_of):
            own["in" if to else "out"] += n
    gone = Standing.objects.filter(in_period, frame.below("cell__path"), kind=Standing.Kind.LEFT).order_by()
    cause = Case(When(cause=Standing.Cause.TRANSFERRED, then=Value("out")), default=F("cause"))
    rows_left = gone.annotate(child=frame.child("cell__path"), label=cause)
    for child, what, n in rows_left.values_list("child", "label").annotate(n=Count("member", distinct=True)):
        found[child][what] += n
        own[what] += n
    return found, own


def _badges(frame: Frame) -> ByChild:
    """Whose years of a badge are complete in the year of the day, by the years. Only exact dates tell."""
    years = frame.book["party-badges.years"]
    label = Case(
        *(
            When(
                member__admitted_on__gte=years_before(frame.year_first, n),
                member__admitted_on__lte=years_before(frame.year_last, n),
                then=Value(str(n)),
            )
            for n in years
        ),
        default=Value(""),
    )
    exact = roll(frame).annotate(written=Length("member__admitted_on")).filter(written=len("2026-12-31"))
    rows = exact.annotate(child=frame.child("cell__path"), label=label).exclude(label="")
    return _gathered(rows.values_list("child", "label").annotate(n=Count("pk")))


def _trained(frame: Frame) -> ByChild:
    """Members who completed a course begun in the period, by its kind."""
    rows = Attendance.objects.filter(
        frame.below("cell__path"),
        result=Attendance.Result.DONE,
        course__from_on__gte=frame.since,
        course__from_on__lte=frame.day,
    ).order_by()
    rows = rows.annotate(child=frame.child("cell__path"))
    return _gathered(rows.values_list("child", "course__kind").annotate(n=Count("pk")))


# --- organisations


def _in_use(frame: Frame, kind: Kind) -> UnitQuerySet:
    day = frame.day
    founded = Q(founded_on=None) | Q(founded_on__lte=day)
    still = Q(closed_on=None) | Q(closed_on__gt=day)
    return Unit.objects.filter(founded, still, frame.below("path"), kind=kind).order_by()


def _sizes(frame: Frame) -> dict[Breakdown, ByChild]:
    """Cells by how many sit formally in each; of big ones how many are divided into groups."""
    size, size_said = _band_case("size", size_bands(frame.book))
    big, big_said = _band_case("big", big_bands(frame.book))
    rows = _asked(
        f"""
        SELECT SUBSTR(path, 1, %(width)s), {size}, {big}, divided, COUNT(*) FROM (
          SELECT u.path AS path, COUNT(m.id) AS n, CASE WHEN EXISTS (
              SELECT 1 FROM units_unit g WHERE g.parent_id = u.id AND g.kind = 'group'
              AND (g.founded_on IS NULL OR g.founded_on <= %(day)s)
              AND (g.closed_on IS NULL OR g.closed_on > %(day)s)
            ) THEN 1 ELSE 0 END AS divided
          FROM units_unit u LEFT JOIN members_cellmembership m ON m.cell_id = u.id AND m.kind = 'formal'
            AND m.from_on <= %(day)s AND (m.until_on IS NULL OR m.until_on > %(day)s)
          WHERE u.kind = 'cell' AND u.path >= %(low)s AND u.path < %(high)s
            AND (u.founded_on IS NULL OR u.founded_on <= %(day)s)
            AND (u.closed_on IS NULL OR u.closed_on > %(day)s)
          GROUP BY u.id, u.path) AS cells
        GROUP BY 1, 2, 3, 4
        """,  # noqa: S608 - the cases are built from whole numbers, which are parameters
        frame,
        **size_said,
        **big_said,
    )
    found: dict[Breakdown, ByChild] = {
        what: defaultdict(Counter) for what in (Breakdown("cells", "size"), BIG, DIVIDED)
    }
    for child, band, of_big, groups, n in rows:
        found[Breakdown("cells", "size")][child][band] += n
        if of_big:
            found[BIG][child][of_big] += n
            found[DIVIDED][child][of_big] += n if groups else 0
    return found


def _by_groups(frame: Frame) -> dict[Breakdown, ByChild]:
    """Cells that met by Party group in the months of the period, and how often their groups met, by how many
    sit formally in each on the day."""
    size, size_said = _band_case("size", group_bands(frame.book))
    rows = _asked(
        f"""
        SELECT SUBSTR(path, 1, %(width)s), {size}, COUNT(*), SUM(held) FROM (
          SELECT u.path AS path, met.held AS held, COUNT(m.id) AS n
          FROM units_unit u JOIN (
            SELECT cell_id, SUM(closed + signed + reported) AS held FROM {CellMonth._meta.db_table}
            WHERE kind = 'group' AND month >= %(first)s AND month <= %(last)s
            GROUP BY cell_id HAVING SUM(closed + signed + reported) > 0) AS met ON met.cell_id = u.id
          LEFT JOIN members_cellmembership m ON m.cell_id = u.id AND m.kind = 'formal'
            AND m.from_on <= %(day)s AND (m.until_on IS NULL OR m.until_on > %(day)s)
          WHERE u.path >= %(low)s AND u.path < %(high)s
          GROUP BY u.id, u.path, met.held) AS cells
        GROUP BY 1, 2
        """,  # noqa: S608 - the cases are built from whole numbers, which are parameters
        frame,
        first=str(Month.of(frame.since)),
        last=str(Month.of(frame.day)),
        **size_said,
    )
    return {
        BY_GROUPS: _gathered((child, band, cells) for child, band, cells, _held in rows if band),
        GROUP_MEETINGS: _gathered((child, band, int(held)) for child, band, _cells, held in rows if band),
    }


def _reorganised(frame: Frame) -> dict[Breakdown, ByChild]:
    """What happened to organisations in the period, by the history of the tree: founded, closed, put under
    another, renamed. One of which two things are true counts in both. Two queries."""
    found: dict[Breakdown, ByChild] = {what: defaultdict(Counter) for what in REORGANISED.values()}
    kinds, days = list(REORGANISED), (frame.since, frame.day)
    units = Unit.objects.filter(frame.below("path"), kind__in=kinds).order_by()
    rows = units.annotate(child=frame.child("path")).values("child", "kind")
    began_and_ended = rows.annotate(
        founded=Count("pk", filter=Q(founded_on__range=days)),
        closed=Count("pk", filter=Q(closed_on__range=days)),
    )
    before = UnitVersion.objects.filter(unit=OuterRef("unit"), until_on=OuterRef("from_on"))
    versions = UnitVersion.objects.filter(
        frame.below("unit__path"), applied=True, from_on__range=days, unit__kind__in=kinds
    ).order_by()
    versions = versions.annotate(
        child=frame.child("unit__path"),
        old_parent=Subquery(before.values("parent")[:1]),
        old_name=Subquery(before.values("name")[:1]),
    )
    placed, named = Q(old_parent__isnull=False), Q(old_name__isnull=False)
    changed = versions.values("child", "unit__kind").annotate(
        moved=Count("unit", filter=placed & ~Q(parent=F("old_parent")), distinct=True),
        renamed=Count("unit", filter=named & ~Q(name=F("old_name")), distinct=True),
    )
    for row in began_and_ended:
        found[REORGANISED[row["kind"]]][row["child"]].update(founded=row["founded"], closed=row["closed"])
    for each in changed:
        changes = found[REORGANISED[each["unit__kind"]]][each["child"]]
        changes.update(moved=each["moved"], renamed=each["renamed"])
    return found


def _band_case(name: str, bands: list[Band]) -> tuple[str, dict[str, str | int]]:
    """SQL that tells which band the column n lies in, '' for none, with its parameters."""
    highest_first = sorted(bands, key=lambda band: -(band.low or 0))
    whens = [f"WHEN n >= %({name}_{at})s THEN %({name}_key_{at})s" for at, _band in enumerate(highest_first)]
    said: dict[str, str | int] = {}
    for at, band in enumerate(highest_first):
        said |= {f"{name}_{at}": band.low or 0, f"{name}_key_{at}": band.key}
    return f"CASE {' '.join(whens)} ELSE '' END", said


def _units(frame: Frame, kind: Kind, by_type: bool = False) -> ByChild:
    label = Case(When(cell_type="", then=Value(UNKNOWN)), default=F("cell_type")) if by_type else Value("")
    rows = _in_use(frame, kind).annotate(child=frame.child("path"), label=label)
    return _gathered(rows.values_list("child", "label").annotate(n=Count("pk")))


def _four_goods(frame: Frame) -> dict[Breakdown, ByChild]:
    """Cells that implement "bốn tốt" in the year, and those recognised, by kind of cell.

    A scheme is one of "bốn tốt" by its name: schemes are the units' own data.
    """
    rows = Registration.objects.filter(frame.below("cell__path"), year__year=frame.day.year).order_by()
    rows = rows.annotate(
        child=frame.child("cell__path"),
        label=Case(When(cell__cell_type="", then=Value(UNKNOWN)), default=F("cell__cell_type")),
    )
    implementing: ByChild = defaultdict(Counter)
    recognised: ByChild = defaultdict(Counter)
    counted = rows.values_list("child", "label", "status", "year__scheme__name")
    for child, label, status, name, n in counted.annotate(n=Count("cell", distinct=True)):
        if not any(words in search_key(name) for words in FOUR_GOODS):
            continue
        if SchemeStatus(status) in IMPLEMENTING:
            implementing[child][label] += n
        if SchemeStatus(status) is SchemeStatus.RECOGNISED:
            recognised[child][label] += n
    return {IMPLEMENT: implementing, RECOGNISED: recognised}


def _gathered(rows: Iterable[tuple[str, str, int]]) -> ByChild:
    found: ByChild = defaultdict(Counter)
    for child, label, n in rows:
        found[child][label] += n
    return found


# --- all of it

_ONE_QUERY: Mapping[Breakdown, Callable[[Frame], ByChild]] = {
    Breakdown("away"): lambda frame: _with_standing(frame, Standing.Kind.AWAY),
    Breakdown("suspended"): lambda frame: _with_standing(
        frame, Standing.Kind.SUSPENDED, Standing.Kind.PROSECUTED
    ),
    Breakdown("guests"): _guests,
    Breakdown("badges", "years"): _badges,
    Breakdown("trained", "course"): _trained,
    Breakdown("cells", "kind"): lambda frame: _units(frame, Kind.CELL, by_type=True),
    Breakdown("groups"): lambda frame: _units(frame, Kind.GROUP),
    Breakdown("committees"): lambda frame: _units(frame, Kind.COMMITTEE),
    Breakdown("communes"): lambda frame: _units(frame, Kind.COMMUNE),
}
MOVED = Breakdown("moved", "how")
BIG, DIVIDED = Breakdown("big_cells", "size"), Breakdown("divided_cells", "size")
IMPLEMENT, RECOGNISED = Breakdown("implementing", "kind"), Breakdown("recognised", "kind")
MEMBERS = Breakdown("members")
BY_GROUPS, GROUP_MEETINGS = Breakdown("cells_by_groups", "size"), Breakdown("group_meetings", "size")
REORGANISED: Mapping[str, Breakdown] = {
    Kind.CELL: Breakdown("reorganised_cells", "how"),
    Kind.COMMITTEE: Breakdown("reorganised_committees", "how"),
    Kind.COMMUNE: Breakdown("reorganised_communes", "how"),
}

_TOGETHER: Mapping[frozenset[Breakdown], Callable[[Frame], dict[Breakdown, ByChild]]] = {
    frozenset({Breakdown("members", "status")}): _status,
    frozenset({Breakdown("exempt"), Breakdown("exempt", "ground"), Breakdown("exempt", "times")}): _exempt,
    frozenset({Breakdown("cells", "size"), BIG, DIVIDED}): _sizes,
    frozenset({IMPLEMENT, RECOGNISED}): _four_goods,
    frozenset({BY_GROUPS, GROUP_MEETINGS}): _by_groups,
    frozenset(REORGANISED.values()): _reorganised,
}
_PEOPLE = frozenset(Breakdown(name, by) for name in PEOPLE for by in ("", *DIMENSIONS))
_LEADERS = frozenset(Breakdown(name, by) for name in LEADERS for by in ("", *OF_LEADERS))
KNOWN = frozenset({*_PEOPLE, *_LEADERS, *_ONE_QUERY, MOVED}.union(*_TOGETHER))
"""Everything that can be counted."""


def count(frame: Frame, asked: Iterable[Breakdown]) -> Counted:
    """The numbers asked for. How many queries it takes depends on what is asked, not on how much there is.

    Raises KeyError for a breakdown nobody counts.
    """
    wanted = set(asked)
    if not wanted <= KNOWN:
        raise KeyError(sorted(wanted - KNOWN))
    found = Counted()
    groups: list[tuple[frozenset[Breakdown], Callable[[Frame], dict[Breakdown, ByChild]]]] = [
        (_PEOPLE, lambda frame: _people(frame, sorted(wanted & _PEOPLE))),
        (_LEADERS, lambda frame: _leaders(frame, sorted(wanted & _LEADERS))),
        *_TOGETHER.items(),
    ]
    for of, ask in groups:
        if wanted & of:
            for what, by_child in ask(frame).items():
                found.put(what, by_child)
    for what in sorted(wanted & _ONE_QUERY.keys()):
        found.put(what, _ONE_QUERY[what](frame))
    if MOVED in wanted:
        found.put(MOVED, *_moves(frame))
    return found


MOST_WORDS = 20
"""Spellings a list names; the rest is counted together."""


def most_frequent(frame: Frame, column: str) -> list[tuple[str, int]]:
    """What members' records say in a column people type freely, the most frequent first; '' for nothing."""
    rows = roll(frame).values_list(f"member__{column}").annotate(n=Count("pk"))
    return list(rows.order_by("-n", f"member__{column}")[: MOST_WORDS + 1])


# --- what of it is protected

_DEFINED_BY = {"minority": "ethnicity", "religious": "religion", "students": "kind"}
OPEN = frozenset(
    {
        *(Breakdown("cells", by) for by in ("size", "kind")),
        *(Breakdown(name) for name in ("groups", "committees", "communes", "members", *LEADERS)),
        *(BIG, DIVIDED, IMPLEMENT, RECOGNISED, BY_GROUPS, GROUP_MEETINGS),
        *REORGANISED.values(),
    }
)
"""Numbers of organisations, of all members, and of those whose names everybody who sees the unit is shown."""


def protected(what: Breakdown) -> Protected:
    """How a breakdown of people is protected, by what it is a part of."""
    name, by = what.population, what.by
    if name == "members" or name in {"moved", "badges", "trained"}:
        return Protected(what)
    if name in LEADERS:
        whole = Breakdown("committee", by)
        return Protected(what) if what == whole else Protected(what, (whole,), whole)
    whole, total = Breakdown("members", by), Breakdown(name)
    if what == total:
        defined = _DEFINED_BY.get(name)
        return Protected(what, (Breakdown("members", defined),) if defined else (), MEMBERS)
    if whole in KNOWN:
        return Protected(what, (total, whole), whole)
    return Protected(what, (total,))


def with_what_they_are_within(asked: Iterable[Breakdown]) -> list[Protected]:
    """How each is protected, with everything that has to be looked at for it."""
    found: dict[Breakdown, Protected] = {}
    waiting = [what for what in asked if what not in OPEN]
    while waiting:
        each = protected(waiting.pop())
        if each.breakdown not in found:
            found[each.breakdown] = each
            waiting += [what for what in each.within if what not in OPEN]
    return list(found.values())
