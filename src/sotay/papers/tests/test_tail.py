"""Which lines of a paper go with its signatures."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from sotay.papers.structure import Block, Column, Heading, Items, Paragraph, Table, lines
from sotay.papers.tail import LEAST_LINES, LETTERS_A_LINE, parts

TEXT = st.text("ab ", min_size=1, max_size=200).filter(str.strip)
A_TABLE = Table((Column("TT"),), (("1",),), "t")
BLOCKS = st.lists(
    st.one_of(
        st.builds(Paragraph, st.lists(TEXT, min_size=1, max_size=4).map("\n".join), st.just("p")),
        st.builds(Items, st.lists(TEXT, min_size=1, max_size=4).map(tuple), st.just("i")),
        st.builds(Heading, st.just(1), TEXT, st.just("h")),
        st.just(A_TABLE),
    ),
    max_size=8,
)


def texts_of(blocks: Iterable[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        match block:
            case Items(texts=texts):
                found += texts
            case Paragraph(text=text):
                found += lines(text)
            case Heading(text=text):
                found.append(text)
            case Table():
                found.append("(table)")
    return found


def height_of(blocks: Iterable[Block]) -> int:
    return sum(-(-len(text) // LETTERS_A_LINE) for text in texts_of(blocks))


@given(BLOCKS)
def test_no_line_is_lost_or_moved(blocks: list[Block]) -> None:
    kept = parts(blocks)
    assert texts_of((*kept.head, *kept.tail)) == texts_of(blocks)


@given(BLOCKS)
def test_there_are_enough_lines_unless_a_table_or_the_beginning_is_in_the_way(blocks: list[Block]) -> None:
    kept = parts(blocks)
    enough = height_of(kept.tail) >= LEAST_LINES
    assert enough or not kept.head or isinstance(kept.head[-1], Table)
    assert not any(isinstance(block, Table) for block in kept.tail)


@given(BLOCKS)
def test_a_heading_is_not_left_behind(blocks: list[Block]) -> None:
    kept = parts(blocks)
    assert not (kept.head and kept.tail and isinstance(kept.head[-1], Heading))
