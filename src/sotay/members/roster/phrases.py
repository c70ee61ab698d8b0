"""What people mean by the words in a cell: a post, a kind of cell, a standing in a note. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sotay.kernel import parse
from sotay.kernel.text import search_key, tidy
from sotay.members.roster.cells import Value, words
from sotay.members.roster.problems import BadCell, Problem

_POSTS = {
    "secretary": ("secretary", "bi thu", "bt", "bi thu chi bo", "bi thu cb", "btcb", "bt chi bo", "b thu"),
    "deputy_secretary": (
        "deputy secretary", "pho bi thu", "p bi thu", "pbt", "pho bt", "p bt", "pho bi thu chi bo",
        "pbt chi bo", "pbtcb", "pho bi thu cb", "p bi thu chi bo",
    ),
    "committee_member": (
        "cell committee member", "chi uy vien", "cuv", "chi uy", "uy vien", "uv", "uy vien chi uy",
        "uv chi uy", "cap uy vien", "uy vien bch", "uv bch", "uy vien ban chap hanh", "uy vien bch chi bo",
        "uv bch chi bo", "c uy vien",
    ),
}  # fmt: skip
_POST_OF = {spelling: role for role, spellings in _POSTS.items() for spelling in spellings}
_NO_POST = {"dang vien", "dv", "khong", "dang vien thuong", "party member"}
_OTHER_ROLES = {
    "cap uy vien phu trach", "van phong dang uy phuong xa", "van phong tinh uy thanh uy", "uy ban kiem tra",
    "quan tri he thong", "overseer", "ward or commune party office", "province party office",
    "inspection commission", "system operator", "van phong trung uong dang",
    "office of the central committee",
}  # fmt: skip
"""Roles our own list of members shows: they are given on pages, never by a roster, and are no occupation."""
_PIECES = re.compile(r"[,;+\n]|\s-\s|\s/\s|(?<=\w\w)/(?=\w\w)|\skiêm\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Post:
    """What a 'Chức vụ' cell says: a role in the cell ('' for none), and the other posts in words."""

    role: str = ""
    other: str = ""


def post(value: Value) -> Post:
    """The role a person holds in the cell, told from posts held elsewhere (Bí thư Đoàn, Hiệu trưởng)."""
    role, others = "", []
    if " ".join(re.findall(r"[a-z]+", search_key(words(value) or ""))) in _OTHER_ROLES:
        return Post()
    for piece in _PIECES.split(words(value) or ""):
        folded = re.sub(r"[.\s-]+", " ", search_key(piece)).strip()
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
    folded = re.sub(r"^(?:dang bo|chi bo|cb)\s+", "", search_key(said))
    best: tuple[int, str] | None = None
    for kind, pattern in _CELL_TYPES:
        match = re.search(rf"\b(?:{pattern})\b", folded)
        if match and (best is None or match.start() < best[0]):
            best = match.start(), kind
    return best[1] if best else ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A standing some words speak of. `until` is the last day it holds, as they say it."""

    kind: str
    until: date | None = None
    elsewhere: str = ""


