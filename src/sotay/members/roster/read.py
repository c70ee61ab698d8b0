"""From a workbook to rows of people. Pure: no Django, nothing stored.

A `Sheet` is what a workbook holds; `people` finds the tables in it and answers a `Line` for each
person, with the cell the list is about when no column says so. What is not a person is left out:
titles, headers, numbering, totals, signatures, empty rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from sotay.kernel.text import fold, tidy
from sotay.members.roster import header as head
from sotay.members.roster.cells import Value, text
from sotay.members.roster.header import Header
from sotay.members.roster.problems import UnreadableFile
from sotay.members.roster.spellings import Field


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows from the first, each as wide as it needs to be."""

    name: str
    rows: Sequence[Sequence[Value]]


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

    def value(self, wanted: Field) -> Value:
        column = self.header.of(wanted)
        return self.values[column.index] if column and column.index < len(self.values) else None

    def title(self, wanted: Field) -> str:
        column = self.header.of(wanted)
        return column.title if column else ""


class _RowType(Enum):
    PERSON = auto()
    GROUP = auto()
    END = auto()
    NOISE = auto()


@dataclass
class _Position:
    """CellSource in a sheet the reading is: under which header, group and title, and past an end or not."""

    header: Header
    title: str = ""
    group: str = ""
    ended: bool = False
    above: list[str] = field(default_factory=list)


def people(sheets: Sequence[Sheet]) -> list[Line]:
    """Every person of the workbook, sheet by sheet. Raises UnreadableFile when none has a table of people."""
    if not any(text(cell) for sheet in sheets for row in sheet.rows for cell in row):
        raise UnreadableFile(UnreadableFile.Why.EMPTY)
    headers = {sheet.name: head.find(sheet.rows) for sheet in sheets}
    if not any(headers.values()):
        raise UnreadableFile(UnreadableFile.Why.NO_HEADER)
    found = [line for sheet in sheets for line in _of_sheet(sheet, headers[sheet.name])]
    head.meaning.cache_clear()  # it has seen names and numbers of people, which are not ours to keep
    return found


def _of_sheet(sheet: Sheet, first: Header | None) -> Iterator[Line]:
    if first is None:
        return
    position = _Position(first, title=_title_cell(sheet.rows[: first.top]))
    index = first.bottom + 1
    while index < len(sheet.rows):
        row = sheet.rows[index]
        again = head.at(sheet.rows, index) if _may_be_header(row) else None
        if again is not None:
            position = _Position(
                again, title=_title_cell(position.above) or position.title, group=position.group
            )
            index = again.bottom + 1
            continue
        match _kind(row, position):
            case _RowType.PERSON:
                yield _line(sheet, index, position)
                position.above = []
            case _RowType.GROUP:
                position.group, position.ended = _group_cell(row), False
            case _RowType.END:
                position.ended = True
            case _RowType.NOISE:
                position.above.append(_joined(row))
        index += 1


def _line(sheet: Sheet, index: int, position: _Position) -> Line:
    row = sheet.rows[index]
    column = position.header.of(Field.CELL)
    own = text(row[column.index]) if column and column.index < len(row) else ""
    for name, where in (
        (own, CellSource.COLUMN),
        (position.group, CellSource.GROUP),
        (position.title, CellSource.TITLE),
        (sheet.name, CellSource.SHEET),
    ):
        if name:
            return Line(sheet.name, index + 1, position.header, row, name, where)
    return Line(sheet.name, index + 1, position.header, row, "", CellSource.NOWHERE)


# --- what a row is ---------------------------------------------------------------------------------

_CELL_LINE = re.compile(
    r"chi\s*b[ộo](?!\s+(?:trực thuộc|truc thuoc)\b)\s*[:\-]?\s*(?P<name>\S.*)", re.IGNORECASE
)
_SHORT = re.compile(r"^[\W\d]*\bCB\s+")
_AFTER_NAME = re.compile(
    r"\s*(?:[(;:–]|\s-\s|,\s*(?=năm|tháng|quý)|\bnăm\s+\d{4}|\b\d+\s*(?:đ/c|đồng chí|đảng viên))",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"(?:thang|quy|nam|co|gom|den|tinh den)\s+\d")
_MANY_CELLS = re.compile(r"\b(?:cac|so|(?:co|gom|tong so) \d+) chi bo\b|chi bo truc thuoc")
_BEFORE_GROUP = re.compile(
    r"^(?:[ivxlc]+|[a-z]|\d{1,3})?[\s.):\-/*+]*(?:ten )?(?:chi bo|cb)\b", re.IGNORECASE
)
_TOTAL = re.compile(
    r"tổng\b|cộng\s*[:.\d]|cộng$|tong (?:cong|so)\b|cong\s*[:\d]|trong đó\b|số lượng\b"
    r"|(?:ấn định )?danh sách (?:này )?(?:có|gồm)\b|danh sach (?:nay )?(?:co|gom)\b"
)
"""Marks are needed: Tổng is a total, Tống and Công are families."""
_SIGNATURE = re.compile(
    r"t/?\s?m\b|k/?t\b|t/?l\b|người (?:lập|tổng hợp|ký)|nguoi (?:lap|tong hop|ky)|cán bộ (?:lập|tổng hợp)"
    r"|xác nhận|nơi nhận|thủ trưởng|\(?\s*ký\s*[,:)]|\(?đã ký|\(ky"
)
_SIGNED_ON = re.compile(r"\bngay\b[\s.…_\d]*thang\b[\s.…_\d]*nam\b")
_SIGNS = {
    "bi thu",
    "pho bi thu",
    "bi thu chi bo",
    "chi uy",
    "ban chap hanh",
    "bi thu dang uy",
    "pho bi thu dang uy",
}
_OF_A_PERSON = (
    Field.BORN, Field.SEX, Field.MALE, Field.FEMALE, Field.ADMITTED, Field.FULL, Field.CARD, Field.CITIZEN,
    Field.PHONE, Field.ETHNICITY,
)  # fmt: skip
_HAS_FIGURE = re.compile(r"\d")
_MAY_SAY_SECRETARY = frozenset({Field.POST, Field.NOTE, Field.OCCUPATION})


