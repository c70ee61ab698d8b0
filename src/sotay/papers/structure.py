"""What a paper says, apart from how it looks: one structure that the page, DOCX and PDF are made from.

Plain data, JSON in and out, with a version. Every block has a key that stays the same when the
paper is composed again ("opening", "statement:<id>"), so that what the secretary rewrote can be
laid over a newer composition. See `docs/papers.md`.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VERSION = 1
NATIONAL_TITLE = "ĐẢNG CỘNG SẢN VIỆT NAM"
DEEPEST_HEADING = 3
CHAIR, MINUTE_TAKER = "chair", "minute_taker"
RECIPIENTS = "recipients"
"""The key under which a person rewrites the recipients; no block has it."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Header:
    """The top of a Party paper. `number` is the whole text ("Số 05-NQ/CB"), None until it is given."""

    superior: str
    issuer: str
    place: str
    day: date
    number: str | None = None
    national_title: str = NATIONAL_TITLE


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its own mark in the text: "I- ..." (level 1), "1. ..." (2), "a) ..." (3).

    An `optional` one is left out while nothing is said under it: room for words only people can add.
    """

    level: int
    text: str
    key: str
    optional: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"no heading of level {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A line break in it starts a new paragraph of the same look."""

    text: str
    key: str
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list, printed with a dash before each text."""

    texts: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. Widths are shares: columns of 1 and 3 take a quarter and the rest."""

    title: str
    width: float = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header row repeats on every page. Each row has one text for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    key: str
    caption: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.key!r} has a row that does not fit its columns")


Block: TypeAlias = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: caption lines in capitals, the name below, and a note once it is signed.

    `role` says whose place it is; a paper waits for every role it has a place for.
    """

    caption: tuple[str, ...]
    name: str = ""
    signed_note: str = ""
    role: str = CHAIR


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the signatures on a page of its own, under "PHỤ LỤC"."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `kind` is the type code of its number: "BB", "NQ", "BC", "TB"...

    `title` is the type in capitals ("BIÊN BẢN"), `abstract` the line below it. `one_page`: the form
    demands it, so print is drawn closer until it fits. `check` is the address at which a print is
    checked, drawn as a QR code at its foot. Raises ValueError when two blocks share a key, because an
    edit could not tell them apart, or two places a role.
    """

    kind: str
    header: Header
    title: str
    abstract: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    one_page: bool = False
    check: str = ""

    def __post_init__(self) -> None:
        if twice := _repeated(block.key for block in self.all_blocks()):
            raise ValueError(f"two blocks share the key {twice!r}")
        if twice := _repeated(place.role for place in self.signatures):
            raise ValueError(f"two places to sign for the role {twice!r}")

    def all_blocks(self) -> tuple[Block, ...]:
        """Those of the text, then those of the annexes."""
        return (*self.blocks, *(block for annex in self.annexes for block in annex.blocks))


def editable_text(block: Block) -> str | None:
    """The text a person may rewrite: one line for each of a list's items; None for a table."""
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return text
        case Items(texts=texts):
            return "\n".join(texts)
        case Table():
            return None


def with_edits(paper: Paper, edits: Mapping[str, str]) -> Paper:
    """The paper with the texts of `edits` in place of those composed.

    A key the paper lacks changes nothing; a text without words takes its block out.
    """
    if not edits:
        return paper
    recipients = edits.get(RECIPIENTS)
    return replace(
        paper,
        blocks=_with(paper.blocks, edits),
        annexes=tuple(replace(annex, blocks=_with(annex.blocks, edits)) for annex in paper.annexes),
        recipients=paper.recipients if recipients is None else tuple(lines(recipients)),
    )


def _with(blocks: tuple[Block, ...], edits: Mapping[str, str]) -> tuple[Block, ...]:
    edited = (_edited(block, edits.get(block.key)) for block in blocks)
    return tuple(block for block in edited if block is not None)