_GONE = (
    r"tu tran|da mat\b|da chet|qua doi|mat (?:nam|ngay|thang)|hy sinh|xoa ten|khai tru|(?:ra|roi) khoi dang"
    r"|khong con (?:sinh hoat|la dang vien)|da ra dang|da chuyen(?! den| ve day| chinh thuc| dang chinh thuc)"
    r"|chuyen (?:(?:sinh hoat|shd?|dang|cong tac)(?: dang)?(?: chinh thuc)? )?(?:di|ra|sang)\b"
)
_NOT_YET = re.compile(r"\b(?:cho|se|xin|de nghi|du kien|chua|dang lam thu tuc)\b.*\bchuyen\b|tam thoi|shtt")
"""Moving that has not happened, or only for a while."""
_OF_THE_FAMILY = re.compile(
    r"\b(?:bo|cha|me|chong|vo|con|anh|chi|em|bo me|cha me)\b.*(?:mat|tran|doi|hy sinh|chet)"
)
_MEANINGS = (
    ("left", _GONE),
    ("exempt", r"mien (?:cong tac|sinh hoat|sh|ct)|duoc mien|^mien$|mien ct|^exempt"),
    ("suspended", r"dinh chi|^suspended"),
    ("prosecuted", r"\b(?:khoi to|truy to|tam giam)\b|^prosecuted|^charged or detained"),
    (
        "here",
        r"(?:sinh hoat|sh|shd) tam thoi (?:tai day|den tu|o day)|tam thoi chuyen den|den (?:sinh hoat"
        r"|shd?) tam thoi"
        r"|^here on",
    ),
    ("away", r"(?:sinh hoat|sh|shd|chuyen)(?: dang| sinh hoat)? tam thoi|tam thoi chuyen di|shtt|^away on"),
    ("probationary", r"\bdu bi\b|\bdvdb\b|\bdb\b|^probationary"),
)
_ONLY_OF_A_STATUS = (
    ("left", r"^(?:mat|chet|left|da roi|da di|chuyen|chuyen di|roi dang|xin ra|da ra)$"),
    (
        "full",
        r"^(?:dang vien )?chinh thuc$|^(?:dang sinh hoat )?dang vien chinh thuc$|^dvct$|^ct$|^full member",
    ),
)
_ORDINARY = re.compile(
    r"(?:dang |con |van )?(?:sinh hoat|hoat dong|cong tac|sh|shd)(?: dang)?(?: chinh thuc"
    r"| binh thuong| tai chi bo)*"
    r"|binh thuong|co mat|hop le|dang vien|active|normal|x|co"
)
"""Words that say no more than that somebody is a member like others."""
_UNTIL = re.compile(
    r"(?:đến|den|hết|het)\s*(?:ngày|ngay|hết|het)?\s*(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})", re.I
)
_NOTE_PIECES = re.compile(r"[;\n]|,\s+(?=\D)|\.\s+(?=\D)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What words say of how somebody stands, and what remains of them."""

    meanings: tuple[Meaning, ...] = ()
    rest: str = ""


def note(value: Value) -> Spoken:
    """The standings a note speaks of, and what remains of it as plain words."""
    said = words(value) or ""
    pieces = [piece for piece in _NOTE_PIECES.split(said) if tidy(piece)]
    found = [(piece, _kind(search_key(piece))) for piece in pieces]
    rest = [tidy(piece).strip(" .") for piece, kind in found if kind is None]
    meanings = _meanings(found)
    return Spoken(meanings, "; ".join(filter(None, rest)) if meanings else said)


def status(value: Value) -> Spoken:
    """The same of a column that says nothing but how somebody stands: what remains was not understood."""
    said = words(value) or ""
    pieces = [piece for piece in _NOTE_PIECES.split(said) if tidy(piece)]
    found = [(piece, _kind_of_status(search_key(piece).strip(" .()"))) for piece in pieces]
    rest = [tidy(piece) for piece, kind in found if kind is None]
    return Spoken(_meanings([(piece, kind) for piece, kind in found if kind]), "; ".join(rest))


def _kind(folded: str) -> str | None:
    for kind, pattern in _MEANINGS:
        if re.search(pattern, folded) and not (
            kind == "left" and (_NOT_YET.search(folded) or _OF_THE_FAMILY.search(folded))
        ):
            return kind
    return None


def _kind_of_status(folded: str) -> str | None:
    """A standing, 'ordinary', or None for words nobody knows."""
    for kind, pattern in _ONLY_OF_A_STATUS:
        if re.search(pattern, folded):
            return kind
    return _kind(folded) or ("ordinary" if _ORDINARY.fullmatch(folded) else None)


def _meanings(found: Iterable[tuple[str, str | None]]) -> tuple[Meaning, ...]:
    """Each standing once, as the first piece that names it says it."""
    first: dict[str, Meaning] = {}
    for piece, kind in found:
        if kind and kind != "ordinary" and kind not in first:
            first[kind] = Meaning(kind, _until(piece), _elsewhere(piece) if kind == "away" else "")
    return tuple(first.values())


_LIST_OF = re.compile(
    r"(?:(?:[ivxlc]{1,4}|[a-h]|\d{1,2})[\s.):\-/]+)?(?:danh sach |ds |so |cac )*(?:dang vien|dong chi"
    r"|dv|d/c)\s+(.+)"
)
_SHEET_OF = re.compile(r"(?:danh sach |ds |dang vien |dv )*(.+)")
_AFTER_LIST_OF = re.compile(r"\b(?:chi bo|cb|cua|thuoc|dang bo|phuong|xa|thon)\b|[(,;:]")
_WORDS_OF_A_TITLE = 6


def of_list(title: str, *, is_sheet: bool = False) -> Meaning | None:
    """How those stand whose list has this title: 'Danh sách đảng viên từ trần'; None when it says
    nothing of it."""
    match = (_SHEET_OF if is_sheet else _LIST_OF).fullmatch(search_key(title))
    said = _AFTER_LIST_OF.split(match[1])[0].split()[:_WORDS_OF_A_TITLE] if match else []
    kind = _kind_of_status(" ".join(said)) if said else None
    return Meaning(kind) if kind and kind != "ordinary" else None


def may_be_exempt(title: str) -> bool:
    """Whether a column's days are of leaving or of an exemption alike: 'Ngày rời/mất/miễn SH'."""
    return bool(re.search(r"\bmien\b|dinh chi", search_key(title)))


def _until(piece: str) -> date | None:
    match = _UNTIL.search(piece)
    if not match:
        return None
    try:
        return parse.day(match[1])
    except parse.ParseError:
        raise BadCell(Problem.DATE_IMPOSSIBLE, match[1]) from None


def _elsewhere(piece: str) -> str:
    """The place named after 'tại' or 'ở' in a note about temporary activity."""
    match = re.search(r"\b(?:tại|ở)\s+(.+?)(?=\s+(?:đến|từ|hết)\b|$)", piece, re.IGNORECASE)
    return tidy(match[1]).strip(" .") if match else ""
