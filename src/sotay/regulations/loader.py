"""The dated regulations of the `*.toml` files beside this module: read once, checked whole, asked by day.

`on(day)` answers the rule book of a day, so that a meeting of March is judged by the rules of March.
How a file is written: docs/regulations.md. No Django here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from sotay.kernel.periods import PartialDate
from sotay.regulations.reading import KINDS, BadValue, read, words
from sotay.regulations.values import (
    Words,
)

FOLDER = Path(__file__).parent
EVIDENCE = ("V", "P", "S", "R", "I")
LONGEST_KEY = 60
"""Length of `units.models.UnitSetting.key`, where a unit keeps its own value of a point."""

_ID = re.compile(r"[a-z][a-z-]*[a-z]")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_FILE_KEYS = {
    *("id", "kind", "number", "issuer", "title", "issued_on", "effective_from", "effective_until"),
    *("assumed_from", "assumes", "replaces", "source", "evidence", "doubt", "points"),
}
_POINT_KEYS = {"type", "value", "unit", "label", "help", "source", "evidence", "doubt", "overridable"}


class BadRegulation(Exception):  # noqa: N818 - says which file, as the operator reads it
    """A file of regulations is wrong; names the file and the key."""

    def __init__(self, file: str, key: str, why: str) -> None:
        super().__init__(f"{file}: {key}: {why}")
        self.file, self.key, self.why = file, key, why


class NotInForce(LookupError):  # noqa: N818
    """No regulation known to us gives this on that day."""

    def __init__(self, key: str, day: date) -> None:
        super().__init__(f"no regulation in force on {day} gives {key!r}")
        self.day = day


@dataclass(frozen=True, slots=True)
class Point:
    """One thing a regulation settles, with the source of exactly this value and any doubt about it.

    `written` is the value as the file has it (JSON-like); `value` is what rules work with.
    """

    key: str
    type: str
    written: Any
    value: Any
    unit: str
    label: Words
    help: Words
    source: str
    evidence: str
    doubt: Words | None
    overridable: bool
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Regulation:
    """A text in force from `effective_from` to `effective_until`, both included (None: until replaced).

    `assumed_from`: what stood before this text was not found; from that day on its values are
    taken for it, without citing it.
    """

    file: str
    id: str
    kind: Words
    number: str
    issuer: Words
    title: Words
    issued_on: PartialDate
    effective_from: date
    effective_until: date | None
    assumed_from: date | None
    replaces: str
    source: str
    evidence: str
    doubt: Words | None
    points: Mapping[str, Point]

    @property
    def first_day(self) -> date:
        return self.assumed_from or self.effective_from

    def in_force(self, day: date) -> bool:
        return self.first_day <= day and (self.effective_until is None or day <= self.effective_until)

    def citation(self, language: str = "vi") -> str:
        """'Hướng dẫn số 42-HD/BTCTW ngày 28/10/2025 của Ban Tổ chức Trung ương'.

        Number, date and issuer together, because numbers repeat: "12-HD/BTCTW" is two documents.
        """
        if language.startswith("en"):
            return f"{self.kind.en} {self.number} of {_written_day(self.issued_on)}, {self.issuer.en}"
        day = "ngày" if self.issued_on.exact else "năm"
        return f"{self.kind.vi} số {self.number} {day} {_written_day(self.issued_on)} của {self.issuer.vi}"

    def values(self) -> dict[str, Any]:
        """Every point's value by its short key."""
        return {key: point.value for key, point in self.points.items()}


@dataclass(frozen=True)
class RuleBook:
    """The regulations in force on one day. Points are named 'cell-meeting.duration_rule'."""

    day: date
    regulations: Mapping[str, Regulation]

    def __getitem__(self, regulation: str) -> Regulation:
        try:
            return self.regulations[regulation]
        except KeyError:
            raise NotInForce(regulation, self.day) from None

    def __contains__(self, regulation: str) -> bool:
        return regulation in self.regulations

    def __iter__(self) -> Iterator[Regulation]:
        return iter(self.regulations.values())

    def point(self, key: str) -> Point:
        """Raises NotInForce when no regulation of that day settles it."""
        regulation, _, short = key.partition(".")
        try:
            return self.regulations[regulation].points[short]
        except KeyError:
            raise NotInForce(key, self.day) from None

    def value(self, key: str) -> Any:
        return self.point(key).value

    def citation(self, regulation: str, language: str = "vi") -> str:
        """How a paper cites it; empty on a day it is only assumed for, when it was not yet written."""
        found = self[regulation]
        return found.citation(language) if found.effective_from <= self.day else ""

    @cached_property
    def points(self) -> Mapping[str, Point]:
        """Every point in force by its full key."""
        return {f"{text.id}.{key}": point for text in self for key, point in text.points.items()}


