"""Finding the header of a roster and telling what its columns hold. Pure.

A header means the field whose longest spelling it contains as whole words, so "Ngày vào Đảng (chính
thức)" is the date of full status although it also contains "ngày vào Đảng". The spellings are data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sotay.kernel.text import search_key
from sotay.members.roster.cells import Value, text
from sotay.members.roster.spellings import MARKED, SPELLINGS, WHOLE, Field

_LONGEST = 80
_LOOK = 60
"""Characters of a header cell, and rows of a sheet within which a first header is looked for."""
_BLOCK = 3
"""Rows a header can have."""
_MOSTLY = 0.5
_OPTIONAL = frozenset({Field.IGNORED, Field.ORDINAL})
JOIN = " / "
"""Between the rows of a header with several, in titles we write and read back."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: where it is, what it holds, and what the workbook calls it."""

    index: int
    field: Field
    title: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table; `top` and `bottom` are the rows it covers, counted from 0."""

    top: int
    bottom: int
    columns: tuple[Column, ...]

    def of(self, field: Field) -> Column | None:
        return next((column for column in self.columns if column.field is field), None)

    def has(self, *fields: Field) -> bool:
        return any(column.field in fields for column in self.columns)


def plain(title: str) -> str:
    """Lower case, no marks, no punctuation: how spellings are written."""
    return " ".join(re.findall(r"[a-z0-9]+", search_key(title)))


@lru_cache(maxsize=4096)
def meaning(title: str) -> Field | None:
    """The field a header cell names, None when it names none."""
    parts = [part.strip() for part in title.split(JOIN)]
    if len(parts) > 1:
        return _of_stacked(parts)
    lowered = title.casefold().strip(" .:*()")
    if lowered in MARKED:
        return MARKED[lowered]
    words = plain(title)
    if len(title) > _LONGEST or not words:
        return None
    return WHOLE.get(words) or _contained(words)


def _contained(words: str) -> Field | None:
    padded = f" {words} "
    found = [
        (len(spelling), field)
        for field, spellings in SPELLINGS.items()
        for spelling in spellings
        if f" {spelling} " in padded
    ]
    return max(found, key=lambda hit: hit[0])[1] if found else None


def _of_stacked(parts: Sequence[str]) -> Field | None:
    """A header of several rows: the lowest row when it means something, else all of them together."""
    whole = plain(" ".join(parts))
    together = WHOLE.get(whole) or _contained(whole)
    if together is Field.IGNORED:  # "Ngày cấp" over "CCCD" is not the number
        return together
    return meaning(parts[-1]) or together


def find(rows: Sequence[Sequence[Value]], start: int = 0) -> Header | None:
    """The first header at or below row `start`; looks through the first rows only."""
    for top in range(start, min(len(rows), start + _LOOK)):
        header = at(rows, top)
        if header is not None:
            return header
    return None


def at(rows: Sequence[Sequence[Value]], top: int) -> Header | None:
    """The header that begins at row `top`, when one does."""
    if not _may_begin(rows[top]):
        return None
    best: Header | None = None
    for bottom in range(top, min(len(rows), top + _BLOCK)):
        if bottom > top and not _continues(rows, top, bottom):
            break
        header = Header(top, bottom, _columns(rows[top : bottom + 1]))
        if _is_enough(header) and (best is None or len(_known(header)) >= len(_known(best))):
            best = header
    return best


def is_numbering(row: Sequence[Value]) -> bool:
    """A row under the header that only numbers the columns: 1 2 3, (1) (2) (3), A B 1 2."""
    cells = [text(cell).strip("()") for cell in row if text(cell)]
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 4]  # noqa: PLR2004 - columns
    letters = [cell for cell in cells if re.fullmatch(r"[A-Za-z]", cell)]
    return (
        len(numbers) > 1
        and len(numbers) + len(letters) == len(cells)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 2  # noqa: PLR2004 - the first or second column
    )


def _may_begin(row: Sequence[Value]) -> bool:
    """Several short texts, or one that is exactly the name of a column (the upper row of a merged header)."""
    cells = [text(cell) for cell in row if text(cell)]
    if not cells or not _is_text(row) or _only_a_cell(cells):
        return False
    if len(cells) == 1:
        return plain(cells[0]) in {spelling for spellings in SPELLINGS.values() for spelling in spellings}
    return _share(cells) >= _MOSTLY or any(meaning(cell) in {Field.NAME, Field.FAMILY} for cell in cells)


def _continues(rows: Sequence[Sequence[Value]], top: int, bottom: int) -> bool:
    """Whether row `bottom` is one more row of the header above it, not the first person."""
    own = [text(cell) for cell in rows[bottom] if text(cell)]
    if not own or not _is_text(rows[bottom]) or _only_a_cell(own):
        return False
    titles = _titles(rows[top : bottom + 1])
    cells = [titles[i] for i, cell in enumerate(rows[bottom]) if text(cell)]
    named = [cell for cell in own if meaning(cell) or plain(cell) in _SUBS]
    return len(named) / len(own) > _MOSTLY and _share(cells) >= _MOSTLY


def _only_a_cell(cells: Sequence[str]) -> bool:
    """A row such as "I. Chi bộ thôn Đoài", above the people of that cell."""
    return {meaning(cell) for cell in cells} - {None, Field.ORDINAL} == {Field.CELL}


_SUBS = {
    "dang",
    "chinh quyen",
    "doan the",
    "ngay",
    "thang",
    "nam",
    "so",
    "noi o",
    "hien nay",
    "ho",
    "ten",
    "cap the",
}
"""Lower rows of headers that mean something only with the row above."""


def _is_text(row: Sequence[Value]) -> bool:
    """No numbers or dates: those are people's."""
    cells = [cell for cell in row if text(cell)]
    return not any(
        isinstance(cell, float | int | date) or len(text(cell)) > _LONGEST or text(cell).isdecimal()
        for cell in cells
    )


