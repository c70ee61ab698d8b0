"""A paper cut into chapters to read out from a phone: a heading, its words, and where to correct them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sotay.papers.structure import Heading, Items, Paper, Paragraph, Table, legible, lines


@dataclass(slots=True)
class Chapter:
    """`step` is the step of the meeting where its words are corrected."""

    title: str
    step: str
    lines: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)  # of a table, each as a sentence


def chapters(paper: Paper) -> list[Chapter]:
    """The paper's chapters in order; headings with nothing of their own under them are left out."""
    return [chapter for chapter in _chapters(paper) if chapter.lines or chapter.rows]


def _chapters(paper: Paper) -> Iterator[Chapter]:
    chapter = Chapter(paper.abstract, "start")
    for block in legible(paper).blocks:
        match block:
            case Heading(text=text, key=key):
                yield chapter
                chapter = Chapter(text, _step(key))
            case Paragraph(text=text, key=key):
                if key == "closing":
                    yield chapter
                    chapter = Chapter("Kết thúc", "close")
                chapter.lines += lines(text)
            case Items(texts=texts):
                chapter.lines += texts
            case Table():
                chapter.rows += [_sentence(block, row) for row in block.rows]
    yield chapter


def _sentence(table: Table, row: tuple[str, ...]) -> str:
    """A row without its number: what it is about, then each other column by its name."""
    about, *others = list(zip(table.columns, row, strict=True))[1:]
    named = [f"{column.title}: {text}" for column, text in others if text]
    return ". ".join(each.rstrip(".") for each in (about[1], *named)) + "."


def _step(key: str) -> str:
    if key == "part:Thành phần":
        return "start"
    return "close" if key == "part:Kết luận của chủ trì" else "conduct"
