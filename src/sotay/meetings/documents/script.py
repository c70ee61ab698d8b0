"""The script of the chair as a paper to print: what may be said, item by item. Pure.

Nobody signs or numbers it: it is a help for one evening, and what is said counts as it is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sotay.meetings.documents.parts import Facts, first_upper, header, numbered
from sotay.papers.layout import Layout
from sotay.papers.structure import Block, Heading, Paper, Paragraph

LARGE_PT, LARGE_SPACING_PT = 17.0, 25.0
"""Letters to read standing up, from a sheet on the table."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What may be said at one step. `minutes`: how long it is planned for; 0 when it is not an item."""

    key: str
    title: str
    lines: Sequence[str]
    minutes: int = 0


def compose(parts: Iterable[tuple[str, Sequence[Spoken]]], facts: Facts) -> Paper:
    """`parts` are the steps of the meeting with what is said in each."""
    return Paper(
        kind="KB",
        header=replace(header(facts), number="Tài liệu của đồng chí chủ trì"),
        title="KỊCH BẢN ĐIỀU HÀNH",
        abstract=f"{first_upper(facts.title)} {facts.in_month()}",
        blocks=tuple(numbered([(title, list(_blocks(spoken))) for title, spoken in parts])),
    )


def _blocks(spoken: Sequence[Spoken]) -> Iterator[Block]:
    for number, each in enumerate(spoken, start=1):
        minutes = f" ({each.minutes} phút)" if each.minutes else ""
        yield Heading(2, f"{number}. {each.title}{minutes}", f"spoken:{each.key}")
        for place, line in enumerate(each.lines):
            yield Paragraph(line, f"line:{each.key}:{place}")


def in_large_letters(layout: Layout) -> Layout:
    return replace(
        layout,
        size_pt=max(layout.size_pt, LARGE_PT),
        line_spacing_pt=max(layout.line_spacing_pt, LARGE_SPACING_PT),
    )
