"""Two versions of a paper word by word. Pure; the page shows what left as [-so-], what came as {+so+}."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sotay.papers.structure import Block, Items, Paper, Table, lines

_WORDS = re.compile(r"\S+|\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, left or came."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that differs; `under` is the heading it stands under in the newer version."""

    under: str
    pieces: tuple[Piece, ...]


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of two texts, in order, by whole words."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(old[start:end])))
            continue
        if start < end:
            pieces.append(Piece("gone", " ".join(old[start:end])))
        if first < last:
            pieces.append(Piece("new", " ".join(new[first:last])))
    return tuple(pieces)


def papers(before: Paper, after: Paper) -> list[Difference]:
    """Each part that differs, in the order of the newer paper; parts that left come where they stood."""
    old, new = dict(_parts(before)), dict(_parts(after))
    under = _headings(after) | {key: where for key, where in _headings(before).items() if key not in new}
    found = []
    for key in _merged(list(old), list(new)):
        was, now = old.get(key, ""), new.get(key, "")
        if was != now:
            found.append(Difference(under.get(key, ""), words(was, now)))
    return found


def _merged(old: list[str], new: list[str]) -> Iterator[str]:
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from old[start:end]
        if tag != "equal":
            yield from (key for key in new[first:last] if key not in old)


def _parts(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "abstract", f"{paper.title} {paper.abstract}".strip()
    for block in paper.all_blocks():
        yield f"block:{block.key}", _text(block)
    yield "recipients", "\n".join(paper.recipients)
    yield "number", paper.header.number or ""
    for place in paper.signatures:
        yield f"signature:{place.role}", "\n".join([*place.caption, place.name])


def _headings(paper: Paper) -> dict[str, str]:
    found, last = dict[str, str](), ""
    for block in paper.all_blocks():
        found[f"block:{block.key}"] = last
        if type(block).__name__ == "Heading":
            last = _text(block)
    return found


def _text(block: Block) -> str:
    match block:
        case Items(texts=texts):
            return "\n".join(texts)
        case Table(columns=columns, rows=rows):
            head = " | ".join(column.title for column in columns)
            return "\n".join([head, *(" | ".join(row) for row in rows)])
        case _:
            return "\n".join(lines(block.text))
