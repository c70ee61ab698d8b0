"""The types a point of a regulation can have: how each is written, read and checked. No Django here.

A value is written the same way in a regulation's TOML file and in a unit's own setting (JSON);
`read` turns the written form into the Python value that rules work with. See docs/regulations.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from fractions import Fraction
from string import Formatter
from typing import Any

from sotay.kernel.text import tidy

STEPS = ("prepare", "open", "conduct", "close", "after")
PRESENTERS = (
    "secretary",
    "deputy_secretary",
    "committee_member",
    "minute_taker",
    "overseer",
    "members",
    "presenter",
)
ITEM_KINDS = (
    "opening",
    "roll_call",
    "ideology",
    "last_month",
    "guidance",
    "focus",
    "next_month",
    "discussion",
    "thematic",
    "petitions",
    "conclusion",
    "scoring",
    "minutes",
)
MEASURES = ("yes_no", "duration", "attendance", "absence_streak", "speaking", "targets")
PROOFS = ("none", "meetings", "minutes", "reports", "attendance", "thematic", "tasks", "petitions")

LONGEST_LINE = 300
"""Characters of one line: of a title, a signature, a pattern."""
MOST_LINES = 20

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ROW = re.compile(r"\d+(\.\d+)*")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_SHARE = re.compile(r"(\d{1,3})(?:([.,])(\d{1,2}))? ?%|(\d{1,3})/([1-9]\d{0,2})")


class BadValue(ValueError):  # noqa: N818 - reads as the sentence it is
    """What is written is not a value of its type; says what was expected."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    vi: str
    en: str

    def of(self, language: str) -> str:
        """In the reader's language; Vietnamese for every language but English."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class Threshold:
    """The part of the base that must be in favour: more than `share` when strict, else at least it."""

    share: Fraction
    strict: bool


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both included."""

    low: int
    high: int

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a meeting and what the regulation wants done in it."""

    key: str
    name: Words
    contents: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of an agenda template. `stretch` marks one that takes the time a longer meeting has over."""

    key: str
    step: str
    kind: str
    title: Words
    minutes: int
    presenter: str
    required: bool
    stretch: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda template: its items in order."""

    items: tuple[AgendaItem, ...]

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)

    def lasting(self, minutes: int) -> Agenda:
        """The same agenda made at least `minutes` long: stretchable items share what is missing.

        The earlier of them take the odd minutes. An agenda that is long enough is left as it is.
        """
        elastic = [item.key for item in self.items if item.stretch]
        missing = minutes - self.minutes
        if missing <= 0 or not elastic:
            return self
        each, odd = divmod(missing, len(elastic))
        more = {key: each + (place < odd) for place, key in enumerate(elastic)}
        return Agenda(
            tuple(replace(item, minutes=item.minutes + more.get(item.key, 0)) for item in self.items)
        )


@dataclass(frozen=True, slots=True)
class Band:
    """Points given when the measure is at least `low` (a share), or when `text` holds if there is none."""

    points: int
    text: Words
    low: Fraction | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a scoring form. A row with rows below it only heads them, and `max_points` is their sum."""

    number: str
    text: Words
    max_points: int
    measure: str
    bands: tuple[Band, ...]

    @property
    def block(self) -> str:
        return self.number.partition(".")[0]

    @property
    def heads_block(self) -> bool:
        return "." not in self.number


@dataclass(frozen=True, slots=True)
class ScoringForm:
    rows: tuple[Criterion, ...]

    @property
    def blocks(self) -> tuple[Criterion, ...]:
        return tuple(row for row in self.rows if row.heads_block)

    def below(self, block: str) -> tuple[Criterion, ...]:
        return tuple(row for row in self.rows if row.block == block and not row.heads_block)

    @property
    def max_points(self) -> int:
        return sum(row.max_points for row in self.blocks)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an outline. `proof` names what the program can answer it from; 'none' if from nothing."""

    key: str
    proof: str
    text: Words


@dataclass(frozen=True, slots=True)
class Days:
    """Some days in a row with a name, such as a holiday; both ends included."""

    from_on: date
    until_on: date
    name: Words


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: its name, how to read a written value given the point's limits, and those limits' names."""

    name: str
    read: Callable[[object, Mapping[str, Any]], Any]
    limits: frozenset[str] = frozenset()


def read(kind: str, written: object, limits: Mapping[str, Any]) -> Any:
    """The Python value of what is written. Raises BadValue, KeyError for an unknown type."""
    return KINDS[kind].read(written, limits)


# Readers, one a type. bool is an int in Python, so whole numbers are asked for by their very type.


def _whole(written: object, limits: Mapping[str, Any]) -> int:
    low, high = limits.get("min"), limits.get("max")
    if type(written) is not int:
        raise BadValue(f"expected a whole number, not {written!r}")
    if (low is not None and written < low) or (high is not None and written > high):
        raise BadValue(f"expected a whole number from {low} to {high}, not {written}")
    return written


