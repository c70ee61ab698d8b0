"""A paper as plain text, for a system that takes nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from sotay.papers.structure import Block, Heading, Items, Paper, Paragraph, Table


def plain_text(paper: Paper) -> str:
    """The paper's words, a line for each of its lines; cells of a table are parted by a bar."""
    return "\n".join(_lines(paper)).strip() + "\n"


def _lines(paper: Paper) -> Iterator[str]:
    header = paper.header
    yield from (header.superior, header.issuer, header.national_title)
    yield f"{header.number or 'Số      '}    {header.place}, ngày {header.day:%d/%m/%Y}"
    yield from ("", paper.title, paper.abstract, "")
    for block in paper.blocks:
        yield from _block(block)
    if paper.recipients:
        yield from ("", "Nơi nhận:", *(f"- {each}" for each in paper.recipients))
    for place in paper.signatures:
        yield ""
        yield from (*place.caption, place.signed_note, place.name)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            yield text
        case Items(texts=texts):
            yield from (f"- {each}" for each in texts)
        case Table(columns=columns, rows=rows, caption=caption):
            if caption:
                yield caption
            yield " | ".join(column.title for column in columns)
            yield from (" | ".join(row) for row in rows)
