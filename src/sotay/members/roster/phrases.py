"""What people mean by the words in a cell: a post, a kind of cell, a standing in a note. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sotay.kernel.text import fold, tidy
from sotay.members.roster.cells import Value, words
from sotay.members.roster.problems import BadCell, Problem

_POSTS = {
    "secretary": ("bi thu", "bt", "bi thu chi bo", "bi thu cb", "btcb", "bt chi bo", "b thu"),
    "deputy_secretary": (
        "pho bi thu", "p bi thu", "pbt", "pho bt", "p bt", "pho bi thu chi bo", "pbt chi bo", "pbtcb",
        "pho bi thu cb", "p bi thu chi bo",
    ),
    "committee_member": (
        "chi uy vien", "cuv", "chi uy", "uy vien", "uv", "uy vien chi uy", "uv chi uy", "cap uy vien",
        "uy vien bch", "uv bch", "uy vien ban chap hanh", "uy vien bch chi bo", "uv bch chi bo", "c uy vien",
    ),
}  # fmt: skip
_POST_OF = {spelling: role for role, spellings in _POSTS.items() for spelling in spellings}
_NO_POST = {"dang vien", "dv", "khong", "dang vien thuong"}
_PIECES = re.compile(r"[,;+\n]|\s-\s|\s/\s|(?<=\w\w)/(?=\w\w)|\skiêm\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Post:
    """What a 'Chức vụ' cell says: a role in the cell ('' for none), and the other posts in words."""

    role: str = ""
    other: str = ""


def post(value: Value) -> Post:
    """The role a person holds in the cell, told from posts held elsewhere (Bí thư Đoàn, Hiệu trưởng)."""
    role, others = "", []
    for piece in _PIECES.split(words(value) or ""):
        folded = re.sub(r"[.\s]+", " ", fold(piece)).strip()
        if folded in _POST_OF:
            role = role or _POST_OF[folded]
        elif folded and folded not in _NO_POST:
            others.append(tidy(piece))
    return Post(role, ", ".join(others))


_CELL_TYPES = (
    ("state_enterprise", r"doanh nghiep nha nuoc|dnnn"),
    ("private_enterprise", r"doanh nghiep|cong ty|tu nhan|hop tac xa|htx|fdi|von dau tu nuoc ngoai"),
    ("armed_forces", r"luc luong vu trang|llvt|cong an|quan su|quan doi|bien phong|bo doi"),
    ("students", r"sinh vien|hoc sinh|hoc vien"),
    (
        "residential",
        r"to dan pho|tdp|thon|xom|ap|khom|khu pho|khu dan cu|kdc|khoi|to dan cu|dia ban dan cu|dan cu"
        r"|buon|phum|soc|nong thon|ban",
    ),
    (
        "office",
        r"co quan|hanh chinh|su nghiep|truong|tram y te|benh vien|van phong|uy ban|ubnd|hdnd|mat tran|vien"
        r"|trung tam|khoi dang|phong",
    ),
)  # fmt: skip


def cell_type(said: str) -> str:
    """The kind of cell a 'Loại hình' cell, or a cell's own name, speaks of; '' when none is meant.

    The order matters: 'Trường Tiểu học thôn Đoài' is an office although it names a village, so a word at the
    beginning wins over one further on.
    """
    folded = re.sub(r"^(?:dang bo|chi bo|cb)\s+", "", fold(said))
    best: tuple[int, str] | None = None
    for kind, pattern in _CELL_TYPES:
        match = re.search(rf"\b(?:{pattern})\b", folded)
        if match and (best is None or match.start() < best[0]):
            best = match.start(), kind
    return best[1] if best else ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A standing a note speaks of. `until` is the last day it holds, as the note says it."""

    kind: str
    until: date | None = None
    elsewhere: str = ""


_MEANINGS = (
    (
        "left",
        r"tu tran|da mat|qua doi|hy sinh|xoa ten|khai tru|ra khoi dang|chuyen (?:sinh hoat dang )?di\b",
    ),
    ("exempt", r"mien (?:cong tac|sinh hoat|sh|ct)|duoc mien|^mien$|mien ct"),
    ("suspended", r"dinh chi"),
    ("here", r"(?:sinh hoat|sh|shd) tam thoi (?:tai day|den tu|o day)|tam thoi chuyen den"),
    ("away", r"(?:sinh hoat|sh|shd|chuyen)(?: dang| sinh hoat)? tam thoi|tam thoi chuyen di|shtt"),
    ("probationary", r"\bdu bi\b|\bdvdb\b|\bdb\b"),
)
_UNTIL = re.compile(
    r"(?:đến|den|hết|het)\s*(?:ngày|ngay|hết|het)?\s*(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})", re.I
)
_NOTE_PIECES = re.compile(r"[;\n]|,\s+(?=\D)|\.\s+(?=\D)")


def note(value: Value) -> tuple[tuple[Meaning, ...], str]:
    """The standings a note speaks of, and what remains of it as plain words."""
    meanings: list[Meaning] = []
    rest: list[str] = []
    for piece in _NOTE_PIECES.split(words(value) or ""):
        folded = fold(piece)
        kind = next((kind for kind, pattern in _MEANINGS if re.search(pattern, folded)), None)
        if kind is None:
            rest.append(tidy(piece).strip(" ."))
        elif kind not in {m.kind for m in meanings}:
            meanings.append(Meaning(kind, _until(piece), _elsewhere(piece) if kind == "away" else ""))
    return tuple(meanings), "; ".join(piece for piece in rest if piece)


def _until(piece: str) -> date | None:
    match = _UNTIL.search(piece)
    if not match:
        return None
    dom, month, year = (int(part) for part in re.split(r"\s*[/.\-]\s*", match[1]))
    try:
        return date(year, month, dom)
    except ValueError:
        raise BadCell(Problem.DATE_IMPOSSIBLE, match[1]) from None


def _elsewhere(piece: str) -> str:
    """The place named after 'tại' or 'ở' in a note about temporary activity."""
    match = re.search(r"\b(?:tại|ở)\s+(.+?)(?=\s+(?:đến|từ|hết)\b|$)", piece, re.IGNORECASE)
    return tidy(match[1]).strip(" .") if match else ""
