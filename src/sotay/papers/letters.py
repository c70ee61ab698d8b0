"""Which characters the fonts of a paper have. Pure; `fonts/coverage.json` is written by tools/vendor.py.

The first family is that of the papers; the others have letters it lacks: Khmer, Chăm, symbols. (Ê Đê, Gia
Rai and other Latin alphabets of Viet Nam are in the first.) A character in none of them is a gap in print.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from sotay.papers.structure import Paper, legible, to_json

_COVERAGE = Path(__file__).resolve().parent / "fonts" / "coverage.json"
_RANGES: Mapping[str, list[list[int]]] = json.loads(_COVERAGE.read_text(encoding="utf-8"))
FAMILIES = tuple(_RANGES)
OWN = FAMILIES[0]


def _class_of(ranges: list[list[int]]) -> str:
    return "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in ranges)


_KNOWN = {family: re.compile(f"[{_class_of(ranges)}]") for family, ranges in _RANGES.items()}
_FOREIGN = re.compile(rf"[^\s{_class_of(_RANGES[OWN])}]")


def lacking(paper: Paper) -> list[str]:
    """The characters of the paper that none of our fonts has, each once, in order."""
    foreign = {char for text in _texts(to_json(legible(paper))) for char in _FOREIGN.findall(text)}
    return sorted(char for char in foreign if _is_drawn(char) and family_of(char) is None)


def needs_others(text: str) -> bool:
    """Whether a character is not in the papers' own font."""
    return _FOREIGN.search(text) is not None


@cache
def family_of(char: str) -> str | None:
    """The first family that has the character; None when none has."""
    return next((family for family, known in _KNOWN.items() if known.fullmatch(char)), None)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the family that has its characters; our own where none has.

    What cannot be seen and marks that stand on a letter stay with what is before them.
    """
    last, families = OWN, []
    for char in text:
        if _is_drawn(char) and not unicodedata.combining(char):
            last = family_of(char) or OWN
        families.append(last)
    for family, piece in groupby(zip(text, families, strict=True), key=lambda pair: pair[1]):
        yield family, "".join(char for char, _family in piece)


def named(char: str) -> str:
    """A character as a sentence names it, with its number, for it may not show: “😀” (U+1F600)."""
    return f"“{char}” (U+{ord(char):04X})"


def _is_drawn(char: str) -> bool:
    """Not a space, a line break, or a mark that only changes how others are drawn."""
    return not (char.isspace() or unicodedata.category(char) in {"Cc", "Cf"} or _VARIANTS.fullmatch(char))


_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list() | tuple():
            for part in value:
                yield from _texts(part)
