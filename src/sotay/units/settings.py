"""A unit's own values for points of the regulations, and what holds for a unit on a day.

What holds is the value of the nearest unit upwards that has one in force that day, else the
regulation's. Nearness is by today's tree: a unit that has moved is read with the units it is
under now, so a meeting keeps what was decided for it when it was set up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import JSONField, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sotay import regulations
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.refusal import Refusal
from sotay.kernel.tree import ancestors
from sotay.regulations import NotInForce, Point, Regulation, RuleBook
from sotay.regulations.reading import MOST_LINES, BadValue, read
from sotay.regulations.values import (
    Agenda,
    AgendaItem,
)
from sotay.units import changes, rules, trials
from sotay.units.models import Unit, UnitSetting

SETTING_WORDS: dict[str, str | Promise] = {
    "unit.setting_changed": _("changed “%(label)s” of %(unit)s to %(value)s from %(from_on)s"),
    "unit.setting_inherited": _("let %(unit)s inherit “%(label)s” again from %(from_on)s"),
    "unit.setting_taken_back": _("took back what %(unit)s had set for “%(label)s” from %(from_on)s"),
}

_EXPECTED: dict[str, str | Promise] = {
    "integer": _("Enter a whole number from %(min)s to %(max)s."),
    "span": _("Enter two whole numbers from %(min)s to %(max)s, the smaller first."),
    "share": _("Enter a share such as 90% or 2/3."),
    "time": _("Enter a time of day such as 19:30."),
    "choice": _("Choose one of the answers listed."),
    "flag": _("Answer yes or no."),
    "text": _("Enter some text."),
    "days_before": _("Enter numbers of days from 0 to %(max)s, such as 3, 1, 0; leave empty for none."),
    "texts": _("Enter from %(min)s to %(max)s lines."),
    "review_form": _("Give each criterion its points; those of both lists sum to 100."),
    "review_levels": _("Enter whole points from 0 to 100, each level lower than the one before, the last 0."),
}
_PLACES = _("The program fills in: %(places)s. A line with a place that has nothing to say is left out.")
_LINES = _("Enter exactly %(min)s lines.")


class NoSuchSetting(Refusal):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("No regulation in force on that day has a setting “%(key)s”. Choose one from the list.")
            % {"key": key},
            field="key",
        )


class NotYoursToSet(Refusal):
    def __init__(self, point: Point, text: Regulation) -> None:
        said = {"number": text.number}
        super().__init__(
            _("This is laid down by %(number)s and no unit may set it otherwise.") % said, field="value"
        )


class WrongValue(Refusal):
    def __init__(self, point: Point) -> None:
        super().__init__(expected(point), field="value")


class ItemMissing(Refusal):
    def __init__(self, items: Iterable[AgendaItem]) -> None:
        named = ", ".join(f"“{item.title.of(get_language() or 'vi')}”" for item in items)
        super().__init__(
            _("The regulation asks for these items; give each its minutes: %(items)s.") % {"items": named}
        )


class InThePast(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A setting starts today or later: what was held before is judged by the rules of its day. "
                "Choose today or a later day."
            ),
            field="from_on",
        )


class HoldsAlready(Refusal):
    def __init__(self, change: UnitSetting) -> None:
        super().__init__(
            _("This holds since %(day)s and has been applied. Set another value from today on instead.")
            % {"day": f"{change.from_on:%d/%m/%Y}"}
        )


def expected(point: Point) -> str:
    """What a value of the point looks like, as a sentence to whoever types it."""
    sentence = str(_EXPECTED.get(point.type, _("The value is not of the form this setting needs.")))
    limits = {"min": point.limits.get("min", 0), "max": point.limits.get("max", "…")}
    if point.type == "texts":
        limits = {"min": point.limits.get("min", 1), "max": point.limits.get("max", MOST_LINES)}
        sentence = str(_LINES) if limits["min"] == limits["max"] else sentence
    said = sentence % limits if "%(" in sentence else sentence
    if point.type == "texts" and "fields" in point.limits:
        places = ", ".join(f"{{{name}}}" for name in point.limits["fields"])
        said = f"{said} {_PLACES % {'places': places}}"
    return said


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds, and why. `unit` is the one that decided, None when it was `regulation` itself."""

    key: str
    value: Any
    point: Point
    regulation: Regulation
    unit: Unit | None
    since: date