@dataclass(frozen=True)
class Library:
    """Every text we know, by id and then by the day it starts."""

    regulations: tuple[Regulation, ...]

    def on(self, day: date) -> RuleBook:
        return RuleBook(day, {text.id: text for text in self.regulations if text.in_force(day)})


@lru_cache(maxsize=1)
def library() -> Library:
    return load(FOLDER)


@lru_cache(maxsize=1024)
def on(day: date) -> RuleBook:
    """The rule book of a day."""
    return library().on(day)


def load(folder: Path) -> Library:
    """Read and check every file of a folder. Raises BadRegulation for the first thing wrong."""
    files = {path.stem: _parse(path) for path in sorted(folder.glob("*.toml"))}
    texts = [_regulation(stem, files) for stem in files]
    texts.sort(key=lambda text: (text.id, text.first_day))
    for earlier, later in pairwise(texts):
        if earlier.id == later.id:
            _check_follows(earlier, later)
    return Library(tuple(texts))


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadRegulation(path.name, "file", f"is not TOML: {wrong}") from None


def _regulation(stem: str, files: Mapping[str, dict[str, Any]]) -> Regulation:
    read_file = _Reader(f"{stem}.toml", files[stem])
    read_file.refuse_strange(_FILE_KEYS)
    identity = read_file.text("id")
    if not _ID.fullmatch(identity):
        read_file.refuse("id", f"expected small letters and hyphens, not {identity!r}")
    text = Regulation(
        file=read_file.file,
        id=identity,
        kind=read_file.words("kind"),
        number=read_file.text("number"),
        issuer=read_file.words("issuer"),
        title=read_file.words("title"),
        issued_on=read_file.partial_date("issued_on"),
        effective_from=read_file.day("effective_from"),
        effective_until=read_file.optional_day("effective_until"),
        assumed_from=read_file.optional_day("assumed_from"),
        replaces=read_file.optional_text("replaces"),
        source=read_file.text("source"),
        evidence=read_file.evidence(),
        doubt=read_file.doubt(),
        points=_points(stem, files),
    )
    _check_days(text)
    return text


def _check_days(text: Regulation) -> None:
    if text.effective_until and text.effective_until < text.effective_from:
        raise BadRegulation(text.file, "effective_until", "is before effective_from")
    if text.assumed_from and text.assumed_from >= text.effective_from:
        raise BadRegulation(text.file, "assumed_from", "is not before effective_from")


def _check_follows(earlier: Regulation, later: Regulation) -> None:
    if earlier.effective_until is None or earlier.effective_until >= later.first_day:
        raise BadRegulation(later.file, "effective_from", f"overlaps {earlier.file}, also {later.id!r}")


def _points(stem: str, files: Mapping[str, dict[str, Any]], seen: tuple[str, ...] = ()) -> dict[str, Point]:
    """The points a file gives, upon those of the file it `assumes`.

    `assumes` is for a text that we know of but did not read: what a later or earlier text says
    is taken for it, marked as recalled, with the doubt said.
    """
    file = f"{stem}.toml"
    own = {
        key: _point(file, str(files[stem].get("id")), key, fields)
        for key, fields in files[stem].get("points", {}).items()
    }
    other = files[stem].get("assumes")
    if other is None:
        return own
    if other not in files or files[other].get("id") != files[stem].get("id") or other in (*seen, stem):
        raise BadRegulation(
            file, "assumes", f"expected the name of another file of the same id, not {other!r}"
        )
    assumed = _points(other, files, (*seen, stem))
    return {key: _recalled(point, files[other]) for key, point in assumed.items()} | own


def _recalled(point: Point, source: Mapping[str, Any]) -> Point:
    """The point as taken for a text that was not read; a doubt of its own is kept behind that."""
    if point.evidence == "I":  # our own draft is no more doubtful for another text
        return point
    number = source.get("number")
    doubt = Words(
        f"Chưa đọc được văn bản này ở điểm này; tạm lấy theo văn bản số {number}.",
        f"This text was not read on this point; the value of {number} is taken for it.",
    )
    if point.doubt:
        doubt = Words(f"{doubt.vi} {point.doubt.vi}", f"{doubt.en} {point.doubt.en}")
    return replace(point, evidence="R", doubt=doubt)


