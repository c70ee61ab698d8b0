"""Finding the header of a roster and telling what its columns hold. Pure.

The spellings are data: lower case, without marks or punctuation. A header means the field whose
longest spelling it contains as whole words, so "Ngày vào Đảng (chính thức)" is the date of full
status although it also contains "ngày vào Đảng".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

from sotay.kernel.text import fold
from sotay.members.roster.cells import Value, text


class Field(StrEnum):
    """What a column of a roster holds."""

    ORDINAL = "ordinal"
    NAME = "name"
    FAMILY = "family"  # family and middle names, the given name in a column of its own
    GIVEN = "given"
    BORN = "born"
    SEX = "sex"
    MALE = "male"  # columns "Nam" and "Nữ": an x, or the year of birth, in one of the two
    FEMALE = "female"
    ETHNICITY = "ethnicity"
    ADMITTED = "admitted"
    FULL = "full"
    CARD = "card"
    POST = "post"
    CELL = "cell"
    CELL_TYPE = "cell_type"
    PHONE = "phone"
    EMAIL = "email"
    CITIZEN = "citizen"
    ADDRESS = "address"
    OCCUPATION = "occupation"
    NOTE = "note"
    IGNORED = "ignored"


SPELLINGS: dict[Field, tuple[str, ...]] = {
    Field.ORDINAL: ("stt", "so tt", "so thu tu", "thu tu"),
    Field.NAME: (
        "ho va ten", "ho ten", "ho va ten dang vien", "ho ten dang vien", "ten dang vien", "ho va ten khai sinh",
        "ho ten khai sinh", "ho chu dem va ten", "ho dem va ten", "ho ten day du", "full name",
    ),
    Field.FAMILY: (
        "ho ten dem", "ho va ten dem", "ho dem", "ho va dem", "ho chu dem", "ho va chu dem", "ho lot", "ho va lot",
        "ho chu lot", "ho va chu lot", "ho va ten lot",
    ),
    Field.BORN: (
        "ngay sinh", "nam sinh", "ngay thang nam sinh", "ngay thang sinh", "ngay nam sinh", "sinh ngay", "sinh nam",
        "thang nam sinh", "ntns", "ngay thang nam sinh dang vien", "date of birth",
    ),
    Field.SEX: ("gioi tinh", "nam nu", "phai"),
    Field.ETHNICITY: ("dan toc",),
    Field.ADMITTED: (
        "ngay vao dang", "vao dang", "ngay ket nap", "ket nap", "ngay ket nap dang", "ngay vao dang du bi",
        "ngay vao dang lan dau", "nam vao dang", "ngay thang nam vao dang", "ngay thang vao dang", "ngay du bi",
        "ngay vao dcsvn", "ngay thang nam ket nap", "ngay ket nap du bi", "vao dang du bi", "ngay kn",
    ),
    Field.FULL: (
        "chinh thuc", "ngay chinh thuc", "ngay vao dang chinh thuc", "vao dang chinh thuc", "cong nhan chinh thuc",
        "ngay cong nhan chinh thuc", "ngay chuyen chinh thuc", "chuyen chinh thuc", "ngay chuyen dang chinh thuc",
        "chuyen dang chinh thuc", "cong nhan dang vien chinh thuc", "ngay cong nhan dang vien chinh thuc",
        "ngay vao dang ct", "ngay dang vien chinh thuc", "ngay ket nap chinh thuc", "nam chinh thuc",
        "ngay thang nam chinh thuc", "ngay thang nam vao dang chinh thuc", "ngay ct",
    ),
    Field.CARD: (
        "so the dang vien", "so the", "so tdv", "stdv", "so the dv", "so the dang", "the dang vien", "so hieu the",
        "so the dang vien moi", "ma the dang vien", "card number", "the dv",
    ),
    Field.POST: (
        "chuc vu", "chuc vu dang", "chuc vu trong dang", "chuc vu trong chi bo", "chuc vu chi bo", "chuc vu cap uy",
        "chuc danh", "cap uy", "nhiem vu trong chi bo",
    ),
    Field.CELL: (
        "chi bo", "ten chi bo", "sinh hoat tai chi bo", "sinh hoat tai", "chi bo sinh hoat", "noi sinh hoat",
        "chi bo dang sinh hoat", "thuoc chi bo", "sinh hoat chi bo", "noi sinh hoat dang", "to chuc dang",
        "dang sinh hoat tai chi bo", "chi bo noi sinh hoat",
    ),
    Field.CELL_TYPE: ("loai hinh", "loai hinh chi bo", "loai chi bo", "loai hinh to chuc dang", "loai hinh tccsd"),
    Field.PHONE: (
        "dien thoai", "so dien thoai", "sdt", "so dt", "dtdd", "di dong", "so di dong", "dien thoai di dong",
        "so dien thoai lien he", "dien thoai lien he", "so may", "phone", "mobile", "so dien thoai di dong",
    ),
    Field.EMAIL: ("email", "e mail", "thu dien tu", "hop thu", "gmail"),
    Field.CITIZEN: (
        "cccd", "cmnd", "cmt", "cmtnd", "can cuoc", "so can cuoc", "can cuoc cong dan", "so can cuoc cong dan",
        "so cccd", "so cmnd", "cccd cmnd", "so cccd cmnd", "so dinh danh", "so dinh danh ca nhan", "ma dinh danh",
        "chung minh nhan dan", "chung minh thu", "so cc", "citizen id",
    ),
    Field.ADDRESS: (
        "noi o", "noi o hien nay", "cho o", "cho o hien nay", "dia chi", "noi cu tru", "cu tru", "noi thuong tru",
        "thuong tru", "ho khau", "dia chi lien he", "dia chi thuong tru", "noi tam tru", "cho o hien tai",
    ),
    Field.OCCUPATION: (
        "nghe nghiep", "nghe nghiep hien nay", "cong viec", "don vi cong tac", "noi cong tac", "noi lam viec",
        "co quan cong tac", "chuc vu chinh quyen", "chuc vu chuyen mon", "cong viec hien nay", "chuc vu don vi cong tac",
    ),
    Field.NOTE: ("ghi chu", "chu thich", "tinh trang", "tinh trang sinh hoat", "trang thai", "dien sinh hoat"),
    Field.IGNORED: (
        "ly do", "noi sinh", "tuoi dang", "tuoi doi", "tuoi", "ngay vao doan", "que quan", "nguyen quan", "chu ky",
        "ky nhan", "ky ten", "huy hieu", "huy hieu dang", "so ly lich", "ten goi khac", "ten thuong dung", "bi danh",
        "noi ket nap", "noi vao dang", "noi cong nhan", "trinh do", "chuyen mon", "hoc van", "ly luan chinh tri",
        "ton giao", "ngay chuyen den", "ngay chuyen di", "ngay cap", "noi cap", "cap the", "ngay cap the",
        "ngay cap the dang vien", "ngay phat the dang vien", "ngay cap so the dang vien", "so nghi quyet",
        "so quyet dinh", "so the bhyt", "so the bao hiem", "bao hiem xa hoi", "chi bo truoc khi chuyen",
        "chi bo noi chuyen di", "chi bo gioi thieu", "nguoi gioi thieu", "thanh phan", "gia dinh", "dang phi",
        "ngay cap can cuoc cong dan", "noi cap can cuoc cong dan", "ngay cap the dang", "xep loai",
        "ngay nhap ngu", "ngay vao nganh",
    ),
}  # fmt: skip
"""How rosters name each column."""

WHOLE: dict[str, Field] = {
    "tt": Field.ORDINAL,
    "so": Field.ORDINAL,
    "ho": Field.FAMILY,
    "ten": Field.GIVEN,
    "ten goi": Field.GIVEN,
    "dang vien": Field.NAME,
    "ns": Field.BORN,
    "sinh": Field.BORN,
    "gt": Field.SEX,
    "gioi": Field.SEX,
    "nu": Field.FEMALE,
    "du bi": Field.ADMITTED,
    "ct": Field.FULL,
    "cb": Field.CELL,
    "don vi": Field.CELL,
    "lien he": Field.PHONE,
    "gc": Field.NOTE,
    "cv": Field.POST,
    "cc": Field.CITIZEN,
    "dang vien chinh thuc": Field.IGNORED,  # a column of crosses, not of dates
    "dang vien du bi": Field.IGNORED,
}
"""Headers too short to be looked for inside longer ones."""

MARKED: dict[str, Field] = {
    "nam": Field.MALE,
    "nữ": Field.FEMALE,
    "đt": Field.PHONE,
    "dt": Field.ETHNICITY,
    "năm": Field.IGNORED,
}
"""Headers that only their marks tell apart: Nam (male) and năm (year), ĐT (telephone) and DT (dân tộc)."""

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
    return " ".join(re.findall(r"[a-z0-9]+", fold(title)))


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
    """A header of several rows: the whole when it is one we leave out, else the lowest row, else the whole."""
    whole = plain(" ".join(parts))
    together = WHOLE.get(whole) or _contained(whole)
    if together is Field.IGNORED:
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
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
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
    if not cells or not _is_text(row):
        return False
    if len(cells) == 1:
        return plain(cells[0]) in {spelling for spellings in SPELLINGS.values() for spelling in spellings}
    return _share(cells) >= _MOSTLY or any(meaning(cell) in {Field.NAME, Field.FAMILY} for cell in cells)


def _continues(rows: Sequence[Sequence[Value]], top: int, bottom: int) -> bool:
    """Whether row `bottom` is one more row of the header above it, not the first person."""
    if not _is_text(rows[bottom]) or not any(text(cell) for cell in rows[bottom]):
        return False
    titles = _titles(rows[top : bottom + 1])
    cells = [titles[i] for i, cell in enumerate(rows[bottom]) if text(cell)]
    own = [text(cell) for cell in rows[bottom] if text(cell)]
    named = [cell for cell in own if meaning(cell) or plain(cell) in _SUBS]
    return len(named) / len(own) > _MOSTLY and _share(cells) >= _MOSTLY


_SUBS = {"dang", "chinh quyen", "doan the", "ngay", "thang", "nam", "so", "noi o", "hien nay", "ho", "ten", "cap the"}
"""Lower rows of headers that mean something only with the row above."""


def _is_text(row: Sequence[Value]) -> bool:
    """No numbers or dates: those are people's."""
    cells = [cell for cell in row if text(cell)]
    return not any(
        isinstance(cell, float | int | date) or len(text(cell)) > _LONGEST or text(cell).isdecimal() for cell in cells
    )


def _share(cells: Sequence[str]) -> float:
    return sum(meaning(cell) is not None for cell in cells) / len(cells)


def _titles(block: Sequence[Sequence[Value]]) -> list[str]:
    """The title of every column: its cells from top to bottom, merged cells spread over what is below them."""
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


def first_cells(row: Sequence[Value]) -> list[str]:
    """The texts of a row up to the first empty cell after them."""
    cells = [text(cell) for cell in row]
    return list(takewhile(bool, cells[next((i for i, cell in enumerate(cells) if cell), 0) :]))
