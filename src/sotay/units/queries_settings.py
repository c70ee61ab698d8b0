"""Settings of a unit as its page shows them: what holds, who decided it, and what was set when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language

from sotay.kernel.actor import Actor
from sotay.kernel.tree import ancestors, subtree
from sotay.regulations import NotInForce, Point, Regulation
from sotay.regulations.access import sees_doubts
from sotay.regulations.queries import PointView, shown_point, shown_value, slug_of
from sotay.regulations.reading import BadValue, read
from sotay.units import rules
from sotay.units.access import may_set
from sotay.units.forms_settings import has_form
from sotay.units.models import CellType, Unit, UnitSetting
from sotay.units.settings import Setting, Settings, settings_of, written


@dataclass(frozen=True, slots=True)
class Change:
    """What a unit set from a day on. `words` is empty when it gave the point back to those above."""

    row: UnitSetting
    words: str
    is_planned: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A point as it holds for a unit.

    `is_for_above`: the unit is a cell, and not the one to set it. `changes`: of the unit and those above
    it, the latest first.
    """

    key: str
    point: Point
    view: PointView
    setting: Setting
    is_own: bool
    is_for_above: bool
    may_set: bool
    has_form: bool
    changes: Sequence[Change]

    @property
    def slug(self) -> str:
        """The page of the regulation that leaves it to units."""
        return slug_of(self.setting.regulation)

    @property
    def short(self) -> str:
        """Its key within the regulation: where the regulation's page shows it."""
        return self.point.key

    @property
    def planned(self) -> list[Change]:
        """What waits for its day, the nearest first."""
        return [change for change in reversed(self.changes) if change.is_planned]


@dataclass(frozen=True, slots=True)
class Group:
    """The points that one regulation leaves to units."""

    title: str
    citation: str
    lines: Sequence[Line]


def groups(actor: Actor, unit: Unit, day: date) -> list[Group]:
    """Every point left to the unit, by regulation; what the reader may set comes first. Two queries."""
    here, rows = settings_of(unit, day), _changes(unit)
    found = []
    for text in here.book:
        keys = [f"{text.id}.{short}" for short in text.points]
        lines = [_line(actor, unit, here, key, rows[key]) for key in keys if is_left_to(unit, here, key)]
        if lines:
            found.append(_group(text, sorted(lines, key=lambda line: not line.may_set)))
    return found


def line(actor: Actor, unit: Unit, key: str, day: date) -> Line | None:
    """One point; None when no regulation of the day leaves it to this unit."""
    here = settings_of(unit, day)
    return _line(actor, unit, here, key, _changes(unit)[key]) if is_left_to(unit, here, key) else None


def is_left_to(unit: Unit, here: Settings, key: str) -> bool:
    try:
        point = here.book.point(key)
    except NotInForce:
        return False
    kind = (unit.cell_type or CellType.RESIDENTIAL) if unit.is_cell else None
    return point.overridable and rules.concerns(key, kind)


def own_below(unit: Unit, key: str, day: date) -> list[str]:
    """Names of the units below that keep a value of their own on that day. One query."""
    here = subtree(unit.path)
    below = UnitSetting.objects.filter(
        key=key, from_on__lte=day, unit__path__gt=unit.path, unit__path__lt=here.high, unit__closed_on=None
    )
    latest = {row.unit: row for row in below.select_related("unit").order_by("from_on")}
    kept = [unit for unit, row in latest.items() if row.value is not None]
    return [unit.name for unit in sorted(kept, key=lambda unit: unit.name_sort)]


def words_of(point: Point, value: object) -> str:
    """A written value in the reader's words; as it is when the point has another form by now."""
    try:
        read_value = read(point.type, value, point.limits)
    except BadValue:
        return written(value)
    return _shown(point, read_value)


def _shown(point: Point, value: Any) -> str:
    if isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return " · ".join(value)
    return shown_value(point, value, _language())


def _changes(unit: Unit) -> Mapping[str, list[UnitSetting]]:
    places = [*ancestors(unit.path), unit.path]
    rows = UnitSetting.objects.filter(unit__path__in=places).select_related("unit")
    found: dict[str, list[UnitSetting]] = defaultdict(list)
    for row in rows.order_by("-from_on", "-unit__path"):
        found[row.key].append(row)
    return found


def _line(actor: Actor, unit: Unit, here: Settings, key: str, rows: list[UnitSetting]) -> Line:
    setting, allowed = here.of(key), may_set(actor, unit, key)
    point = setting.point
    return Line(
        key=key,
        point=point,
        view=_view(actor, point, setting.value),
        setting=setting,
        is_own=setting.unit == unit,
        is_for_above=unit.is_cell and not rules.is_cells_own(key),
        may_set=allowed,
        has_form=has_form(point),
        changes=[_change(row, point, here.day, allowed and row.unit_id == unit.pk) for row in rows],
    )


def _view(actor: Actor, point: Point, value: Any) -> PointView:
    """The point in words with the value that holds instead of the regulation's own."""
    view = shown_point(replace(point, value=value), _language())
    view = view if sees_doubts(actor) else view.without_doubts()
    return replace(view, value=_shown(point, value), lines=() if point.type == "texts" else view.lines)


def _change(row: UnitSetting, point: Point, day: date, allowed: bool) -> Change:
    return Change(
        row=row,
        words="" if row.value is None else words_of(point, row.value),
        is_planned=row.from_on > day,
        may_take_back=allowed and row.from_on >= day,
    )


def _group(text: Regulation, lines: Sequence[Line]) -> Group:
    return Group(text.title.of(_language()), text.citation(_language()), lines)


def _language() -> str:
    return get_language() or "vi"
