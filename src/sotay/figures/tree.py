"""The tree as it was in a month: where each unit lay at the month's end, by its versions.

A unit lies where the newest version that had come by then puts it; before its first version, where that one
does. So the past of a unit that moved stays with its old parent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.kernel.tree import ancestors
from sotay.units.models import Kind, Unit, UnitVersion

MANY = 400
"""Beyond so many units it is faster to look at all recent changes than to name the units."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a unit lies from a day on."""

    from_on: date
    parent: UUID | None


def placed_at(versions: Iterable[Placed], day: date) -> UUID | None:
    """The parent on a day, from the versions in the order of time. There is at least one."""
    known = list(versions)
    then = [version for version in known if version.from_on <= day][-1:] or known[:1]
    return then[0].parent


def placements(units: Collection[UUID]) -> Mapping[UUID, list[Placed]]:
    """The versions of units that have taken effect, in the order of time. One query.

    What lay under nothing, as a province before it joined a centre, counts as lying where it lies today.
    """
    found: dict[UUID, list[Placed]] = defaultdict(list)
    rows = UnitVersion.objects.filter(unit__in=units, applied=True).order_by("from_on", "id")
    for unit, parent, today, from_on in rows.values_list("unit", "parent", "unit__parent", "from_on"):
        found[unit].append(Placed(from_on, parent or today))
    return found


def changed_since(day: date, units: Collection[UUID] | None = None) -> Mapping[UUID, list[Placed]]:
    """The versions of units of which one began after a day: only those can have lain elsewhere then.

    Nothing that has taken effect begins later than today.
    """
    if day >= timezone.localdate():
        return {}
    later = UnitVersion.objects.filter(applied=True, from_on__gt=day).order_by()
    if units is not None and len(units) <= MANY:
        later = later.filter(unit__in=units)
    found = set(later.values_list("unit", flat=True))
    return placements(found) if found else {}


def parents(
    units: Collection[UUID],
    months: Collection[Month],
    today: Mapping[UUID, UUID | None] | None = None,
) -> Mapping[tuple[UUID, Month], UUID | None]:
    """The unit each of the units lay under at the end of each month. One query, none where `today` names
    their parents; two more where units moved since."""
    if not units or not months:
        return {}
    if today is None:
        today = dict(Unit.objects.filter(pk__in=units).order_by().values_list("pk", "parent"))
    known = changed_since(min(months).last, units)
    return {
        (unit, month): placed_at(known[unit], month.last) if unit in known else today.get(unit)
        for unit in units
        for month in months
    }


def children(unit: UUID, month: Month) -> set[UUID]:
    """The units that lay directly under a unit at a month's end, closed ones too. Three queries."""
    by_version = UnitVersion.objects.filter(parent=unit, applied=True).order_by()
    candidates = {
        *by_version.values_list("unit", flat=True),
        *Unit.objects.filter(parent=unit).order_by().values_list("pk", flat=True),
    }
    known = placements(candidates)
    return {pk for pk in candidates if pk not in known or placed_at(known[pk], month.last) == unit}


@dataclass(frozen=True, slots=True)
class Moves:
    """The units that lay elsewhere in some month since one, and where units lie today.

    `placed` has no unit that was only renamed; `parents` are today's, of the units above cells and of the
    cells that moved. Nothing is read when it is asked.
    """

    placed: Mapping[UUID, list[Placed]]
    parents: Mapping[UUID, UUID | None]

    def line(self, unit: UUID, month: Month | None = None, parent: UUID | None = None) -> list[UUID]:
        """The unit and those above it, the nearest first, at a month's end or, without one, today. `parent`
        is today's of a cell that did not move."""
        found: list[UUID] = []
        at: UUID | None = unit
        while at is not None and at not in found:
            found.append(at)
            if month is not None and at in self.placed:
                at = placed_at(self.placed[at], month.last)
            else:
                at = self.parents.get(at, parent if at == unit else None)
        return found

    def below(
        self, top: UUID, unit: UUID, month: Month | None = None, parent: UUID | None = None
    ) -> UUID | None:
        """The unit directly under `top` in which a unit lay, itself maybe; None when it lay elsewhere."""
        line = self.line(unit, month, parent)
        return line[line.index(top) - 1] if top in line[1:] else None

    def concern(self, top: UUID, months: Collection[Month], *, directly: bool) -> bool:
        """Whether something below `top` lay elsewhere in one of the months; with `directly` also within it,
        under another of its children."""
        for unit in self.placed:
            today = self.below(top, unit)
            for month in months:
                then = self.below(top, unit, month)
                if then != today and (directly or (then is None) != (today is None)):
                    return True
        return False


def moves_since(month: Month) -> Moves:
    """What moved after a month's end. One query where no version of a unit ended since, four at most."""
    today = timezone.localdate()
    if month.last >= today:
        return Moves({}, {})
    ended = UnitVersion.objects.filter(applied=True, until_on__gt=month.last, until_on__lte=today).order_by()
    changed = set(ended.values_list("unit", flat=True))
    if not changed:
        return Moves({}, {})
    known = {
        unit: versions
        for unit, versions in placements(changed).items()
        if placed_at(versions, month.last) != versions[-1].parent
        or len({version.parent for version in versions if version.from_on > month.last}) > 1
    }
    if not known:
        return Moves({}, {})
    higher = Unit.objects.exclude(kind__in=[Kind.CELL, Kind.GROUP]).order_by()
    parents = dict(higher.values_list("pk", "parent"))
    cells = Unit.objects.cells().filter(pk__in=[pk for pk in known if pk not in parents]).order_by()
    parents |= dict(cells.values_list("pk", "parent"))
    return Moves({pk: versions for pk, versions in known.items() if pk in parents}, parents)


def above(units: Sequence[Unit], months: Sequence[Month]) -> Mapping[tuple[UUID, Month], set[UUID]]:
    """Every unit each of the units lay in at the end of each month. Two queries where nothing moved."""
    if not units or not months:
        return {}
    if not changed_since(min(months).last):
        paths = {path for unit in units for path in ancestors(unit.path)}
        ids = dict(Unit.objects.filter(path__in=paths).order_by().values_list("path", "pk"))
        lines = {unit.pk: {ids[path] for path in ancestors(unit.path) if path in ids} for unit in units}
        return {(unit, month): line for unit, line in lines.items() for month in months}
    found: dict[tuple[UUID, Month], set[UUID]] = {
        (unit.pk, month): set() for unit in units for month in months
    }
    at = {pair: pair[0] for pair in found}
    while at:
        higher = parents(set(at.values()), months)
        at = {pair: up for pair, unit in at.items() if (up := higher.get((unit, pair[1]))) is not None}
        for pair, unit in at.items():
            found[pair].add(unit)
    return found
