"""Finding the header of a roster and telling what its columns hold. Pure.

A header means the field whose longest spelling it contains as whole words, so "Ngày vào Đảng (chính
thức)" is the date of full status although it also contains "ngày vào Đảng". The spellings are data.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from sotay.kernel.text import search_key
from sotay.members.roster import phrases
from sotay.members.roster.cells import Value, text
from sotay.members.roster.spellings import (
    MARKED,
    OF_ANOTHER_PERSON,
    PARTS_OF_AN_ADDRESS,
    PREFERRED,
    SPELLINGS,
    WHOLE,
    Field,
)

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
    """A column of the table: where it is, what it holds, and what the workbook calls it.

    An address may have several, `part` being their order.
    """

    index: int
    field: Field
    title: str
    part: int = 0
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table; `top` and `bottom` are the rows it covers, counted from 0."""

    top: int
    bottom: int
    columns: tuple[Column, ...]
    rivals: tuple[Column, ...] = ()
    """Columns that could have been taken in place of others; their field is the one they could hold."""

    def of(self, field: Field) -> Column | None:
        return next((column for column in self.columns if column.field is field), None)

    def has(self, *fields: Field) -> bool:
        return any(column.field in fields for column in self.columns)


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of a sheet's columns besides their titles: which are hidden, and which somebody chose."""

    hidden: frozenset[int] = frozenset()
    chosen: Mapping[str, str] = field(default_factory=dict)
    """For a field that several columns could hold, the `choice_of` the one to take."""


PLAIN = Layout()


def choice_of(column: Column) -> str:
    """A column as a form names it."""
    return f"{column.index}:{column.title}"


def plain(title: str) -> str:
    """Lower case, no marks, no punctuation: how spellings are written."""
    return " ".join(re.findall(r"[a-z0-9]+", search_key(title)))


_OF_ANOTHER_PERSON = re.compile(OF_ANOTHER_PERSON)


@lru_cache(maxsize=4096)
def meaning(title: str) -> Field | None:
    """The field a header cell names, None when it names none."""
    if len(title) <= _LONGEST and _OF_ANOTHER_PERSON.search(plain(title)):
        return Field.IGNORED
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


_ONLY_TOGETHER = frozenset({Field.IGNORED, Field.IS_FULL, Field.IS_PROBATIONARY})


def _of_stacked(parts: Sequence[str]) -> Field | None:
    """A header of several rows: the lowest row when it means something, else all of them together."""
    whole = plain(" ".join(parts))
    together = WHOLE.get(whole) or _contained(whole)
    if together in _ONLY_TOGETHER:  # "Ngày cấp" over "CCCD" is not the number
        return together
    return meaning(parts[-1]) or together


def find(rows: Sequence[Sequence[Value]], start: int = 0, layout: Layout = PLAIN) -> Header | None:
    """The first header at or below row `start`; looks through the first rows only."""
    for top in range(start, min(len(rows), start + _LOOK)):
        header = at(rows, top, layout)
        if header is not None:
            return header
    return None


def at(rows: Sequence[Sequence[Value]], top: int, layout: Layout = PLAIN) -> Header | None:
    """The header that begins at row `top`, when one does."""
    if not _may_begin(rows[top]):
        return None
    best: Header | None = None
    for bottom in range(top, min(len(rows), top + _BLOCK)):
        if bottom > top and not _continues(rows, top, bottom):
            break
        header = Header(top, bottom, *_columns(rows[top : bottom + 1], layout))
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
    if not _is_text(row):
        return _is_header_of_dates(row)
    if not cells or _only_a_cell(cells):
        return False
    if len(cells) == 1:
        return plain(cells[0]) in {spelling for spellings in SPELLINGS.values() for spelling in spellings}
    return _share(cells) >= _MOSTLY or any(meaning(cell) in {Field.NAME, Field.FAMILY} for cell in cells)