class Settings(Mapping[str, Any]):
    """Values by full key ('cell-meeting.start_time') for one unit on one day; `of` says who decided."""

    def __init__(self, book: RuleBook, own: Mapping[str, UnitSetting]) -> None:
        self.book = book
        self.own = own

    @property
    def day(self) -> date:
        return self.book.day

    def of(self, key: str) -> Setting:
        """Raises NotInForce when no regulation of the day settles it."""
        point, text, row = self.book.point(key), self.book[key.partition(".")[0]], self.own.get(key)
        if row is not None:
            try:
                return Setting(
                    key, read(point.type, row.value, point.limits), point, text, row.unit, row.from_on
                )
            except BadValue:
                # A later text gave the point another form: what was set under the old one has ended.
                pass
        return Setting(key, point.value, point, text, None, text.effective_from)

    def values_of(self, regulation: str) -> dict[str, Any]:
        """Every value of one regulation by its short key, as `Layout.from_mapping` wants them."""
        return {short: self[f"{regulation}.{short}"] for short in self.book[regulation].points}

    def __getitem__(self, key: str) -> Any:
        return self.of(key).value

    def __iter__(self) -> Iterator[str]:
        return iter(self.book.points)

    def __len__(self) -> int:
        return len(self.book.points)


def setting(unit: Unit, key: str, day: date) -> Any:
    """One value. Ask `settings_of` when you need more: it is the same single query."""
    return settings_of(unit, day)[key]


def settings_of(unit: Unit, day: date) -> Settings:
    """Everything that holds for a unit on a day, in one query."""
    return settings_for([unit], day)[unit.pk]


def settings_for(units: Iterable[Unit], day: date) -> dict[UUID, Settings]:
    """Everything that holds for each of many units, still in one query."""
    book = regulations.on(day)
    places = {unit.pk: [*ancestors(unit.path), unit.path] for unit in units}
    rows = _rows({path for paths in places.values() for path in paths}, day)
    return {pk: Settings(book, _nearest(paths, rows, book)) for pk, paths in places.items()}


def settings_at(asked: Iterable[tuple[Unit, date]]) -> list[Settings]:
    """What holds for each unit on the day named with it, in the order asked for; still one query."""
    places = [([*ancestors(unit.path), unit.path], day) for unit, day in asked]
    if not places:
        return []
    rows = _rows({path for paths, _day in places for path in paths}, max(day for _paths, day in places))
    found = []
    for paths, day in places:
        then = {path: [row for row in rows.get(path, ()) if row.from_on <= day] for path in paths}
        book = regulations.on(day)
        found.append(Settings(book, _nearest(paths, then, book)))
    return found


def _rows(paths: Collection[str], until: date) -> dict[str, list[UnitSetting]]:
    """What units at these paths set until that day, by path, the earliest first. One query."""
    rows: dict[str, list[UnitSetting]] = {}
    for row in (
        UnitSetting.objects.filter(unit__path__in=paths, from_on__lte=until)
        .select_related("unit")
        .order_by("from_on")
    ):
        rows.setdefault(row.unit.path, []).append(row)
    return rows


def _nearest(
    paths: list[str], rows: Mapping[str, list[UnitSetting]], book: RuleBook
) -> dict[str, UnitSetting]:
    """Of the rows in force along a path from the root down, the last and lowest of each key.

    A row without a value gives the key back to the units above.
    """
    found: dict[str, UnitSetting] = {}
    for path in paths:
        latest = {row.key: row for row in rows.get(path, ())}
        found |= {key: row for key, row in latest.items() if row.value is not None}
    return {key: row for key, row in found.items() if key in book.points and book.points[key].overridable}


