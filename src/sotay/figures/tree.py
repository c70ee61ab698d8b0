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
from sotay.units.models import Unit, UnitVersion

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
