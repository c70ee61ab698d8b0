"""What a row of a list is: a person, a heading above people, the end of the list, or noise. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from sotay.kernel.text import search_key, tidy
from sotay.members.roster import header as head
from sotay.members.roster import phrases
from sotay.members.roster.cells import Value, text
from sotay.members.roster.header import Header
from sotay.members.roster.spellings import Field


class RowType(Enum):
    PERSON = auto()
    GROUP = auto()  # "I. Chi bộ thôn Đoài"
    SECTION = auto()  # "B. Đảng viên dự bị"
    END = auto()
    NOISE = auto()


MANY_CELLS = re.compile(r"\b(?:cac|so|(?:co|gom|tong so) \d+) chi bo\b|chi bo truc thuoc")
_BEFORE_GROUP = re.compile(
    r"^(?:[ivxlc]+|[a-z]|\d{1,3})?[\s.):\-/*+]*(?:ten )?(?:chi bo|cb)\b", re.IGNORECASE
)
_TOTAL = re.compile(
    r"tổng\b|cộng\s*[:.\d]|cộng$|tong (?:cong|so)\b|cong\s*[:\d]|trong đó\b|số lượng\b"
    r"|(?:ấn định )?danh sách (?:này )?(?:có|gồm)\b|danh sach (?:nay )?(?:co|gom)\b"
)
"""Marks are needed: Tổng is a total, Tống and Công are families."""
SIGNATURE = re.compile(
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


def row_type(row: Sequence[Value], header: Header, *, ended: bool) -> RowType:
    """What a row under this header is; `ended` when a total or a signature stood above it."""
    cells = [text(cell) for cell in row if text(cell)]
    if not cells or head.is_numbering(row):
        return RowType.NOISE
    name, facts = _name_of(row, header), _facts(row, header, ended)
    numbered = _has_ordinal(row, header)
    if not (numbered and name) and _ends_list(row, name, header):
        return RowType.END
    if not facts and len(cells) <= 3 and _is_section(joined(row)):  # noqa: PLR2004 - a letter, the title, a count
        return RowType.SECTION
    if _is_group(row, cells) and all(_is_count(_at(row, header, fact)) for fact in facts):
        return RowType.GROUP
    is_person = (
        bool(name and (facts or numbered))
        or bool(name and not ended and not _looks_like_words(name))
        or (len(facts) > 1 and not ended)
    )
    return RowType.PERSON if is_person else RowType.NOISE


_SECTION = re.compile(
    r"(?:[ivxlc]{1,4}|[a-h]|\d{1,2})?[\s.):\-/]*(?:dang vien|cac dong chi|dong chi|dv)\s+\S"
)


def _is_section(joined: str) -> bool:
    """A row such as "B. Đảng viên dự bị" above the people it speaks of."""
    return bool(_SECTION.match(search_key(joined))) and phrases.of_list(joined) is not None


def _ends_list(row: Sequence[Value], name: str, header: Header) -> bool:
    """A total or a signature: what follows is not people until the next header or group."""
    elsewhere = {column.index for column in header.columns if column.field in _MAY_SAY_SECRETARY}
    said = [text(cell).casefold() for i, cell in enumerate(row) if text(cell) and i not in elsewhere]
    if any(
        _TOTAL.match(one) or SIGNATURE.match(one) or search_key(one).strip(" .:") in _SIGNS for one in said
    ):
        return True
    return not name and any(_SIGNED_ON.search(search_key(one)) for one in said)


def _is_group(row: Sequence[Value], cells: Sequence[str]) -> bool:
    said = search_key(joined(row))
    few = len(cells) <= 3  # noqa: PLR2004 - a number, the name, perhaps a count of members
    return few and bool(_BEFORE_GROUP.match(said)) and not MANY_CELLS.search(said)


def _is_count(value: Value) -> bool:
    """A number of people, written into whatever column had room for it."""
    return isinstance(value, float | int) and value < 1000  # noqa: PLR2004


def _name_of(row: Sequence[Value], header: Header) -> str:
    parts = [_at(row, header, part) for part in (Field.NAME, Field.FAMILY, Field.GIVEN)]
    return tidy(" ".join(text(part) for part in parts if text(part)))


def _facts(row: Sequence[Value], header: Header, ended: bool) -> list[Field]:
    """What a row says of a person. Past the end of a list only figures count: two who sign it stand side by
    side, and the second of them is no telephone number.
    """
    said = {fact: text(_at(row, header, fact)) for fact in _OF_A_PERSON}
    return [fact for fact, words in said.items() if words and (not ended or _HAS_FIGURE.search(words))]


def _has_ordinal(row: Sequence[Value], header: Header) -> bool:
    ordinal = text(_at(row, header, Field.ORDINAL)).rstrip(".")
    return ordinal.isdecimal()


def _looks_like_words(name: str) -> bool:
    """A sentence or a remark rather than a name: long, or with figures or a colon in it."""
    return len(name.split()) > 7 or bool(re.search(r"[\d:;()]", name))  # noqa: PLR2004


def _at(row: Sequence[Value], header: Header, wanted: Field) -> Value:
    column = header.of(wanted)
    return row[column.index] if column and column.index < len(row) else None


def joined(row: Sequence[Value]) -> str:
    return tidy(" ".join(text(cell) for cell in row if text(cell)))
