"""What a picture is made of: marks in panels, and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Number: TypeAlias = Fraction | int | float
Attributes: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """An element of SVG. `words` are what a text says, of any other element its <title>; `look` is a
    class."""

    tag: str
    at: Attributes = field(default_factory=dict)
    look: str = ""
    words: str = ""
    marks: Sequence[Mark] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A number of a row of numbers: of what, how much, and how that is written. `value` is None where nothing
    is known; `level` is one of LEVELS for pictures that show levels."""

    label: str
    value: Number | None
    text: str
    level: str = ""


LEVELS = ("g3", "g2", "g1", "low", "none", "")
"""From the best down to the lowest; "none" where there should have been something, "" where nothing is
known."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing. `height` is in letters' heights (em); `title` and `desc` are for who does not see it."""

    title: str
    desc: str
    height: float
    marks: Sequence[Mark]
    label: str = ""  # shown beside it where a picture has several
    text: str = ""  # its newest number, written


@dataclass(frozen=True, slots=True)
class TableRow:
    head: str
    cells: Sequence[str]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture. `head` names the columns, that of the rows' names first."""

    head: Sequence[str]
    rows: Sequence[TableRow]


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` is the class of the figure; `columns` are written over panels that share them."""

    kind: str
    title: str
    desc: str
    panels: Sequence[Panel]
    table: Table
    columns: Sequence[str] = ()


def per_cent(share: Number) -> str:
    """A share of the picture's width as an attribute: 1/3 is '33.333%'."""
    return f"{plain(float(share) * 100)}%"


def em(height: float) -> str:
    return f"{plain(height)}em"


def plain(number: float) -> str:
    """Without zeros at the end, and without a zero's sign."""
    written = f"{number:.3f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def shortened(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: max(most - 1, 1)].rstrip()}…"


def fitting(at: Attributes, look: str, words: str, narrow: int, wide: int) -> list[Mark]:
    """A text as long as there is room, in letters, on a telephone and on a desk: two where they differ."""
    short, long = shortened(words, narrow), shortened(words, wide)
    if short == long:
        return [Mark("text", at, look, words=short)]
    looks = (f"{look} narrow".strip(), f"{look} wide".strip())
    return [Mark("text", at, looks[0], words=short), Mark("text", at, looks[1], words=long)]
