"""What may be attached, and what a state-secret mark looks like. Pure: no Django, no files.

Marks: the law knows three, Mật, Tối mật and Tuyệt mật (Luật 117/2025/QH15). "mật" is also half of many
innocent words (mật khẩu, mật ong, bảo mật), and without tone marks it is "mat", which is also mặt (Mặt
trận, vắng mặt), mất and mắt. So a mark is looked for the way people write one; see docs/library.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sotay.kernel.text import search_key, tidy

MAX_BYTES = 20 * 1024 * 1024
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file we keep. `shown` kinds open in the browser; all others are saved."""

    media_type: str
    shown: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": Kind("application/pdf", shown=True),
    "docx": Kind(_OFFICE + "wordprocessingml.document"),
    "xlsx": Kind(_OFFICE + "spreadsheetml.sheet"),
    "pptx": Kind(_OFFICE + "presentationml.presentation"),
    "odt": Kind(_OPEN + "text"),
    "ods": Kind(_OPEN + "spreadsheet"),
    "txt": Kind("text/plain; charset=utf-8"),
    "jpg": Kind("image/jpeg", shown=True),
    "png": Kind("image/png", shown=True),
}
_SAME = {"jpeg": "jpg", "jpe": "jpg"}
SHOWN = frozenset(kind.media_type for kind in KINDS.values() if kind.shown)


def kind_of_media(media_type: str) -> str:
    """The kind a kept file is of, 'docx'; empty for one that is none of KINDS any more."""
    return next((name for name, kind in KINDS.items() if kind.media_type == media_type), "")


def extension(file_name: str) -> str:
    """The kind a name claims, 'docx'; empty when it claims none."""
    _, dot, last = file_name.rpartition(".")
    return _SAME.get(last.lower(), last.lower()) if dot else ""


def safe_name(file_name: str) -> str:
    """The name as kept and given back: no folders, no control characters, at most LONGEST_NAME long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", file_name))[-1]
    name = tidy("".join(c for c in last if unicodedata.category(c)[0] != "C"))
    stem, dot, kind = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(kind) - 1]}{dot}{kind}" if dot else name[:LONGEST_NAME]


_INNOCENT_BEFORE = frozenset({"bí", "bảo", "cơ", "thân", "túi", "sỏi", "đường", "ống", "nước"})
_INNOCENT_AFTER = frozenset(
    {"khẩu", "ong", "độ", "mã", "thiết", "mía", "danh", "vụ", "ngọt", "gấu", "hoa", "thư", "nghị", "đàm"}
)
_PLAIN_MARK = re.compile(r"\b(?:toi|tuyet) mat\b|\b(?:tai lieu|van ban|cong van) mat\b|[(\[]mat[)\]]|^mat$")
_WORD = re.compile(r"[^\W\d_]+")


def marked_name(text: str) -> bool:
    """Whether a file's name, a title or a property of a document carries a mark.

    >>> marked_name("CV 12 (MẬT).pdf"), marked_name("Quy định mật khẩu.pdf"), marked_name("Vang mat.xlsx")
    (True, False, False)
    """
    spaced = re.sub(r"[_.\-]+", " ", unicodedata.normalize("NFC", text))
    plain = spaced.isascii()  # typed without tone marks, so that "mat" may stand for "mật"
    return _has_marked_word(spaced.lower()) or (plain and bool(_PLAIN_MARK.search(search_key(spaced))))


def _has_marked_word(text: str) -> bool:
    words = _WORD.findall(text)
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if word == "mật" and (
            before in {"tối", "tuyệt"} or not (before in _INNOCENT_BEFORE or after in _INNOCENT_AFTER)
        ):
            return True
    return False


_STAMP = re.compile(r"\W*(?:(?:TUYỆT|TỐI)\s+)?MẬT\W*", re.IGNORECASE)
_LABEL = re.compile(r"\bđộ\s+mật\s*:\s*(?:tuyệt\s+|tối\s+)?mật\b", re.IGNORECASE)
_CAPITALS = re.compile(r"\b(?:TUYỆT|TỐI)\s+MẬT\b")


def marked_lines(lines: Iterable[str]) -> bool:
    """Whether the beginning of a document carries a stamp.

    A stamp is a line of its own ("MẬT"), or "TỐI MẬT", "TUYỆT MẬT" in capitals beside other words (two
    columns of a heading read as one line), or "Độ mật: Mật". A sentence about secrets is none of these.
    """
    for line in map(tidy, lines):
        if _STAMP.fullmatch(line) or _LABEL.search(line) or _CAPITALS.search(line):
            return True
    return False