def _is_header_of_dates(row: Sequence[Value]) -> bool:
    """The header of an attendance list: what a person is, then a column for each meeting's day or number."""
    named = {meaning(text(cell)) for cell in row if isinstance(cell, str)} - {None, Field.IGNORED}
    return len(named) >= _ENOUGH_BESIDE_DATES and bool(named & {Field.NAME, Field.FAMILY})


_ENOUGH_BESIDE_DATES = 3


def _continues(rows: Sequence[Sequence[Value]], top: int, bottom: int) -> bool:
    """Whether row `bottom` is one more row of the header above it, not the first person."""
    own = [text(cell) for cell in rows[bottom] if text(cell)]
    if not own or not _is_text(rows[bottom]) or _only_a_cell(own) or _is_section(own):
        return False
    titles = _titles(rows[top : bottom + 1])
    cells = [titles[i] for i, cell in enumerate(rows[bottom]) if text(cell)]
    named = [cell for cell in own if meaning(cell) or plain(cell) in _SUBS]
    return len(named) / len(own) > _MOSTLY and _share(cells) >= _MOSTLY


def _is_section(cells: Sequence[str]) -> bool:
    """A row such as "B. Đảng viên dự bị", above the people it speaks of."""
    titles = [cell for cell in cells if len(cell) > _LONGEST_ORDINAL]
    return len(titles) == 1 and phrases.of_list(" ".join(cells)) is not None


_LONGEST_ORDINAL = 4


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
    *(part for _order, spellings in PARTS_OF_AN_ADDRESS for part in spellings.split("; ")),
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


def _columns(
    block: Sequence[Sequence[Value]], layout: Layout
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns of a header, and those that could be taken in place of others for the same field."""
    titles = _titles(block)
    while titles and not titles[-1]:
        titles.pop()
    columns: list[Column] = []
    for index, title in enumerate(titles):
        field = (meaning(title) if title else _unnamed(columns, index)) or Field.IGNORED
        column = Column(index, field, title or _title_left_of(columns), is_hidden=index in layout.hidden)
        columns.append(_address_part(column) if field is Field.ADDRESS else column)
    taken, rivals = _choose(columns, layout)
    settled = [column if column in taken else replace(column, field=Field.IGNORED) for column in columns]
    return (*settled, *_spill(settled)), tuple(rivals)


def _choose(columns: Sequence[Column], layout: Layout) -> tuple[set[Column], list[Column]]:
    """One column for each field: the one somebody chose, else a visible one, a better named one, the first.

    The parts of an address are taken or left together.
    """
    candidates: dict[Field, dict[str, list[Column]]] = defaultdict(lambda: defaultdict(list))
    for column in columns:
        if column.field is not Field.IGNORED:
            candidates[column.field][_group_of(column)].append(column)
    taken: set[Column] = set()
    rivals: list[Column] = []
    for wanted, groups in candidates.items():
        ranked = sorted(groups.values(), key=lambda group: _rank(group[0], layout))
        taken.update(ranked[0])
        rivals += [group[0] for group in ranked[1:]] if wanted not in _NEVER_ASKED else []
    return taken, rivals


_NEVER_ASKED = frozenset({Field.ORDINAL, Field.GIVEN})


def _group_of(column: Column) -> str:
    whole = column.title.rpartition(JOIN)[0] if column.part else ""
    return whole or str(column.index)


def _rank(column: Column, layout: Layout) -> tuple[bool, bool, bool, int]:
    words = plain(column.title)
    preferred = any(spelling in words for spelling in PREFERRED.get(column.field, ()))
    chosen = layout.chosen.get(column.field) == choice_of(column)
    return not chosen, column.is_hidden, not preferred, column.index


_PART_OF = {
    part: order + 1
    for order, spellings in PARTS_OF_AN_ADDRESS
    for part in map(str.strip, spellings.split(";"))
}
_COUNTRY = 10


def _address_part(column: Column) -> Column:
    """A column under an address that holds a part of it, such as the province."""
    part = _PART_OF.get(plain(column.title.rpartition(JOIN)[2])) if JOIN in column.title else None
    if part is None:
        return column
    return replace(column, part=part, field=Field.IGNORED if part == _COUNTRY else Field.ADDRESS)


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
