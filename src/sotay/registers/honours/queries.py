"""Badges that come near, those on their way, and commendations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from sotay.kernel.tree import inside, subtree
from sotay.members.models import Member
from sotay.members.rules import plus_months
from sotay.registers.honours import rules
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.honours.rules import Milestone
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_for, settings_of


def own_url() -> str:
    return reverse("registers:home")


@dataclass(frozen=True, slots=True)
class DueBadge:
    """A badge that comes near, and how far it is."""

    member: Member
    milestone: Milestone
    file_by: date
    badge: Badge | None

    def is_late(self, day: date) -> bool:
        return self.badge is None and self.file_by < day <= self.milestone.ceremony_on

    def is_past(self, day: date) -> bool:
        """Whether the ceremony has been without it: it goes to the next one."""
        return self.badge is None and self.milestone.ceremony_on < day


def of_unit(unit: Unit, day: date) -> list[DueBadge]:
    """The badges of a unit's members that come near, the nearest ceremony first. Three queries."""
    members = Member.objects.current().filter(inside("cell__path", subtree(unit.path)))
    return _near(members.select_related("cell"), settings_of(unit, day), day)


def to_prepare(cell_ids: Iterable[UUID], day: date) -> list[DueBadge]:
    """Badges of some cells whose file date is near or over, that nobody has proposed. Four queries."""
    ids = list(cell_ids)
    if not ids:
        return []
    cells = list(Unit.objects.filter(pk__in=ids))
    here = next(iter(settings_for(cells, day).values()))
    members = Member.objects.current().filter(cell__in=ids).select_related("cell")
    until = day + timedelta(days=max(here["reminders.badge_file"], default=0))
    return [
        row
        for row in _near(members, here, day)
        if row.badge is None and row.file_by <= until and day <= row.milestone.ceremony_on
    ]


def _near(members: QuerySet[Member], here: Settings, day: date) -> list[DueBadge]:
    span = plus_months(day, -rules.SPAN_MONTHS), plus_months(day, rules.SPAN_MONTHS)
    people = list(members.filter(admitted_for(here["party-badges.years"], *span)))
    return _due(people, {member.cell_id: here for member in people}, day)


def due_of(people: Sequence[Member], day: date) -> list[DueBadge]:
    """The badges of some members that come near, by the settings of their own cells. Two queries."""
    return _due(people, settings_for({member.cell for member in people}, day), day)


def _due(people: Sequence[Member], here: Mapping[UUID, Settings], day: date) -> list[DueBadge]:
    there = Badge.objects.filter(member__in=people) if people else []
    badges = {(row.member_id, row.years): row for row in there}
    found: list[DueBadge] = []
    for member in people:
        admitted = member.admitted_on.exact if member.admitted_on else None
        if admitted is None:
            continue
        of_cell = here[member.cell_id].values_of("party-badges")
        for each in rules.milestones(admitted, of_cell["years"], of_cell["ceremonies"], day):
            file_by = rules.file_by(each.ceremony_on, of_cell["file_working_days"])
            found.append(DueBadge(member, each, file_by, badges.get((member.pk, each.years))))
    return sorted(found, key=lambda row: (row.milestone.ceremony_on, row.member.name_sort))


def admitted_for(years: Sequence[int], first: date, last: date) -> Q:
    """Members of whom one of so many years is complete between two days, both included."""
    parts = (
        Q(admitted_on__range=(str(plus_months(first, -12 * n)), str(plus_months(last, -12 * n))))
        for n in years
    )
    return reduce(or_, parts)


def on_their_way(unit: Unit) -> QuerySet[Badge]:
    """Badges proposed in a unit and below, the nearest ceremony first."""
    rows = Badge.objects.filter(inside("cell__path", subtree(unit.path)))
    return rows.select_related("member", "cell").order_by("status", "ceremony_on", "id")


def without_exact_admission(cell: Unit) -> int:
    """How many members have no exact date of admission, so that no badge can be worked out."""
    return sum(
        1
        for admitted in Member.objects.current().filter(cell=cell).values_list("admitted_on", flat=True)
        if admitted is None or admitted.exact is None
    )


def commendations_of(cell: Unit) -> QuerySet[Commendation]:
    return Commendation.objects.filter(cell=cell).select_related("member")


def counts(unit: Unit, first: date, last: date) -> list[tuple[int, int]]:
    """(years, badges awarded) in a unit and below, from `first` to `last`."""
    rows = Badge.objects.filter(
        inside("cell__path", subtree(unit.path)), awarded_on__range=(first, last)
    ).order_by()
    return list(rows.values_list("years").annotate(n=Count("pk")).order_by("years"))
