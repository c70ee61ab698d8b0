"""The official forms: dated templates, read from `official_forms/*.toml`, checked whole. Pure.

A template says what its rows and columns are and, for each cell, which function counts it or why a person
enters it:

    [[rows]]
    key = "women"
    vi = "Trong đó: nữ"
    en = "Women among them"
    count = "@count({of}, sex.female)"      # {of}: the population of the column

Kinds of cell: `@count(population)`, `@count(population, dimension.category)`, `@figure(name)` (a figure of
the meetings of the period), `@figure(breakdown.key)` (one by its keys), `@sum(row, row)` of the same column,
`hand` with its reason, and nothing. How a file is written: docs/statistics.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from sotay.regulations.reading import BadValue, words
from sotay.regulations.values import Words
from sotay.statistics.rules import HALF, QUARTER, YEAR, Breakdown

FOLDER = Path(__file__).parent / "official_forms"
EVIDENCE = ("V", "P", "S", "R", "I")
FILLED_BY = ("commune", "committee", "province")
COUNTED, FIGURE, SUM, BY_HAND, EMPTY = "count", "figure", "sum", "hand", ""

_COUNT = re.compile(r"@count\((\w+)(?:, (\w+)(?:\.([\w-]+))?)?\)")
_FIGURE = re.compile(r"@figure\((\w+(?:\.\w+)?)\)")
_SUM = re.compile(r"@sum\((\w+(?:, \w+)*)\)")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_FILE_KEYS = {
    *("id", "number", "title", "set", "issued_on", "effective_from", "effective_until", "source", "evidence"),
    *("doubt", "periods", "columns", "rows", "note"),
}
_ROW_KEYS = {"key", "vi", "en", "level", "heading", "count", "cells", "hand", "ours", "people"}
_COLUMN_KEYS = {"key", "vi", "en", "of"}


class BadTemplate(Exception):  # noqa: N818 - says which file, as whoever writes one reads it
    def __init__(self, file: str, where: str, why: str) -> None:
        super().__init__(f"{file}: {where}: {why}")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of a form holds. `people`: whether a number entered by hand is one of people."""

    kind: str
    what: Breakdown | None = None
    category: str = ""
    figure: str = ""
    parts: tuple[str, ...] = ()
    people: bool = False

    @property
    def written(self) -> str:
        """As its template says it."""
        match self.kind:
            case "count" if self.what is not None:
                by = f", {self.what.by}" if self.what.by else ""
                return f"@count({self.what.population}{by}{'.' + self.category if self.category else ''})"
            case "figure":
                return f"@figure({self.figure})"
            case "sum":
                return f"@sum({', '.join(self.parts)})"
            case _:
                return self.kind


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    words: Words
    of: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a form. `ours`: its wording is ours, the source describes it only; `reason`: why it is
    entered by hand."""

    key: str
    words: Words
    level: int
    heading: bool
    ours: bool
    reason: Words | None
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class FormTemplate:
    file: str
    id: str
    number: str
    title: Words
    set: Words
    issued_on: date
    effective_from: date
    effective_until: date | None
    source: str
    evidence: str
    doubt: Words | None
    note: Words | None
    periods: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def version(self) -> str:
        """What a fingerprint names: the form and the day its wording holds from."""
        return f"{self.id}@{self.effective_from}"

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)

    def cells(self) -> Iterator[tuple[str, Row, Column, Cell]]:
        """Every cell that holds a number, by its key "row.column"."""
        for row in self.rows:
            for column in self.columns:
                cell = row.cells[column.key]
                if cell.kind != EMPTY:
                    yield key_of(row, column), row, column, cell

    @property
    def asked(self) -> frozenset[Breakdown]:
        """What has to be counted for it."""
        return frozenset(cell.what for _key, _row, _column, cell in self.cells() if cell.what is not None)

    @property
    def figures(self) -> frozenset[str]:
        return frozenset(cell.figure for _key, _row, _column, cell in self.cells() if cell.kind == FIGURE)

    @property
    def by_hand(self) -> tuple[str, ...]:
        """Keys of the cells people enter."""
        return tuple(key for key, _row, _column, cell in self.cells() if cell.kind == BY_HAND)

    def summed(self, numbers: Mapping[str, int]) -> dict[str, int]:
        """The same numbers with the sums worked out from them."""
        found = dict(numbers)
        for key, _row, column, cell in self.cells():
            if cell.kind == SUM:
                found[key] = sum(found.get(f"{part}.{column.key}", 0) for part in cell.parts)
        return found


def key_of(row: Row, column: Column) -> str:
    return f"{row.key}.{column.key}"


@lru_cache(maxsize=1)
def every() -> tuple[FormTemplate, ...]:
    """All templates we know, in the order of their files."""
    return load(FOLDER)


def on(day: date) -> list[FormTemplate]:
    """Those in force on a day."""
    return [template for template in every() if template.in_force(day)]


def find(template_id: str, day: date) -> FormTemplate | None:
    """The wording of a form that holds on a day."""
    return next((each for each in on(day) if each.id == template_id), None)


def version(name: str) -> FormTemplate | None:
    """By what a form that was filled in keeps: "hn-1@2026-03-16"."""
    return next((each for each in every() if each.version == name), None)


def load(folder: Path) -> tuple[FormTemplate, ...]:
    """Read and check every file of a folder. Raises BadTemplate for the first thing wrong."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            fields = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise BadTemplate(path.name, "file", f"is not TOML: {wrong}") from None
        found.append(_template(path.name, fields))
    return tuple(found)


