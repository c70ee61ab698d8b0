"""The last lines of a paper, which stay with its signatures, so that these never stand nearly alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sotay.papers.structure import Block, Heading, Items, Paragraph, Table, lines

LEAST_LINES = 8
"""With these and two signatures a third of the page is filled."""
MOST_LINES = 20
"""A tail of more may break over the page: kept whole, it would leave the page before half empty."""
LETTERS_A_LINE = 75


@dataclass(frozen=True, slots=True)
class Parts:
    """The blocks of a paper in two parts. A block may be cut in two, between its lines."""

    head: tuple[Block, ...]
    tail: tuple[Block, ...]
    is_long: bool
    """Whether the tail is too long to be kept in one piece."""


def parts(blocks: Sequence[Block]) -> Parts:
    """Take lines from the end until there are enough of them, or a table stands in the way."""
    head, tail, taken = list(blocks), list[Block](), 0
    while head and taken < LEAST_LINES and not isinstance(head[-1], Table):
        block = head.pop()
        before, after, taken = _cut(block, taken)
        if before is not None:
            head.append(before)
        tail.insert(0, after)
    while head and isinstance(head[-1], Heading):
        tail.insert(0, head.pop())
    return Parts(tuple(head), tuple(tail), is_long=taken > MOST_LINES)


def _cut(block: Block, taken: int) -> tuple[Block | None, Block, int]:
    """What stays of a block, what goes with the signatures, and how many lines those have now."""
    texts = _texts(block)
    first = len(texts)
    while first and taken < LEAST_LINES:
        first -= 1
        taken += -(-len(texts[first]) // LETTERS_A_LINE)
    return (_with(block, texts[:first]) if first else None), _with(block, texts[first:]), taken


def _texts(block: Block) -> Sequence[str]:
    match block:
        case Paragraph(text=text):
            return lines(text)
        case Items(texts=texts):
            return texts
        case Heading(text=text):
            return [text]
        case Table():
            raise TypeError(block)


def _with(block: Block, texts: Sequence[str]) -> Block:
    match block:
        case Paragraph():
            return replace(block, text="\n".join(texts))
        case Items():
            return replace(block, texts=tuple(texts))
        case Heading() | Table():
            return block
