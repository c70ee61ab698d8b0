"""What the forms about units are made from, so that none writes over what is newer (`kernel.versions`)."""

from __future__ import annotations

from django.utils import timezone

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.rows import get_or_none
from sotay.kernel.versions import Edited, Stale, Values
from sotay.regulations import Point
from sotay.units import place
from sotay.units.forms_settings import values_of
from sotay.units.models import Unit, UnitSetting, UnitVersion
from sotay.units.settings import settings_of

FACTS = ("code", "cell_type", "founded_on", "phone", "address")


def facts(reader: Actor, unit: Unit) -> Edited[Unit]:
    def values(unit: Unit) -> Values:
        return {name: getattr(unit, name) for name in FACTS if name != "cell_type" or unit.is_cell}

    return Edited(unit, values, lock=place.locked, changed=last_change(reader, unit.pk))


def name(reader: Actor, unit: Unit) -> Edited[Unit]:
    """Its name today, and the names that wait for their day."""

    def values(unit: Unit) -> Values:
        return {"name": unit.name, "state": _planned(unit)}

    return Edited(unit, values, lock=place.locked, changed=last_change(reader, unit.pk))


def position(reader: Actor, unit: Unit) -> Edited[Unit]:
    """Where it stands in the tree, whether it is open, and what waits for its day."""

    def values(unit: Unit) -> Values:
        return {"state": [unit.parent_id, unit.closed_on, *_planned(unit)]}

    return Edited(unit, values, lock=place.locked, changed=last_change(reader, unit.pk))


def _planned(unit: Unit) -> list[object]:
    waiting = unit.versions.filter(applied=False).order_by("from_on")
    return list(waiting.values_list("from_on", "name", "parent"))


def planned_change(reader: Actor, version: UnitVersion) -> Edited[UnitVersion]:
    def lock(version: UnitVersion) -> UnitVersion:
        place.locked(version.unit)
        found = get_or_none(UnitVersion.objects, version.pk)
        if found is None:
            raise Stale(last_change(reader, version.unit_id)(""))
        return found

    def values(version: UnitVersion) -> Values:
        return {"state": [version.name, version.parent_id, version.from_on]}

    return Edited(version, values, lock=lock, changed=last_change(reader, version.unit_id))


def setting(reader: Actor, unit: Unit, key: str, point: Point) -> Edited[Unit]:
    """The value that holds today, by the fields of its form, and what the unit has set for days to come."""

    def values(unit: Unit) -> Values:
        today = timezone.localdate()
        later = unit.settings.filter(key=key, from_on__gt=today).order_by("from_on")
        waiting = list(later.values_list("from_on", "value"))
        return {**values_of(point, settings_of(unit, today).of(key).value), "state": waiting}

    return Edited(unit, values, lock=place.locked, changed=last_change(reader, unit.pk, codes=_OF_SETTINGS))


_OF_SETTINGS = ("unit.setting_changed", "unit.setting_inherited", "unit.setting_taken_back")


def setting_change(reader: Actor, change: UnitSetting) -> Edited[UnitSetting]:
    """One line of what was set: a second word for the same day takes the place of the first."""

    def lock(change: UnitSetting) -> UnitSetting:
        place.locked(change.unit)
        found = get_or_none(UnitSetting.objects, change.pk)
        if found is None:
            raise Stale(last_change(reader, change.unit_id, codes=_OF_SETTINGS)(""))
        return found

    def values(change: UnitSetting) -> Values:
        return {"state": [change.from_on, change.value]}

    return Edited(change, values, lock=lock, changed=last_change(reader, change.unit_id, codes=_OF_SETTINGS))
