"""PDF, by Typst: `paper.typ` is the only template, and the paper reaches it as JSON.

Nothing a person wrote is ever part of Typst source, so nothing they write is taken for markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from pypdf import PdfReader

from sotay.papers import letters
from sotay.papers.layout import FootRow, Layout, closer, foot
from sotay.papers.structure import Block, Paper, Signature, drawn, lines, to_json
from sotay.papers.tail import parts

_HERE = Path(__file__).resolve().parent
_TEMPLATE = _HERE / "paper.typ"
_FONTS = _HERE.parent / "fonts"
STANDARDS: tuple[tuple[str, ...], ...] = (("a-2a", "ua-1"), ("a-2a",), ())
"""What a file claims to be: archival and accessible, and where its text does not allow that, less."""


def render_pdf(paper: Paper, layout: Layout, *, draft: bool = False) -> bytes:
    """The paper as a tagged PDF/A-2a and PDF/UA-1, the same bytes every time; a draft says so across each
    page.

    A text with a character none of our fonts has (an emoji, say) cannot be archival; it becomes an ordinary
    tagged PDF with a gap there, rather than no paper at all. `letters.lacking` tells before anybody signs.
    A form of one page is drawn closer until it fits (`fitted`).
    """
    return _render(paper, fitted(paper, layout), draft)


@lru_cache(maxsize=64)
def fitted(paper: Paper, layout: Layout) -> Layout:
    """The layout a paper is drawn in: of a form of one page the first that fits, else the closest."""
    if not paper.one_page:
        return layout
    steps = closer(layout)
    return next((step for step in steps if _pages(paper, step) == 1), steps[-1])


def fits(paper: Paper, layout: Layout) -> bool:
    """Whether the paper keeps to the one page its form demands, if it does demand that."""
    return not paper.one_page or _pages(paper, fitted(paper, layout)) == 1


@lru_cache(maxsize=64)
def _pages(paper: Paper, layout: Layout) -> int:
    return len(PdfReader(BytesIO(_render(paper, layout, draft=False))).pages)


def _render(paper: Paper, layout: Layout, draft: bool) -> bytes:
    inputs = {"paper": json.dumps(_data(drawn(paper), layout, draft), ensure_ascii=False)}
    *better, plain = STANDARDS
    for standards in better:
        try:
            return _compile(inputs, paper, list(standards))
        except typst.TypstError:
            continue
    return _compile(inputs, paper, list(plain))


def _compile(inputs: dict[str, str], paper: Paper, standards: list[Any]) -> bytes:
    """One compilation. A `typst.Compiler` cannot be shared by threads; its fonts can."""
    made = typst.compile(
        _TEMPLATE,
        root=_HERE,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=datetime.combine(paper.header.day, time(), UTC),
    )
    assert isinstance(made, bytes)  # noqa: S101 - only PNG and SVG come page by page
    return made


@cache
def _fonts() -> typst.Fonts:
    """Our fonts and no others, so that a paper looks the same on every machine. Read once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])


def _data(paper: Paper, layout: Layout, draft: bool) -> dict[str, Any]:
    kept = parts(paper.blocks)
    data = to_json(paper)
    return {
        **data,
        "blocks": _blocks(paper, kept.head),
        "tail": _blocks(paper, kept.tail),
        "annexes": [
            {"title": annex.title, "blocks": _blocks(paper, annex.blocks)} for annex in paper.annexes
        ],
        "annex_note": layout.annex_note(paper) if paper.annexes else "",
        "check": {"qr": _qr(paper.check), "text": paper.check} if paper.check else None,
        "tail_is_long": kept.is_long,
        "draft": draft,
        "fonts": letters.FAMILIES,
        "number": layout.number_line(paper),
        "place_and_date": layout.place_and_date(paper),
        "foot": [_foot_row(row) for row in foot(paper)],
        "layout": {
            name: value for name, value in asdict(layout).items() if isinstance(value, int | float | str)
        },
    }


@lru_cache(maxsize=256)
def _qr(address: str) -> str:
    return segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)


def _blocks(paper: Paper, of: tuple[Block, ...]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = to_json(replace(paper, blocks=of, annexes=()))["blocks"]
    for block in blocks:
        if block["type"] in {"paragraph", "heading"}:
            block["lines"] = lines(block["text"])
    return blocks


def _foot_row(row: FootRow) -> dict[str, Any]:
    left = {"recipients": row.left} if isinstance(row.left, tuple) else _signature(row.left)
    return {"left": left, "right": _signature(row.right)}


def _signature(signature: Signature | None) -> dict[str, Any] | None:
    return asdict(signature) if signature else None
