"""Reading the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Min
from django.utils import timezone

from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.clock import Waiting
from sotay.kernel.text import search_key, sort_key
from sotay.kernel.tree import ancestors, inside, subtree
from sotay.units import rules, sections
from sotay.units.models import Kind, Unit, UnitQuerySet, UnitVersion
from sotay.units.sections import People

TREE_LIMIT = 400


@dataclass(slots=True)
class Branch:
    """A unit of the tree with the branches below it, in Vietnamese order of their names."""

    unit: Unit
    branches: list[Branch] = field(default_factory=list)
    people: People | None = None

    @property
    def cells(self) -> int:
        """Cells shown below it."""
        return sum(1 if branch.unit.is_cell else branch.cells for branch in self.branches)

    @property
    def members(self) -> int:
        """Members of the cells shown at or below it."""
        own = self.people.members if self.people else 0
        return own + sum(branch.members for branch in self.branches)


def reachable(actor: Actor, need: Can = Can.SEE_UNIT) -> UnitQuerySet:
    """The units where the actor may do `need`, with the groups inside cells they may do it in."""
    return Unit.objects.within(*actor.reach(need))


def tree(actor: Actor, *, closed: bool = False) -> list[Branch]:
    """What the actor sees of the tree, in one query; a unit whose parent is out of sight is a root."""
    units = reachable(actor)
    return grow(units if closed else units.in_use())


def tree_with_people(actor: Actor, day: date) -> list[Branch]:
    """The tree in use with the people of its cells. Beyond TREE_LIMIT units the cells are left out:
    one opens a ward to see them. Queries do not grow with the units.
    """
    units = reachable(actor).in_use()
    if units.count() > TREE_LIMIT:
        units = units.exclude(kind__in=[Kind.CELL, Kind.GROUP])
    rows = list(units)
    people = sections.people([row.pk for row in rows if row.is_cell], day)
    branches = grow(rows)
    _seat(branches, people)
    return branches


def _seat(branches: Iterable[Branch], people: Mapping[UUID, People]) -> None:
    for branch in branches:
        branch.people = people.get(branch.unit.pk)
        _seat(branch.branches, people)


def grow(units: Iterable[Unit]) -> list[Branch]:
    """Branches from units in any order."""
    branches = {unit.pk: Branch(unit) for unit in sorted(units, key=lambda unit: unit.name_sort)}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id) if branch.unit.parent_id else None
        (above.branches if above else roots).append(branch)
    return roots


def search(actor: Actor, words: str) -> UnitQuerySet:
    """Units in sight whose name or code holds every word, typed with or without marks."""
    found = reachable(actor)
    for word in search_key(words).split():
        found = found.filter(name_fold__contains=word) | found.filter(code__contains=word)
    return found


def cells_below(path: str) -> UnitQuerySet:
    """Cells in use at or below a place."""
    return Unit.objects.within(subtree(path)).cells().in_use()


def count_below(unit: Unit) -> int:
    """How many units lie below this one, at any depth."""
    return Unit.objects.within(subtree(unit.path)).count() - 1


def groups_of(cell: Unit) -> UnitQuerySet:
    return Unit.objects.in_use().filter(parent=cell, kind=Kind.GROUP)


def above(unit: Unit) -> list[Unit]:
    """The units a unit lies in, the root first, without itself. One query."""
    return list(Unit.objects.filter(path__in=ancestors(unit.path)).order_by("path"))


class UnitAsOf(NamedTuple):
    """What a unit was called, and the unit it lay in."""

    name: str
    parent: Unit | None


def known_on(unit: Unit, day: date) -> UnitAsOf:
    """What the unit was on a day; the oldest that is known for a day before that. One query."""
    versions = list(unit.versions.select_related("parent"))
    if not versions:
        return UnitAsOf(unit.name, unit.parent)
    then = [row for row in versions if row.from_on <= day][-1:] or versions
    return UnitAsOf(then[0].name, then[0].parent)


def history(unit: Unit) -> list[UnitVersion]:
    """The unit's versions, latest first, with their parents."""
    return list(unit.versions.select_related("parent").order_by("-from_on"))


def may_go_under(actor: Actor, unit: Unit) -> UnitQuerySet:
    """Units the actor may move this one below."""
    kinds = [kind for kind, held in rules.MAY_HOLD.items() if kind and unit.kind in held]
    open_units = reachable(actor, Can.EDIT_UNIT).in_use().filter(kind__in=kinds)
    elsewhere = open_units.exclude(inside("path", subtree(unit.path)))
    return elsewhere.exclude(pk=unit.parent_id) if unit.parent_id else elsewhere


def changes_waiting(moment: datetime) -> Waiting | None:
    """Changes of units whose day had come by that moment and that the clock has not made. One query."""
    due = UnitVersion.objects.filter(applied=False, from_on__lte=timezone.localdate(moment))
    found = due.aggregate(count=Count("pk"), first=Min("from_on"))
    if not found["count"]:
        return None
    return Waiting(found["count"], timezone.make_aware(datetime.combine(found["first"], time())))


def units_at(actor: Actor, *roles: Role) -> list[Unit]:
    """The units where the actor holds one of the roles, in Vietnamese order of their names.

    No query: they are what the grants know, id, place, kind and name; other columns are read when asked for.
    """
    found = {grant.unit_id: grant for grant in actor.holds(*roles)}
    columns = ("id", "path", "kind", "name")
    units = [
        Unit.from_db("default", columns, (pk, grant.path, grant.kind, grant.name))
        for pk, grant in found.items()
    ]
    return sorted(units, key=lambda unit: sort_key(unit.name))
