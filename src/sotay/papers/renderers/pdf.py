"""PDF, by Typst: `paper.typ` is the only template, and the paper reaches it as JSON.

Nothing a person wrote is ever part of Typst source, so nothing they write is taken for markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from sotay.papers import letters
from sotay.papers.layout import FootRow, Layout, foot
from sotay.papers.structure import Paper, Signature, legible, lines, to_json
from sotay.papers.tail import parts

_HERE = Path(__file__).resolve().parent
_TEMPLATE = _HERE / "paper.typ"
_FONTS = _HERE.parent / "fonts"
ARCHIVAL = "a-2a"


def render_pdf(paper: Paper, layout: Layout, *, draft: bool = False) -> bytes:
    """The paper as a tagged PDF/A-2a, the same bytes every time; a draft says so across each page.

    A text with a character none of our fonts has (an emoji, say) cannot be archival; it becomes an ordinary
    tagged PDF with a gap there, rather than no paper at all. `letters.lacking` tells before anybody signs.
    """
    inputs = {"paper": json.dumps(_data(legible(paper), layout, draft), ensure_ascii=False)}
    try:
        return _compile(inputs, paper, [ARCHIVAL])
    except typst.TypstError:
        return _compile(inputs, paper, [])


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
        "blocks": _blocks(replace(paper, blocks=kept.head)),
        "tail": _blocks(replace(paper, blocks=kept.tail)),
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


def _blocks(paper: Paper) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = to_json(paper)["blocks"]
    for block in blocks:
        if block["type"] in {"paragraph", "heading"}:
            block["lines"] = lines(block["text"])
    return blocks


def _foot_row(row: FootRow) -> dict[str, Any]:
    left = {"recipients": row.left} if isinstance(row.left, tuple) else _signature(row.left)
    return {"left": left, "right": _signature(row.right)}


def _signature(signature: Signature | None) -> dict[str, Any] | None:
    return asdict(signature) if signature else None
