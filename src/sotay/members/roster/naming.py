"""Which cell a name on a roster means. Pure.

Offices write one cell in many ways: "Chi bộ Tổ dân phố Hòa Bình", "CB TDP HÒA BÌNH", "Hòa Bình".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sotay.kernel.text import tidy
from sotay.members.roster.header import plain

_ABBREVIATIONS = {
    "tdp": "to dan pho", "kdc": "khu dan cu", "kp": "khu pho", "tdc": "to dan cu", "ttyt": "trung tam y te",
    "tyt": "tram y te", "th": "tieu hoc", "mn": "mam non", "ubnd": "uy ban nhan dan", "ca": "cong an",
    "ch": "chi huy", "bch": "ban chi huy", "qs": "quan su", "htx": "hop tac xa", "dn": "doanh nghiep",
}  # fmt: skip
_PREFIX = re.compile(r"^(?:(?:danh sach|ds)(?: dang vien)? )?(?:chi bo|cb|dang bo bo phan)\b ?")
_AND = re.compile(r"\s*[&＆]\s*")
_PLACE = re.compile(
    r"^(?:to dan pho|to dan cu|khu dan cu|khu pho|thon|xom|ban|ap|khom|khoi|khu|buon|phum|soc|to)\s+(?=\S)"
)
_GENERIC = re.compile(
    r"^(?:sheet|trang|bang|danh sach|ds|tong hop|tong|dang vien|mau|bieu|data|list|nhap|so lieu|phu luc|csv)"
    r"(?:\b|\d|$)"
)
_IN_LOWER_CASE = re.compile(
    r"\b(?:Tổ Dân Phố|Khu Dân Cư|Khu Phố|Tổ Dân Cư|Thôn|Xóm|Ấp|Khóm|Khối|Bản|Buôn|Phường|Xã|Số)\b(?=\s)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell the rows may belong to. `is_new` when it is only going to be created."""

    id: UUID
    name: str
    code: str = ""
    path: str = ""
    cell_type: str = ""
    is_new: bool = False


def reduced(name: str) -> str:
    """The name without "chi bộ", abbreviations written out, numbers without zeros: its identity."""
    words = _PREFIX.sub("", plain(_AND.sub(" và ", name))).split()
    spelt = " ".join(_ABBREVIATIONS.get(word, word) for word in words)
    return re.sub(r"\b(?:so )?0*(\d+)\b", r"\1", spelt)


def core(name: str) -> str:
    """The reduced name without the kind of place before it: 'hoa binh' of 'tổ dân phố Hòa Bình'."""
    return _PLACE.sub("", reduced(name))


def is_generic(sheet: str) -> bool:
    """A sheet's name that names no cell: Sheet1, Danh sách, Tổng hợp."""
    words = plain(sheet)
    return not reduced(sheet) or bool(_GENERIC.match(words) and not _PREFIX.match(words))


def proper(name: str) -> str:
    """The name a new cell gets: with "Chi bộ" before it, and not in capitals."""
    rest = re.sub(r"^(?:chi\s+b[ộo]|cb)\b[\s:.-]*", "", tidy(name), flags=re.IGNORECASE)
    if rest.isupper():
        rest = _IN_LOWER_CASE.sub(lambda found: found[0].lower(), " ".join(map(str.capitalize, rest.split())))
    return f"Chi bộ {rest}"


class Cells:
    """The cells of a unit, to be found by any way of writing them."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._reduced: dict[str, list[Cell]] = defaultdict(list)
        self._core: dict[str, list[Cell]] = defaultdict(list)
        self._code: dict[str, list[Cell]] = defaultdict(list)
        for cell in cells:
            self.add(cell)

    def add(self, cell: Cell) -> None:
        self._reduced[reduced(cell.name)].append(cell)
        self._core[core(cell.name)].append(cell)
        self._code[cell.code].append(cell)

    def named(self, name: str) -> list[Cell]:
        """The cells a name can mean, those by full name before those by code and by place alone."""
        if not tidy(name):
            return []
        return (
            self._reduced.get(reduced(name))
            or self._code.get(tidy(name))
            or (self._core.get(core(name)) if self._same_sort(name) else None)
            or []
        )

    def _same_sort(self, name: str) -> bool:
        """A bare place may mean a place of any sort; "Thôn Đoài" never means "Tổ dân phố Đoài"."""
        found = self._core.get(core(name)) or []
        return core(name) == reduced(name) or any(reduced(cell.name) == core(name) for cell in found)
