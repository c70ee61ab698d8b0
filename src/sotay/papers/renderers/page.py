"""The paper inside a page of the site, and on the printer: semantic HTML with classes of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from sotay.papers.layout import FootRow, Layout, foot
from sotay.papers.structure import (
    Block,
    Heading,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
    drawn,
    lines,
)

_STEP = 5  # widths of columns come in steps of 5 %, for which official.css has classes


def render_html(paper: Paper, layout: Layout, *, draft: bool = False) -> SafeString:
    """The paper as an `<article>`; its title is an `<h2>`, because the page around it has the `<h1>`."""
    paper = drawn(paper)
    context = {
        "paper": paper,
        "draft": draft,
        "rule": layout.rule_below_abstract,
        "number": layout.number_line(paper),
        "place_and_date": layout.place_and_date(paper),
        "parts": [_part(block) for block in paper.blocks],
        "annexes": [(annex.title, [_part(block) for block in annex.blocks]) for annex in paper.annexes],
        "annex_note": layout.annex_note(paper) if paper.annexes else "",
        "foot": [_side_by_side(row) for row in foot(paper)],
    }
    return mark_safe(render_to_string("papers/paper_body.html", context))  # noqa: S308 - escaped by the template


@dataclass(frozen=True, slots=True)
class _Part:
    """A block as the template wants it: what it is, and its texts line by line."""

    kind: str
    block: Block
    lines: tuple[str, ...] = ()
    tag: str = ""
    columns: tuple[tuple[str, int, str], ...] = ()  # title, width in %, alignment
    rows: tuple[tuple[tuple[str, str, str], ...], ...] = ()  # text, alignment, title of the column


def _part(block: Block) -> _Part:
    match block:
        case Heading(level=level, text=text):
            return _Part("heading", block, tuple(lines(text)), tag=f"h{level + 2}")
        case Paragraph(text=text):
            return _Part("paragraph", block, tuple(lines(text)))
        case Items(texts=texts):
            return _Part("items", block, texts)
        case Table():
            return _table(block)


def _table(table: Table) -> _Part:
    total = sum(column.width for column in table.columns)
    aligns = [column.align for column in table.columns]
    titles = [column.title for column in table.columns]  # a phone shows them beside each text
    return _Part(
        "table",
        table,
        columns=tuple((c.title, _rounded(100 * c.width / total), c.align) for c in table.columns),
        rows=tuple(tuple(zip(row, aligns, titles, strict=True)) for row in table.rows),
    )


def _rounded(percent: float) -> int:
    return max(_STEP, round(percent / _STEP) * _STEP)


def _side_by_side(row: FootRow) -> dict[str, Signature | tuple[str, ...] | None]:
    if isinstance(row.left, tuple):
        return {"recipients": row.left, "left": None, "right": row.right}
    return {"recipients": None, "left": row.left, "right": row.right}