def _point(file: str, regulation: str, key: str, fields: object) -> Point:
    where = f"points.{key}"
    if not _KEY.fullmatch(key) or len(f"{regulation}.{key}") > LONGEST_KEY:
        raise BadRegulation(
            file, where, f"expected a key in small letters, at most {LONGEST_KEY} with its id"
        )
    if not isinstance(fields, dict):
        raise BadRegulation(file, where, "expected a table")
    row = _Reader(file, fields, where)
    kind = row.text("type")
    if kind not in KINDS:
        row.refuse("type", f"unknown type {kind!r}; known are {', '.join(KINDS)}")
    row.refuse_strange(_POINT_KEYS | KINDS[kind].limits)
    limits = row.limits(KINDS[kind].limits)
    return Point(
        key=key,
        type=kind,
        written=fields.get("value"),
        value=row.value(kind, limits),
        unit=row.optional_text("unit"),
        label=row.words("label"),
        help=row.words("help"),
        source=row.text("source"),
        evidence=row.evidence(),
        doubt=row.doubt(),
        overridable=row.flag("overridable"),
        limits=limits,
    )


@dataclass(frozen=True)
class _Reader:
    """Takes typed fields out of a TOML table and names file and key when one is wrong."""

    file: str
    fields: Mapping[str, Any]
    where: str = ""

    def refuse(self, key: str, why: str) -> NoReturn:
        raise BadRegulation(self.file, f"{self.where}.{key}".lstrip("."), why)

    def refuse_strange(self, known: set[str] | frozenset[str]) -> None:
        for key in self.fields.keys() - known:
            self.refuse(key, "is not a key we know")

    def text(self, key: str) -> str:
        found = self.fields.get(key)
        if not isinstance(found, str) or not found.strip():
            self.refuse(key, "is missing" if found is None else f"expected some text, not {found!r}")
        return found

    def optional_text(self, key: str) -> str:
        return self.text(key) if key in self.fields else ""

    def words(self, key: str) -> Words:
        found = self.fields.get(key)
        try:
            return words(found if isinstance(found, dict) else {})
        except BadValue:
            self.refuse(key, "expected its words as { vi = ..., en = ... }")

    def flag(self, key: str) -> bool:
        found = self.fields.get(key, False)
        if not isinstance(found, bool):
            self.refuse(key, f"expected true or false, not {found!r}")
        return found

    def day(self, key: str) -> date:
        found = self.fields.get(key)
        if type(found) is not date:  # a TOML date-time is a date too, and is not meant
            self.refuse(
                key, "is missing" if found is None else f"expected a date such as 2025-10-28, not {found!r}"
            )
        return found

    def optional_day(self, key: str) -> date | None:
        return self.day(key) if key in self.fields else None

    def partial_date(self, key: str) -> PartialDate:
        """A date, or its year as text ("2017") when no more is known."""
        if not isinstance(self.fields.get(key), str):
            return PartialDate.of(self.day(key))
        try:
            return PartialDate.parse(self.text(key))
        except ValueError as wrong:
            self.refuse(key, str(wrong))

    def evidence(self) -> str:
        found = self.text("evidence")
        if found not in EVIDENCE:
            self.refuse("evidence", f"expected one of {', '.join(EVIDENCE)}, not {found!r}")
        if found == "R" and "doubt" not in self.fields:
            self.refuse("doubt", "is missing: what is only recalled says so")
        return found

    def doubt(self) -> Words | None:
        return self.words("doubt") if "doubt" in self.fields else None

    def limits(self, names: frozenset[str]) -> dict[str, Any]:
        found = {name: self.fields[name] for name in names if name in self.fields}
        for name in found.keys() & {"min", "max"}:
            if type(found[name]) is not int:
                self.refuse(name, f"expected a whole number, not {found[name]!r}")
        fields = found.get("fields", [])
        if not isinstance(fields, list) or not all(isinstance(field, str) for field in fields):
            self.refuse("fields", f"expected a list of names, not {fields!r}")
        return found | {"options": self._options()} if "options" in names else found

    def _options(self) -> dict[str, Words]:
        options = self.fields.get("options")
        if not isinstance(options, dict) or not options:
            self.refuse("options", "expected a table of choices and their words")
        row = _Reader(self.file, options, f"{self.where}.options")
        return {name: row.words(name) for name in options}

    def value(self, kind: str, limits: Mapping[str, Any]) -> object:
        if "value" not in self.fields:
            self.refuse("value", "is missing")
        try:
            return read(kind, self.fields["value"], limits)
        except BadValue as wrong:
            self.refuse("value", str(wrong))


def _written_day(day: PartialDate) -> str:
    """As Party papers write it: days below 10 and the months 1 and 2 get a leading zero."""
    if not day.exact:
        return day.label()
    month = f"{day.month:02d}" if day.exact.month <= 2 else str(day.month)  # noqa: PLR2004 - the months 1 and 2
    return f"{day.day:02d}/{month}/{day.year}"