def try_setting(*, unit: Unit, key: str, value: object, from_on: date) -> None:
    """Make by a value what is made by it. Slow, so it belongs before the transaction that keeps the value.

    Raises what `set_setting` raises.
    """
    _checked(key, value, from_on)
    if value is not None:
        trials.run_all(_as_if(unit, key, value, from_on), key)


def set_setting(
    *, unit: Unit, by: Actor, key: str, value: object, from_on: date, tried: bool = False
) -> UnitSetting:
    """Give a unit, and those below it, its own value from a day on.

    `value` is in the written form of the point's type (see docs/regulations.md); None lets the
    unit inherit again. A second value for the same day replaces the first. It is tried before it is kept,
    outside of the transaction: papers are made by it.
    Raises NoSuchSetting, NotYoursToSet, WrongValue, InThePast, trials.DoesNotWork.
    """
    point = _checked(key, value, from_on)
    if not tried:
        try_setting(unit=unit, key=key, value=value, from_on=from_on)
    return _keep(unit, by, point, key, value, from_on)


def _as_if(unit: Unit, key: str, value: object, day: date) -> Settings:
    """What would hold for the unit on the day with this value of its own."""
    here = settings_of(unit, day)
    return Settings(here.book, {**here.own, key: UnitSetting(unit=unit, key=key, value=value, from_on=day)})


@transaction.atomic
def _keep(unit: Unit, by: Actor, point: Point, key: str, value: object, from_on: date) -> UnitSetting:
    stored = (
        Value(None, JSONField()) if value is None else value
    )  # a bare None would be stored as no JSON at all
    row, _new = UnitSetting.objects.update_or_create(
        unit=unit, key=key, from_on=from_on, defaults={"value": stored}
    )
    code = "unit.setting_inherited" if value is None else "unit.setting_changed"
    _record(by, code, row, said(point, value))
    changes.tell_setting(unit, key, from_on)
    row.value = value
    return row


@transaction.atomic
def take_back(*, change: UnitSetting, by: Actor) -> None:
    """Drop a change of today or of a day to come; what held before goes on.

    Raises HoldsAlready for an older one, by which something may have been judged.
    """
    if change.from_on < timezone.localdate():
        raise HoldsAlready(change)
    _record(by, "unit.setting_taken_back", change)
    change.delete()
    changes.tell_setting(change.unit, change.key, change.from_on)


def _record(by: Actor, code: str, change: UnitSetting, value: str = "") -> None:
    point = regulations.on(change.from_on).points.get(change.key)
    audit.record(
        by,
        code,
        change.unit,
        label=point.label.vi if point else change.key,
        unit=change.unit.name,
        value=value,
        from_on=f"{change.from_on:%d/%m/%Y}",
        key=change.key,
    )


def _checked(key: str, value: object, from_on: date) -> Point:
    """The point, when a unit may set it to that value from that day."""
    book = regulations.on(from_on)
    try:
        point = book.point(key)
    except NotInForce:
        raise NoSuchSetting(key) from None
    if not point.overridable:
        raise NotYoursToSet(point, book[key.partition(".")[0]])
    if from_on < timezone.localdate():
        raise InThePast
    try:
        own = None if value is None else read(point.type, value, point.limits)
    except BadValue:
        raise WrongValue(point) from None
    if isinstance(own, Agenda) and (missing := rules.left_out(point.value, own)):
        raise ItemMissing(missing)
    return point


def said(point: Point, value: object) -> str:
    """A written value for an audit line, which is read in Vietnamese offices: choices by their words."""
    if value is None:
        return ""
    if point.type == "choice":
        return str(point.limits["options"][value].vi)
    if point.type == "flag":
        return "có" if value else "không"
    return written(value)


def written(value: object) -> str:
    """A written value as short text for a sentence; what is long is only counted."""
    if isinstance(value, list):
        short = all(isinstance(one, str | int) for one in value)
        return ", ".join(map(str, value)) if short else f"({len(value)})"
    if isinstance(value, dict):
        return " – ".join(str(one) for one in value.values())
    return str(value)