def filled(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks that say something, as they are drawn: no optional heading with nothing under it."""
    kept: list[Block] = []
    for block in reversed(list(blocks)):
        if isinstance(block, Paragraph) and not lines(block.text):
            continue
        if isinstance(block, Heading) and block.optional:
            below = kept[-1] if kept else None
            if below is None or (isinstance(below, Heading) and below.level <= block.level):
                continue
        kept.append(block)
    return tuple(reversed(kept))


def drawn(paper: Paper) -> Paper:
    """The paper as every renderer draws it: legible, and without what says nothing."""
    paper = legible(paper)
    annexes = (replace(annex, blocks=filled(annex.blocks)) for annex in paper.annexes)
    return replace(
        paper,
        blocks=filled(paper.blocks),
        annexes=tuple(annex for annex in annexes if annex.blocks),
    )


def stale_edits(paper: Paper, edits: Mapping[str, str]) -> tuple[str, ...]:
    """Keys of edits that no block of the paper takes: the thing they were written about is gone."""
    takers = {block.key for block in paper.all_blocks() if editable_text(block) is not None}
    takers.add(RECIPIENTS)
    return tuple(key for key in edits if key not in takers)


def with_number(paper: Paper, number: str | None) -> Paper:
    return replace(paper, header=replace(paper.header, number=number))


def to_json(paper: Paper) -> dict[str, Any]:
    """Plain values that JSON can hold; `from_json` gives the same paper back."""
    return {
        **_plain(paper),
        "version": VERSION,
        "header": {**_plain(paper.header), "day": paper.header.day.isoformat()},
        "blocks": [_block_to_json(block) for block in paper.blocks],
        "signatures": [_plain(place) for place in paper.signatures],
        **({"annexes": [_annex_to_json(annex) for annex in paper.annexes]} if paper.annexes else {}),
    }


_LATER = {"annexes", "one_page", "check", "optional"}
"""Fields that came after papers were signed: left out where they say nothing, so that digests stay."""


def _plain(part: DataclassInstance) -> dict[str, Any]:
    """The fields of one level. `asdict` would copy every text of the paper, and papers are made often."""
    values = {field.name: getattr(part, field.name) for field in fields(part)}
    return {name: value for name, value in values.items() if value or name not in _LATER}


def _block_to_json(block: Block) -> dict[str, Any]:
    data = {"type": _NAMES[type(block)], **_plain(block)}
    if isinstance(block, Table):
        data["columns"] = [_plain(column) for column in block.columns]
    return data


def _annex_to_json(annex: Annex) -> dict[str, Any]:
    return {"title": annex.title, "blocks": [_block_to_json(block) for block in annex.blocks]}


def from_json(data: Mapping[str, Any]) -> Paper:
    """A paper from what `to_json` made. Raises ValueError for a version this code does not know."""
    if data["version"] != VERSION:
        raise ValueError(f"unknown version of a paper: {data['version']!r}")
    return Paper(
        kind=data["kind"],
        header=Header(**{**data["header"], "day": date.fromisoformat(data["header"]["day"])}),
        title=data["title"],
        abstract=data["abstract"],
        blocks=tuple(_block(block) for block in data["blocks"]),
        signatures=tuple(Signature(**{**s, "caption": tuple(s["caption"])}) for s in data["signatures"]),
        recipients=tuple(data["recipients"]),
        annexes=tuple(
            Annex(annex["title"], tuple(_block(block) for block in annex["blocks"]))
            for annex in data.get("annexes", ())
        ),
        one_page=data.get("one_page", False),
        check=data.get("check", ""),
    )


def digest(paper: Paper) -> str:
    """SHA-256, in hexadecimal, of the paper's canonical JSON: two papers agree when their digests do."""
    canonical = json.dumps(to_json(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def legible(paper: Paper) -> Paper:
    """The paper with its texts in NFC and without control characters, which no renderer can show."""
    return from_json(cast(dict[str, Any], _legible(to_json(paper))))


def legible_text(text: str) -> str:
    """NFC, line breaks as "\\n", tabs as spaces, and no other control or half-made character."""
    if text.isascii() and text.isprintable():
        return text
    flat = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if flat.replace("\n", "").isprintable():  # most texts, at a hundredth of the work
        return flat
    return "".join(char for char in flat if char == "\n" or _shows(char))


def lines(text: str) -> list[str]:
    """The lines of a text that say something, without the spaces around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _repeated(values: Iterable[str]) -> str | None:
    return next((value for value, times in Counter(values).items() if times > 1), None)


_KINDS: dict[str, type[Heading | Paragraph | Items]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "items": Items,
}
_NAMES: dict[type[Block], str] = {**{kind: name for name, kind in _KINDS.items()}, Table: "table"}


def _edited(block: Block, text: str | None) -> Block | None:
    if text is None or isinstance(block, Table):
        return block
    if not lines(text):
        return None
    match block:
        case Heading() | Paragraph():
            return replace(block, text=text)
        case Items():
            return replace(block, texts=tuple(lines(text)))


def _block(data: Mapping[str, Any]) -> Block:
    given = {name: value for name, value in data.items() if name != "type"}
    match data["type"]:
        case "table":
            columns = tuple(Column(**column) for column in given["columns"])
            return Table(**{**given, "columns": columns, "rows": tuple(map(tuple, given["rows"]))})
        case "items":
            return Items(**{**given, "texts": tuple(given["texts"])})
        case kind:
            return _KINDS[kind](**given)


_NOT_TEXT = {"key", "role", "check"}
"""What tells blocks and signatures apart is not shown; two that differ must not become one."""


def _legible(value: object) -> object:
    """The same JSON value with every text in it made legible."""
    match value:
        case str():
            return legible_text(value)
        case dict():
            return {name: part if name in _NOT_TEXT else _legible(part) for name, part in value.items()}
        case list() | tuple():
            return [_legible(part) for part in value]
        case _:
            return value


def _shows(char: str) -> bool:
    """Whether a character can be printed and is allowed in XML."""
    return unicodedata.category(char) not in {"Cc", "Cs"} and ord(char) & 0xFFFE != 0xFFFE  # noqa: PLR2004