def _flag(written: object, _limits: Mapping[str, Any]) -> bool:
    if not isinstance(written, bool):
        raise BadValue(f"expected true or false, not {written!r}")
    return written


def _text(written: object, _limits: Mapping[str, Any]) -> str:
    if not isinstance(written, str) or not written.strip():
        raise BadValue(f"expected some text, not {written!r}")
    return written


def _line(written: object, limits: Mapping[str, Any]) -> str:
    """One line, without what cannot be seen. With `fields` a pattern that names no others."""
    line = tidy(_text(written, {}))
    if not line or len(line) > LONGEST_LINE:
        raise BadValue(f"expected a line of at most {LONGEST_LINE} characters, not {written!r:.400}")
    if "fields" in limits:
        _check_pattern(line, limits["fields"])
    return line


def _check_pattern(pattern: str, fields: Iterable[str]) -> None:
    known = set(fields)
    try:
        named = {name for _text, name, _format, _how in Formatter().parse(pattern) if name is not None}
        pattern.format(**dict.fromkeys(known, ""))
    except (ValueError, IndexError, KeyError, AttributeError):
        named = {""}
    if not named <= known:
        raise BadValue(f"expected a pattern of {', '.join(sorted(known))}, not {pattern!r}")


def _texts(written: object, limits: Mapping[str, Any]) -> tuple[str, ...]:
    """At least `min` lines and at most `max`."""
    lines = tuple(_line(one, {}) for one in _list(written))
    low, high = limits.get("min", 1), limits.get("max", MOST_LINES)
    if not low <= len(lines) <= high:
        raise BadValue(f"expected from {low} to {high} lines, not {len(lines)}")
    return lines


def _choice(written: object, limits: Mapping[str, Any]) -> str:
    options = limits.get("options", {})
    if not isinstance(written, str) or written not in options:
        raise BadValue(f"expected one of {', '.join(options)}, not {written!r}")
    return written


def _share(written: object, _limits: Mapping[str, Any]) -> Fraction:
    match = _SHARE.fullmatch(written) if isinstance(written, str) else None
    if not match:
        raise BadValue(f'expected a share such as "2/3" or "90%", not {written!r}')
    whole, _mark, decimals, top, bottom = match.groups()
    share = Fraction(int(top), int(bottom)) if top else Fraction(f"{whole}.{decimals or 0}") / 100
    if share > 1:
        raise BadValue(f"expected a share of at most the whole, not {written!r}")
    return share


def _clock(written: object, _limits: Mapping[str, Any]) -> time:
    match = _TIME.fullmatch(written) if isinstance(written, str) else None
    if not match:
        raise BadValue(f'expected a time of day such as "19:30", not {written!r}')
    return time(int(match[1]), int(match[2]))


def _threshold(written: object, _limits: Mapping[str, Any]) -> Threshold:
    fields = _record(written, {"share", "strict"})
    return Threshold(_share(fields["share"], {}), _flag(fields["strict"], {}))


def _span(written: object, limits: Mapping[str, Any]) -> Span:
    fields = _record(written, {"low", "high"})
    low, high = _whole(fields["low"], limits), _whole(fields["high"], limits)
    if low > high:
        raise BadValue(f"expected low to be at most high, not {low} and {high}")
    return Span(low, high)


def _codes(written: object, _limits: Mapping[str, Any]) -> dict[str, str]:
    if not isinstance(written, dict) or not written:
        raise BadValue(f"expected a table of names and texts, not {written!r}")
    return {name: _text(text, {}) for name, text in written.items()}


def _steps(written: object, _limits: Mapping[str, Any]) -> tuple[Step, ...]:
    steps = tuple(_step(row) for row in _list(written))
    _distinct(step.key for step in steps)
    return steps


def _step(row: object) -> Step:
    fields = _record(row, {"key", "vi", "en", "contents"})
    contents = tuple(words(_record(one, {"vi", "en"})) for one in _list(fields["contents"]))
    return Step(_among(fields["key"], STEPS), words(fields), contents)


def _agenda(written: object, _limits: Mapping[str, Any]) -> Agenda:
    items = tuple(_agenda_item(row) for row in _list(written))
    _distinct(item.key for item in items)
    order = [STEPS.index(item.step) for item in items]
    if order != sorted(order):
        raise BadValue("expected the items in the order of the steps")
    return Agenda(items)


def _agenda_item(row: object) -> AgendaItem:
    needed = {"key", "step", "kind", "vi", "en", "minutes", "presenter"}
    fields = _record(row, needed, optional={"required", "stretch"})
    return AgendaItem(
        key=_key(fields["key"]),
        step=_among(fields["step"], STEPS),
        kind=_among(fields["kind"], ITEM_KINDS),
        title=Words(_line(fields["vi"], {}), _line(fields["en"], {})),
        minutes=_whole(fields["minutes"], {"min": 1, "max": 240}),
        presenter=_among(fields["presenter"], PRESENTERS),
        required=_flag(fields.get("required", True), {}),
        stretch=_flag(fields.get("stretch", False), {}),
    )