def _kind(row: Sequence[Value], position: _Position) -> _RowType:
    cells = [text(cell) for cell in row if text(cell)]
    if not cells or head.is_numbering(row):
        return _RowType.NOISE
    name, facts = _name_of(row, position.header), _facts(row, position)
    numbered = _has_ordinal(row, position.header)
    if not (numbered and name) and _ends_list(row, name, position.header):
        return _RowType.END
    if _is_group(row, cells) and all(_is_count(_at(row, position.header, fact)) for fact in facts):
        return _RowType.GROUP
    if name and (facts or numbered):
        return _RowType.PERSON
    if name and not position.ended and not _looks_like_words(name):
        return _RowType.PERSON
    return _RowType.PERSON if len(facts) > 1 and not position.ended else _RowType.NOISE


def _ends_list(row: Sequence[Value], name: str, header: Header) -> bool:
    """A total or a signature: what follows is not people until the next header or group."""
    elsewhere = {column.index for column in header.columns if column.field in _MAY_SAY_SECRETARY}
    said = [text(cell).casefold() for i, cell in enumerate(row) if text(cell) and i not in elsewhere]
    if any(_TOTAL.match(one) or _SIGNATURE.match(one) or fold(one).strip(" .:") in _SIGNS for one in said):
        return True
    return not name and any(_SIGNED_ON.search(fold(one)) for one in said)


def _is_group(row: Sequence[Value], cells: Sequence[str]) -> bool:
    joined = fold(_joined(row))
    few = len(cells) <= 3  # noqa: PLR2004 - a number, the name, perhaps a count of members
    return few and bool(_BEFORE_GROUP.match(joined)) and not _MANY_CELLS.search(joined)


def _is_count(value: Value) -> bool:
    """A number of people, written into whatever column had room for it."""
    return isinstance(value, float | int) and value < 1000  # noqa: PLR2004


def _name_of(row: Sequence[Value], header: Header) -> str:
    parts = [_at(row, header, part) for part in (Field.NAME, Field.FAMILY, Field.GIVEN)]
    return tidy(" ".join(text(part) for part in parts if text(part)))


def _facts(row: Sequence[Value], position: _Position) -> list[Field]:
    """What a row says of a person. Past the end of a list only figures count: two who sign it stand side by
    side, and the second of them is no telephone number.
    """
    said = {fact: text(_at(row, position.header, fact)) for fact in _OF_A_PERSON}
    return [
        fact for fact, words in said.items() if words and (not position.ended or _HAS_FIGURE.search(words))
    ]


def _has_ordinal(row: Sequence[Value], header: Header) -> bool:
    ordinal = text(_at(row, header, Field.ORDINAL)).rstrip(".")
    return ordinal.isdecimal()


def _looks_like_words(name: str) -> bool:
    """A sentence or a remark rather than a name: long, or with figures or a colon in it."""
    return len(name.split()) > 7 or bool(re.search(r"[\d:;()]", name))  # noqa: PLR2004


def _at(row: Sequence[Value], header: Header, wanted: Field) -> Value:
    column = header.of(wanted)
    return row[column.index] if column and column.index < len(row) else None


_OF_A_HEADER = {Field.NAME, Field.FAMILY, Field.ADMITTED}


def _may_be_header(row: Sequence[Value]) -> bool:
    """Quick look before the careful one: some cell must read like the header of the names."""
    return any(isinstance(cell, str) and head.meaning(tidy(cell)) in _OF_A_HEADER for cell in row)


def _joined(row: Sequence[Value]) -> str:
    return tidy(" ".join(text(cell) for cell in row if text(cell)))


# --- the cell a list is about ------------------------------------------------------------------------


def _title_cell(lines: Sequence[Sequence[Value] | str]) -> str:
    """The cell named by the lines above a header, the nearest line first; '' when none names one."""
    for line in reversed(lines):
        for said in [line] if isinstance(line, str) else [text(cell) for cell in line if text(cell)]:
            folded = fold(said)
            if _SIGNATURE.match(said.casefold()) or _MANY_CELLS.search(folded):
                continue
            found = _cell_in(said)
            if found:
                return found
    return ""


def _group_cell(row: Sequence[Value]) -> str:
    """The cell a group row names, without the number before it and the count after it."""
    cells = [text(cell) for cell in row if text(cell)]
    return next(filter(None, map(_cell_in, cells)), "") or _cell_in(_joined(row))


def _cell_in(said: str) -> str:
    """'Chi bộ …' out of a line such as 'DANH SÁCH ĐẢNG VIÊN CHI BỘ THÔN ĐOÀI (27 đảng viên)'."""
    match = _CELL_LINE.search(_SHORT.sub("Chi bộ ", tidy(said)))
    if not match:
        return ""
    name = _AFTER_NAME.split(match["name"])[0].strip(" .,:-")
    return f"Chi bộ {name}" if name and not _NOT_A_NAME.match(fold(name)) else ""
