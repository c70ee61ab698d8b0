"""Vietnamese text: folding for search, sorting the Vietnamese way, and tidying what people type.

Everything here is pure and works on any Unicode form; results are always NFC.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_LETTERS, start=20)}
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the dictionary order
_TONE_RANK = {tone: str(rank) for rank, tone in enumerate(_TONES, start=2)}
_SHAPES = "\u0302\u0306\u031b"  # circumflex, breve and horn make letters of their own
_OTHER = "05"  # what is neither letter nor number sorts before both
_PIECES = re.compile(r"\d+|\D")
_OTHER_D = re.compile("[ÐðƉɖ]")
_LOOKS_LIKE_D = str.maketrans("ÐðƉɖ", "ĐđĐđ")
"""Letters of Icelandic and African alphabets that some keyboards and old programs write for Đ and đ."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters, and marks that hide in a text or turn its direction; some a database cannot hold."""


def tidy(text: str) -> str:
    """NFC, with runs of white space made one space, none at the ends, nothing that cannot be seen,
    and one Đ."""
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_LOOKS_LIKE_D) if _OTHER_D.search(text) else text)
    return " ".join(text.split())


def search_key(text: str) -> str:
    """Lower case without marks, đ as d: what people type when they search.

    >>> search_key("  Nguyễn  Văn ĐỨC ")
    'nguyen van duc'
    """
    if text.isascii():
        return tidy(text.lower())
    apart = unicodedata.normalize("NFD", text.translate(_LOOKS_LIKE_D).casefold())
    stripped = "".join([char for char in apart if not unicodedata.combining(char)])
    return tidy(stripped.replace("đ", "d"))


def sort_key(text: str) -> str:
    """A string of digits that sorts as a Vietnamese dictionary does, under any collation.

    Letters decide first (a ă â b c d đ ...), tones only between words of the same letters. Numbers go by
    their value: tổ 2 stands before tổ 10.
    """
    letters: list[str] = []
    tones: list[str] = []
    for word in tidy(text.casefold()).split(" "):
        for piece in _PIECES.findall(word):
            base, tone = _take_apart(piece)
            letters.append(_number(piece) if piece.isdecimal() else _RANK.get(base) or _OTHER)
            tones.append(tone)
        letters.append("00")
    return "".join(letters) + "00" + "".join(tones)


def person_sort_key(full_name: str) -> str:
    """Sort key of a person: given name first, then family name, then the middle names."""
    *front, given = tidy(full_name).split(" ")
    return sort_key(" ".join([given, *front]))


def _take_apart(char: str) -> tuple[str, str]:
    """A letter with its shape but without its tone, and the rank of the tone ('1' when level)."""
    tone, kept = "1", []
    for mark in unicodedata.normalize("NFD", char):
        if mark in _TONE_RANK:
            tone = _TONE_RANK[mark]
        elif not unicodedata.combining(mark) or mark in _SHAPES:
            kept.append(mark)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def _number(digits: str) -> str:
    """How many figures, then the figures: a longer number is a greater one. Numbers sort before letters."""
    figures = digits.lstrip("0") or "0"
    length = "08" * ((len(figures) - 1) // 2) + ("06" if len(figures) % 2 else "07")
    return length + "".join(f"{int(figure) + 9:02d}" for figure in figures)