def _form(written: object, _limits: Mapping[str, Any]) -> ScoringForm:
    form = ScoringForm(tuple(_criterion(row) for row in _list(written)))
    _distinct(row.number for row in form.rows)
    for block in form.blocks:
        below = form.below(block.number)
        if below and sum(row.max_points for row in below) != block.max_points:
            raise BadValue(f"the rows of block {block.number} do not sum to {block.max_points}")
    return form


def _criterion(row: object) -> Criterion:
    fields = _record(row, {"number", "vi", "en", "max"}, optional={"measure", "bands"})
    most = _whole(fields["max"], {"min": 1, "max": 100})
    bands = tuple(_band(band, most) for band in _list(fields["bands"])) if "bands" in fields else ()
    if not isinstance(fields["number"], str) or not _ROW.fullmatch(fields["number"]):
        raise BadValue(f'expected a row number such as "4.2", not {fields["number"]!r}')
    return Criterion(
        fields["number"], words(fields), most, _among(fields.get("measure", "yes_no"), MEASURES), bands
    )


def _ratings(written: object, _limits: Mapping[str, Any]) -> tuple[Band, ...]:
    """Bands of a total: `points` is the lowest total of the band; best first, the last from 0."""
    bands = tuple(_band(row, 100) for row in _list(written))
    points = [band.points for band in bands]
    if points != sorted(set(points), reverse=True) or points[-1] != 0:
        raise BadValue("expected bands from the best down to one that starts at 0")
    return bands


def _band(row: object, most: int) -> Band:
    fields = _record(row, {"points", "vi", "en"}, optional={"low"})
    low = _share(fields["low"], {}) if "low" in fields else None
    return Band(_whole(fields["points"], {"min": 0, "max": most}), words(fields), low)


def _questions(written: object, _limits: Mapping[str, Any]) -> tuple[Question, ...]:
    rows = [_record(row, {"key", "proof", "vi", "en"}) for row in _list(written)]
    questions = tuple(Question(_key(row["key"]), _among(row["proof"], PROOFS), words(row)) for row in rows)
    _distinct(each.key for each in questions)
    return questions


def _days(written: object, _limits: Mapping[str, Any]) -> tuple[Days, ...]:
    return tuple(_several_days(row) for row in _list(written))


def _several_days(row: object) -> Days:
    fields = _record(row, {"from", "vi", "en"}, optional={"until"})
    first = _day(fields["from"])
    last = _day(fields["until"]) if "until" in fields else first
    if last < first:
        raise BadValue(f"expected the last day not before the first, not {first} and {last}")
    return Days(first, last, words(fields))


def _day(written: object) -> date:
    try:
        return date.fromisoformat(_text(written, {}))
    except ValueError:
        raise BadValue(f'expected a day such as "2026-02-17", not {written!r}') from None


def words(fields: Mapping[str, Any]) -> Words:
    """The `vi` and `en` of a record. Raises BadValue when one is missing or empty."""
    return Words(_text(fields.get("vi"), {}), _text(fields.get("en"), {}))


def _list(written: object) -> list[Any]:
    if not isinstance(written, list) or not written:
        raise BadValue(f"expected a list that is not empty, not {written!r}")
    return written


def _record(
    written: object, needed: set[str], optional: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    if not isinstance(written, dict):
        raise BadValue(f"expected a record with {', '.join(sorted(needed))}, not {written!r}")
    if missing := needed - written.keys():
        raise BadValue(f"{', '.join(sorted(missing))} missing in {written!r}")
    if strange := written.keys() - needed - optional:
        raise BadValue(f"{', '.join(sorted(strange))} not known in {written!r}")
    return written


def _among(written: object, known: tuple[str, ...]) -> str:
    if written not in known:
        raise BadValue(f"expected one of {', '.join(known)}, not {written!r}")
    return str(written)


def _key(written: object) -> str:
    if not isinstance(written, str) or not _KEY.fullmatch(written):
        raise BadValue(f"expected a key in small letters, not {written!r}")
    return written


def _distinct(keys: Iterable[str]) -> None:
    listed = list(keys)
    if twice := sorted({key for key in listed if listed.count(key) > 1}):
        raise BadValue(f"given twice: {', '.join(twice)}")


KINDS = {
    kind.name: kind
    for kind in (
        Kind("integer", _whole, frozenset({"min", "max"})),
        Kind("flag", _flag),
        Kind("text", _line, frozenset({"fields"})),
        Kind("texts", _texts, frozenset({"min", "max"})),
        Kind("choice", _choice, frozenset({"options"})),
        Kind("share", _share),
        Kind("time", _clock),
        Kind("threshold", _threshold),
        Kind("span", _span, frozenset({"min", "max"})),
        Kind("codes", _codes),
        Kind("steps", _steps),
        Kind("agenda", _agenda),
        Kind("form", _form),
        Kind("ratings", _ratings),
        Kind("days", _days),
        Kind("questions", _questions),
    )
}
