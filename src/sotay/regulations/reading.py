"""How a written value becomes the Python value that rules work with, and what is wrong with one. Pure.

A value is written the same way in a regulation's TOML file and in a unit's own setting (JSON). See
docs/regulations.md.
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
from sotay.regulations.values import (
    DRAFT_CONDITIONS,
    DRAFT_MEETINGS,
    DRAFT_SECTIONS,
    FULL_SCORE,
    ITEM_KINDS,
    MEASURES,
    PAPER_CONTENTS,
    PAPER_KINDS,
    PAPER_MAKERS,
    PRESENTERS,
    PROOFS,
    REVIEW_PARTS,
    STEPS,
    Agenda,
    AgendaItem,
    Band,
    Ceremony,
    Criterion,
    Days,
    DraftRule,
    Entry,
    Question,
    RecordPaper,
    ReviewForm,
    ReviewLevel,
    ReviewRow,
    ScoringForm,
    Span,
    Step,
    Threshold,
    Words,
)

LONGEST_LINE = 300
"""Characters of one line: of a title, a signature, a pattern."""
MOST_LINES = 20

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_PAPER_KEY = re.compile(r"[A-Z]{2}\d{1,2}")
_ROW = re.compile(r"\d+(\.\d+)*")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_SHARE = re.compile(r"(\d{1,3})(?:([.,])(\d{1,2}))? ?%|(\d{1,3})/([1-9]\d{0,2})")


class BadValue(ValueError):  # noqa: N818 - reads as the sentence it is
    """What is written is not a value of its type; says what was expected."""


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
    """At least `min` lines and at most `max`; with `fields` each is a pattern that names no others."""
    patterns = {"fields": limits["fields"]} if "fields" in limits else {}
    lines = tuple(_line(one, patterns) for one in _list(written))
    low, high = limits.get("min", 1), limits.get("max", MOST_LINES)
    if not low <= len(lines) <= high:
        raise BadValue(f"expected from {low} to {high} lines, not {len(lines)}")
    return lines


def _days_before(written: object, limits: Mapping[str, Any]) -> tuple[int, ...]:
    """Steps of a ladder, the earliest first; none at all is a ladder too. Each at most `max` days before."""
    listed = [] if written == [] else _list(written)
    steps = tuple(_whole(one, {"min": 0, "max": limits.get("max")}) for one in listed)
    if len(steps) > MOST_LINES or len(set(steps)) != len(steps):
        raise BadValue(f"expected at most {MOST_LINES} different numbers of days, not {written!r:.400}")
    return tuple(sorted(steps, reverse=True))


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
    """A list of rows that add up, or a record with `deducts` and the rows, whose points are taken away."""
    fields = (
        _record(written, {"rows"}, optional={"deducts"}) if isinstance(written, dict) else {"rows": written}
    )
    deducts = _flag(fields.get("deducts", False), {})
    form = ScoringForm(tuple(_criterion(row, deducts=deducts) for row in _list(fields["rows"])), deducts)
    _distinct(row.number for row in form.rows)
    _distinct(row.key for row in form.asked)
    for block in form.blocks:
        below = form.below(block.number)
        if below and sum(row.max_points for row in below) != block.max_points:
            raise BadValue(f"the rows of block {block.number} do not sum to {block.max_points}")
    if form.max_points != FULL_SCORE:
        raise BadValue(f"the blocks sum to {form.max_points}, not to {FULL_SCORE}")
    return form


def _criterion(row: object, *, deducts: bool) -> Criterion:
    fields = _record(
        row, {"number", "vi", "en", "max"}, optional={"measure", "bands", "key", "only_thematic"}
    )
    most = _whole(fields["max"], {"min": 1, "max": FULL_SCORE})
    if not isinstance(fields["number"], str) or not _ROW.fullmatch(fields["number"]):
        raise BadValue(f'expected a row number such as "4.2", not {fields["number"]!r}')
    measure = _among(fields.get("measure", "yes_no"), MEASURES)
    known = fields["number"] if measure == "yes_no" else measure
    return Criterion(
        number=fields["number"],
        text=words(fields),
        max_points=most,
        measure=measure,
        bands=_row_bands(fields["bands"], most, deducts=deducts) if "bands" in fields else (),
        key=_key(fields["key"]) if "key" in fields else known,
        only_thematic=_flag(fields.get("only_thematic", False), {}),
    )


def _row_bands(written: object, most: int, *, deducts: bool) -> tuple[Band, ...]:
    """The bands of a row, best first. Points that nobody can get are a mistake."""
    bands = tuple(_band(band, most) for band in _list(written))
    if deducts:
        bands = tuple(replace(band, points=most - band.points) for band in bands)
    points = [band.points for band in bands]
    if points != sorted(points, reverse=True):
        raise BadValue("expected the bands of a row from the best down")
    if points[0] != most:
        raise BadValue(f"no band of the row reaches its {most} points")
    return bands


def _ratings(written: object, _limits: Mapping[str, Any]) -> tuple[Band, ...]:
    """Bands of a total: `points` is the lowest total of the band; best first, the last from 0."""
    bands = tuple(_band(row, 100) for row in _list(written))
    points = [band.points for band in bands]
    if points != sorted(set(points), reverse=True) or points[-1] != 0:
        raise BadValue("expected bands from the best down to one that starts at 0")
    return bands


def _band(row: object, most: int) -> Band:
    fields = _record(row, {"points", "vi", "en"}, optional={"low", "most_short", "or_when"})
    return Band(
        points=_whole(fields["points"], {"min": 0, "max": most}),
        text=words(fields),
        low=_share(fields["low"], {}) if "low" in fields else None,
        most_short=_whole(fields["most_short"], {"min": 0}) if "most_short" in fields else None,
        or_when=_key(fields["or_when"]) if "or_when" in fields else "",
    )


def _questions(written: object, _limits: Mapping[str, Any]) -> tuple[Question, ...]:
    rows = [_record(row, {"key", "proof", "vi", "en"}) for row in _list(written)]
    questions = tuple(Question(_key(row["key"]), _among(row["proof"], PROOFS), words(row)) for row in rows)
    _distinct(each.key for each in questions)
    return questions


def _entries(written: object, _limits: Mapping[str, Any]) -> tuple[Entry, ...]:
    rows = [_record(row, {"key", "vi", "en"}) for row in _list(written)]
    entries = tuple(Entry(_key(row["key"]), words(row)) for row in rows)
    _distinct(each.key for each in entries)
    return entries


def _integers(written: object, limits: Mapping[str, Any]) -> tuple[int, ...]:
    """Different whole numbers, the smallest first."""
    numbers = tuple(_whole(one, limits) for one in _list(written))
    if list(numbers) != sorted(set(numbers)):
        raise BadValue(f"expected different whole numbers in order, not {written!r:.400}")
    return numbers


def _ceremonies(written: object, _limits: Mapping[str, Any]) -> tuple[Ceremony, ...]:
    """Ceremonies whose months together are the twelve of a year, each once."""
    rows = tuple(_ceremony(row) for row in _list(written))
    months = [number for row in rows for number in _months_of(row)]
    if sorted(months) != list(range(1, 13)):
        raise BadValue("expected ceremonies whose months are those of a year, each once")
    return rows


def _ceremony(row: object) -> Ceremony:
    fields = _record(row, {"day", "month", "first_month", "last_month", "vi", "en"})
    months = {
        name: _whole(fields[name], {"min": 1, "max": 12}) for name in ("month", "first_month", "last_month")
    }
    return Ceremony(day=_whole(fields["day"], {"min": 1, "max": 28}), **months, name=words(fields))


def _months_of(row: Ceremony) -> list[int]:
    length = (row.last_month - row.first_month) % 12 + 1
    return [(row.first_month - 1 + n) % 12 + 1 for n in range(length)]


def _record_set(written: object, _limits: Mapping[str, Any]) -> tuple[RecordPaper, ...]:
    rows = tuple(_record_paper(row) for row in _list(written))
    _distinct(each.key for each in rows)
    return rows


def _record_paper(row: object) -> RecordPaper:
    fields = _record(row, {"key", "content", "kind", "by", "to_cell", "vi", "en"})
    if not isinstance(fields["key"], str) or not _PAPER_KEY.fullmatch(fields["key"]):
        raise BadValue(f'expected a name such as "KT7", not {fields["key"]!r}')
    return RecordPaper(
        key=fields["key"],
        content=_among(fields["content"], PAPER_CONTENTS),
        kind=_among(fields["kind"], PAPER_KINDS),
        by=_among(fields["by"], PAPER_MAKERS),
        to_cell=_flag(fields["to_cell"], {}),
        name=words(fields),
    )


def _review_levels(written: object, _limits: Mapping[str, Any]) -> tuple[ReviewLevel, ...]:
    """Levels from the best down to one that starts at 0."""
    levels = tuple(_review_level(row) for row in _list(written))
    _distinct(level.key for level in levels)
    points = [level.points for level in levels]
    if len(levels) < 2 or points != sorted(set(points), reverse=True) or points[-1] != 0:  # noqa: PLR2004
        raise BadValue("expected levels from the best down to one that starts at 0")
    return levels


def _review_level(row: object) -> ReviewLevel:
    shares = {"done", "on_time", "late_most", "beyond"}
    fields = _record(row, {"key", "points", "vi", "en"}, optional=shares)
    points = _whole(fields["points"], {"min": 0, "max": 100})
    given = {name: _share(fields[name], {}) for name in sorted(shares & fields.keys())}
    return ReviewLevel(_review_key(fields["key"]), points, _line_words(fields), **given)


def _review_form(written: object, _limits: Mapping[str, Any]) -> ReviewForm:
    """Rows whose points sum to 100, some of them common and some of the work."""
    form = ReviewForm(tuple(_review_row(row) for row in _list(written)))
    _distinct(row.key for row in form.rows)
    if form.most("common") + form.most("tasks") != 100 or not form.most("tasks"):  # noqa: PLR2004
        raise BadValue("expected criteria whose points sum to 100")
    return form


def _review_row(row: object) -> ReviewRow:
    fields = _record(row, {"key", "part", "vi", "en"}, optional={"max"})
    part = _among(fields["part"], REVIEW_PARTS)
    if (part == "words") != ("max" not in fields):
        raise BadValue(f"expected points for a criterion and none for a heading, not {fields!r:.200}")
    most = 0 if part == "words" else _whole(fields["max"], {"min": 1, "max": 100})
    return ReviewRow(_review_key(fields["key"]), part, _line_words(fields), most)


def _review_key(written: object) -> str:
    """At most 20 characters: it is kept with what is written under it."""
    key = _key(written)
    if len(key) > 20:  # noqa: PLR2004
        raise BadValue(f"expected a key of at most 20 letters, not {key!r}")
    return key


def _line_words(fields: Mapping[str, Any]) -> Words:
    return Words(_line(fields["vi"], {}), _line(fields["en"], {}))


def _draft_rules(written: object, _limits: Mapping[str, Any]) -> tuple[DraftRule, ...]:
    """Rules whose suggestions are causes and solutions of the same list."""
    rules = tuple(_draft_rule(row) for row in _list(written))
    _distinct(rule.key for rule in rules)
    suggested = {rule.key for rule in rules if rule.section in {"cause", "solution"}}
    for rule in rules:
        if strange := sorted(set(rule.suggests) - suggested):
            raise BadValue(f"{rule.key} suggests {', '.join(strange)}, which is no cause or solution here")
    return rules


def _draft_rule(row: object) -> DraftRule:
    needed = {"key", "topic", "section", "when", "rule_vi", "rule_en", "vi", "en", "source"}
    optional = {"of", "meetings", "level", "times", "level_of", "suggests", "own_level"}
    fields = _record(row, needed, optional=optional)
    when = _among(fields["when"], tuple(DRAFT_CONDITIONS))
    figures, places = DRAFT_CONDITIONS[when]
    of = tuple(_key(name) for name in _list(fields["of"])) if figures else ()
    if len(of) != figures:
        raise BadValue(f"expected {figures} figures for {when!r}, not {fields.get('of')!r:.200}")
    level = _draft_level(fields)
    level_of = _text(fields["level_of"], {}) if "level_of" in fields else ""
    if (level is not None and level_of) or ("level" in places and figures and level is None and not level_of):
        raise BadValue(f"expected one of level, times and level_of for {when!r}")
    if level is None and not level_of:
        places = tuple(place for place in places if place != "level")
    texts = Words(_line(fields["vi"], {}), _line(fields["en"], {}))
    rule = Words(_line(fields["rule_vi"], {}), _line(fields["rule_en"], {}))
    for text in (texts.vi, texts.en):
        _check_pattern(text, places)
    for text in (rule.vi, rule.en):
        _check_pattern(text, [place for place in places if place == "level"])
    return DraftRule(
        key=_key(fields["key"]),
        topic=_key(fields["topic"]),
        section=_among(fields["section"], DRAFT_SECTIONS),
        when=when,
        of=of,
        meetings=_among(fields.get("meetings", "regular"), DRAFT_MEETINGS),
        level=level,
        level_of=level_of,
        suggests=tuple(_key(name) for name in fields["suggests"]) if _strings(fields.get("suggests")) else (),
        rule=rule,
        text=texts,
        source=_line(fields["source"], {}),
        own_level=_flag(fields.get("own_level", False), {}),
    )


def _draft_level(fields: Mapping[str, Any]) -> Fraction | int | None:
    if "level" in fields and "times" in fields:
        raise BadValue("expected one of level and times")
    if "level" in fields:
        return _share(fields["level"], {})
    return _whole(fields["times"], {"min": 1, "max": 1000}) if "times" in fields else None


def _strings(written: object) -> bool:
    if written is None:
        return False
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        raise BadValue(f"expected a list of keys, not {written!r:.200}")
    return True


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
        Kind("days_before", _days_before, frozenset({"max"})),
        Kind("texts", _texts, frozenset({"min", "max", "fields"})),
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
        Kind("record_set", _record_set),
        Kind("entries", _entries),
        Kind("integers", _integers, frozenset({"min", "max"})),
        Kind("ceremonies", _ceremonies),
        Kind("review_levels", _review_levels),
        Kind("review_form", _review_form),
        Kind("draft_rules", _draft_rules),
    )
}