def _template(file: str, fields: Mapping[str, Any]) -> FormTemplate:
    _no_strange(file, "", fields, _FILE_KEYS)
    columns = tuple(_column(file, each) for each in fields.get("columns", ()))
    rows: list[Row] = []
    for each in fields.get("rows", ()):
        rows.append(_row(file, each, columns, {row.key for row in rows}))
    periods = tuple(fields.get("periods", ()))
    if not columns or not rows or not periods or not set(periods) <= {QUARTER, HALF, YEAR}:
        raise BadTemplate(file, "file", "expected periods, columns and rows")
    for name in ("id", "number", "source"):
        if not isinstance(fields.get(name), str) or not fields[name]:
            raise BadTemplate(file, name, "expected some text")
    for name in ("issued_on", "effective_from"):
        if type(fields.get(name)) is not date:
            raise BadTemplate(file, name, "expected a date")
    if fields.get("evidence") not in EVIDENCE:
        raise BadTemplate(file, "evidence", f"expected one of {', '.join(EVIDENCE)}")
    _one_of_each(file, "columns", [column.key for column in columns])
    return FormTemplate(
        file=file,
        id=fields["id"],
        number=fields["number"],
        title=_words(file, "title", fields.get("title")),
        set=_words(file, "set", fields.get("set")),
        issued_on=fields["issued_on"],
        effective_from=fields["effective_from"],
        effective_until=fields.get("effective_until"),
        source=fields["source"],
        evidence=fields["evidence"],
        doubt=_words(file, "doubt", fields["doubt"]) if "doubt" in fields else None,
        note=_words(file, "note", fields["note"]) if "note" in fields else None,
        periods=periods,
        columns=columns,
        rows=tuple(rows),
    )


def _column(file: str, fields: Mapping[str, Any]) -> Column:
    key = str(fields.get("key"))
    _no_strange(file, f"columns.{key}", fields, _COLUMN_KEYS)
    if not _KEY.fullmatch(key):
        raise BadTemplate(file, f"columns.{key}", "expected a key in small letters")
    return Column(key, _words(file, f"columns.{key}", fields), str(fields.get("of", "")))


def _row(file: str, fields: Mapping[str, Any], columns: Sequence[Column], before: set[str]) -> Row:
    key = str(fields.get("key"))
    where = f"rows.{key}"
    _no_strange(file, where, fields, _ROW_KEYS)
    if not _KEY.fullmatch(key) or key in before:
        raise BadTemplate(file, where, "expected a key of its own in small letters")
    heading = bool(fields.get("heading", False))
    people = bool(fields.get("people", True))
    special = fields.get("cells", {})
    if not isinstance(special, dict) or not special.keys() <= {column.key for column in columns}:
        raise BadTemplate(file, where, "cells name no column of the form")
    reason = _words(file, where, fields["hand"]) if "hand" in fields else None
    cells = {}
    for column in columns:
        said = special.get(column.key, fields.get("count", BY_HAND if reason and not special else EMPTY))
        cells[column.key] = _cell(file, where, said.replace("{of}", column.of), people, before)
    if heading != all(cell.kind == EMPTY for cell in cells.values()):
        raise BadTemplate(file, where, "a heading has no numbers, every other row has some")
    if any(cell.kind == BY_HAND for cell in cells.values()) and reason is None:
        raise BadTemplate(file, where, "says no reason why it is entered by hand")
    return Row(
        key=key,
        words=_words(file, where, fields),
        level=int(fields.get("level", 0)),
        heading=heading,
        ours=bool(fields.get("ours", False)),
        reason=reason,
        cells=cells,
    )


def _cell(file: str, where: str, said: str, people: bool, before: set[str]) -> Cell:
    if said in (EMPTY, BY_HAND):
        return Cell(said, people=people)
    if match := _COUNT.fullmatch(said):
        population, by, category = match.groups()
        return Cell(COUNTED, Breakdown(population, by or ""), category or "")
    if match := _FIGURE.fullmatch(said):
        return Cell(FIGURE, figure=match[1])
    if match := _SUM.fullmatch(said):
        parts = tuple(match[1].split(", "))
        if not before.issuperset(parts):
            raise BadTemplate(file, where, f"sums rows that do not stand above it: {said}")
        return Cell(SUM, parts=parts)
    raise BadTemplate(file, where, f"is no function we know: {said!r}")


def _words(file: str, where: str, fields: object) -> Words:
    try:
        named = fields if isinstance(fields, dict) else {}
        return words({name: named[name] for name in ("vi", "en") if name in named})
    except BadValue:
        raise BadTemplate(file, where, "expected its words as vi and en") from None


def _no_strange(file: str, where: str, fields: Mapping[str, Any], known: set[str]) -> None:
    strange = fields.keys() - known
    if strange:
        raise BadTemplate(file, where or "file", f"keys we do not know: {', '.join(sorted(strange))}")


def _one_of_each(file: str, where: str, keys: list[str]) -> None:
    if len(keys) != len(set(keys)):
        raise BadTemplate(file, where, "has a key twice")
