"""From a workbook to rows of people. Pure: no Django, nothing stored.

A `Sheet` is what a workbook holds; `people` finds the tables in it and answers a `Line` for each
person, with the cell the list is about when no column says so. What is not a person is left out:
titles, headers, numbering, totals, signatures, empty rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto

from sotay.kernel.text import search_key, tidy
from sotay.members.roster import header as head
from sotay.members.roster import phrases
from sotay.members.roster.carried import Covered, carried, continues_person, covered
from sotay.members.roster.cells import Value, text
from sotay.members.roster.dates import DAY_ZERO
from sotay.members.roster.header import Header, Layout
from sotay.members.roster.phrases import Meaning
from sotay.members.roster.problems import UnreadableFile
from sotay.members.roster.row_types import MANY_CELLS, SIGNATURE, RowType, joined, row_type
from sotay.members.roster.spellings import Field


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first, each as wide as it needs to be, and what is said of it besides.

    Rows and columns are counted from 0. `merged` are areas as (top, left, bottom, right).
    """

    name: str
    rows: Sequence[Sequence[Value]]
    day_zero: date = DAY_ZERO
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    strays: int = 0
    """Cells left out because they lie far from everything else."""
    encodings: Mapping[str, int] = field(default_factory=dict)
    """How many texts were converted from which encoding of before Unicode."""


class CellSource(Enum):
    """What told the cell a line belongs to, from the surest to the least sure."""

    COLUMN = auto()
    GROUP = auto()  # a row such as "I. Chi bộ thôn Đoài" above its people
    TITLE = auto()  # a line above the header
    SHEET = auto()  # the name of the sheet
    NOWHERE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A person's row. `row` is its number as Excel shows it."""

    sheet: str
    row: int
    header: Header
    values: Sequence[Value]
    cell_name: str
    cell_from: CellSource
    day_zero: date = DAY_ZERO
    list_of: str = ""
    """The title of the list, section or sheet when it says how all of its people stand."""
    standing: Meaning | None = None
    """How it says they stand."""
    is_hidden: bool = False
    carried: int = 0
    """Cells that take their value from a row above: merged with it, or a ditto mark."""

    @property
    def counts_from_1904(self) -> bool:
        return self.day_zero != DAY_ZERO

    def value(self, wanted: Field) -> Value:
        column = self.header.of(wanted)
        return self.values[column.index] if column and column.index < len(self.values) else None

    def parts(self, wanted: Field) -> list[str]:
        """The texts of all columns of a field, in their order."""
        columns = sorted(
            (c for c in self.header.columns if c.field is wanted), key=lambda c: (c.part, c.index)
        )
        return [text(self.values[column.index]) for column in columns if column.index < len(self.values)]

    def title(self, wanted: Field) -> str:
        column = self.header.of(wanted)
        return column.title if column else ""


@dataclass
class _Position:
    """Where in a sheet the reading is: under which header, group and title, and past an end or not."""

    header: Header
    title: str = ""
    group: str = ""
    ended: bool = False
    above: list[str] = field(default_factory=list)
    list_of: tuple[str, Meaning | None] = ("", None)
    section: tuple[str, Meaning | None] = ("", None)
    last: Sequence[Value] = ()
    """The values of the person before, for ditto marks."""


def people(sheets: Sequence[Sheet], chosen: Mapping[str, str] | None = None) -> list[Line]:
    """Every person of the sheets that are shown. Raises UnreadableFile when none has a table of people.

    `chosen` are the columns somebody chose where several could hold one field (`Layout.chosen`).
    """
    seen = [sheet for sheet in sheets if not sheet.is_hidden]
    if not any(text(cell) for sheet in seen for row in sheet.rows for cell in row):
        raise UnreadableFile(UnreadableFile.Why.EMPTY)
    found = [_of_sheet(sheet, Layout(sheet.hidden_columns, chosen or {})) for sheet in seen]
    if not any(header for header, _lines in found):
        raise UnreadableFile(UnreadableFile.Why.NO_HEADER)
    lines = [line for _header, lines in found for line in lines]
    head.meaning.cache_clear()  # it has seen names and numbers of people, which are not ours to keep
    return lines


def hidden_people(sheets: Sequence[Sheet]) -> dict[str, int]:
    """How many people each hidden sheet lists; nobody of them is imported."""
    counts = {sheet.name: len(list(_of_sheet(sheet, head.PLAIN)[1])) for sheet in sheets if sheet.is_hidden}
    head.meaning.cache_clear()  # as above
    return {name: count for name, count in counts.items() if count}


def _of_sheet(sheet: Sheet, layout: Layout) -> tuple[Header | None, Iterable[Line]]:
    first = head.find(sheet.rows, layout=layout)
    return first, _lines(sheet, first, layout) if first else ()