def _share(cells: Sequence[str]) -> float:
    return sum(meaning(cell) is not None for cell in cells) / len(cells)


def _titles(block: Sequence[Sequence[Value]]) -> list[str]:
    """The title of every column: its cells from top to bottom, a merged cell spread over those below it."""
    width = max(len(row) for row in block)
    stacks: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(block):
        last = ""
        for index in range(width):
            own = text(row[index]) if index < len(row) else ""
            below = any(index < len(lower) and text(lower[index]) for lower in block[depth + 1 :])
            above = bool(stacks[index])
            if own:
                last = own
            elif not below or above:
                last = ""
            title = own or last
            if title:
                stacks[index].append(title)
    return [JOIN.join(stack) for stack in stacks]


def _columns(block: Sequence[Sequence[Value]]) -> tuple[Column, ...]:
    """The columns of a header. A field named twice counts the first time; later ones are left out."""
    titles = _titles(block)
    while titles and not titles[-1]:
        titles.pop()
    columns: list[Column] = []
    seen: set[Field] = set()
    for index, title in enumerate(titles):
        field = meaning(title) if title else _unnamed(columns, index)
        if field is None or (field in seen and field is not Field.IGNORED):
            field = Field.IGNORED
        seen.add(field)
        columns.append(Column(index, field, title or _title_left_of(columns)))
    return (*columns, *_spill(columns))


def _unnamed(columns: Sequence[Column], index: int) -> Field | None:
    """A nameless column right of the names: "Họ và tên" was merged over family and given name."""
    if columns and columns[-1].index == index - 1 and columns[-1].field in {Field.NAME, Field.FAMILY}:
        return Field.GIVEN
    return None


def _spill(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The same, when the names are the last column of the header."""
    if columns and columns[-1].field is Field.NAME:
        return (Column(columns[-1].index + 1, Field.GIVEN, columns[-1].title),)
    return ()


def _title_left_of(columns: Sequence[Column]) -> str:
    return columns[-1].title if columns else ""


def _known(header: Header) -> set[Field]:
    return {column.field for column in header.columns} - _OPTIONAL


def _is_enough(header: Header) -> bool:
    """Names and at least one thing more about each person."""
    known = _known(header)
    named = Field.NAME in known or {Field.FAMILY, Field.GIVEN} <= known
    return named and len(known - {Field.NAME, Field.FAMILY, Field.GIVEN}) >= 1