def _lines(sheet: Sheet, first: Header, layout: Layout) -> Iterator[Line]:
    above = sheet.rows[: first.top]
    at = _Position(first, title=_title_cell(above), list_of=_list_of(sheet.name, above))
    merged = covered(sheet.merged, len(sheet.rows))
    index = first.bottom + 1
    while index < len(sheet.rows):
        row = sheet.rows[index]
        again = head.at(sheet.rows, index, layout) if _may_be_header(row) else None
        if again is not None:
            own = _list_of("", at.above)
            at = _Position(
                again, _title_cell(at.above) or at.title, at.group, list_of=own if own[1] else at.list_of
            )
            index = again.bottom + 1
            continue
        match row_type(row, at.header, ended=at.ended):
            case RowType.PERSON if not continues_person(index, at.header, merged):
                line = _line(sheet, index, at, merged)
                yield line
                at.above, at.last = [], line.values
            case RowType.GROUP:
                at.group, at.ended, at.section, at.last = _group_cell(row), False, ("", None), ()
            case RowType.SECTION:
                said = joined(row)
                at.section, at.ended = (said, phrases.of_list(said)), False
            case RowType.END:
                at.ended = True
            case _:
                at.above.append(joined(row))
        index += 1


def _line(sheet: Sheet, index: int, at: _Position, merged: Covered) -> Line:
    values, taken = carried(sheet.rows, index, at.header, merged, at.last)
    column = at.header.of(Field.CELL)
    own = text(values[column.index]) if column and column.index < len(values) else ""
    sources = (
        (own, CellSource.COLUMN),
        (at.group, CellSource.GROUP),
        (at.title, CellSource.TITLE),
        (sheet.name, CellSource.SHEET),
    )
    name, source = next(((name, source) for name, source in sources if name), ("", CellSource.NOWHERE))
    list_of, standing = at.section if at.section[0] else at.list_of
    return Line(
        sheet=sheet.name,
        row=index + 1,
        header=at.header,
        values=values,
        cell_name=name,
        cell_from=source,
        day_zero=sheet.day_zero,
        list_of=list_of if standing else "",
        standing=standing,
        is_hidden=index in sheet.hidden_rows,
        carried=taken,
    )


_OF_A_HEADER = {Field.NAME, Field.FAMILY, Field.ADMITTED}


def _may_be_header(row: Sequence[Value]) -> bool:
    """Quick look before the careful one: some cell must read like the header of the names."""
    return any(isinstance(cell, str) and head.meaning(tidy(cell)) in _OF_A_HEADER for cell in row)


# --- the cell a list is about ------------------------------------------------------------------------

_CELL_LINE = re.compile(
    r"chi\s*b[ộo](?!\s+(?:trực thuộc|truc thuoc)\b)\s*[:\-]?\s*(?P<name>\S.*)", re.IGNORECASE
)
_SHORT = re.compile(r"^[\W\d]*\bCB\s+")
_AFTER_NAME = re.compile(
    r"\s*(?:[(;:–]|\s-\s|,\s*(?=năm|tháng|quý)|\bnăm\s+\d{4}|\b\d+\s*(?:đ/c|đồng chí|đảng viên))",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"(?:thang|quy|nam|co|gom|den|tinh den)\s+\d")


def _list_of(sheet: str, lines: Sequence[Sequence[Value] | str]) -> tuple[str, Meaning | None]:
    """The title above a header, or the name of a sheet, that says how all the people listed stand."""
    said = [line if isinstance(line, str) else joined(line) for line in reversed(lines)]
    for title, is_sheet in [*((title, False) for title in said), (sheet, True)]:
        if title and (standing := phrases.of_list(title, is_sheet=is_sheet)):
            return title, standing
    return "", None


def _title_cell(lines: Sequence[Sequence[Value] | str]) -> str:
    """The cell named by the lines above a header, the nearest line first; '' when none names one."""
    for line in reversed(lines):
        for said in [line] if isinstance(line, str) else [text(cell) for cell in line if text(cell)]:
            folded = search_key(said)
            if SIGNATURE.match(said.casefold()) or MANY_CELLS.search(folded):
                continue
            found = _cell_in(said)
            if found:
                return found
    return ""


def _group_cell(row: Sequence[Value]) -> str:
    """The cell a group row names, without the number before it and the count after it."""
    cells = [text(cell) for cell in row if text(cell)]
    return next(filter(None, map(_cell_in, cells)), "") or _cell_in(joined(row))


def _cell_in(said: str) -> str:
    """'Chi bộ …' out of a line such as 'DANH SÁCH ĐẢNG VIÊN CHI BỘ THÔN ĐOÀI (27 đảng viên)'."""
    match = _CELL_LINE.search(_SHORT.sub("Chi bộ ", tidy(said)))
    if not match:
        return ""
    name = _AFTER_NAME.split(match["name"])[0].strip(" .,:-")
    return f"Chi bộ {name}" if name and not _NOT_A_NAME.match(search_key(name)) else ""
