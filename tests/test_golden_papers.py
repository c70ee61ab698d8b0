"""Golden papers: one of each kind, drawn again and compared with a picture of each page.

`tools/golden.py` writes them. Tolerance: letters may be a little lighter or darker with another version
of poppler, so a page is compared in squares of some letters, and a square may differ by an eighth of black.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from tools.golden import drawn

from sotay.papers.layout import Layout
from sotay.papers.renderers import render_docx, render_html, render_pdf
from sotay.papers.structure import Paper, from_json, to_json

PLACE = Path(__file__).parent / "golden"
NAMES = sorted(file.stem for file in PLACE.glob("*.json"))
SQUARE, MOST = 8, 32
"""A square in pixels at the pictures' size (5 mm), and how far its grey may differ, of 255."""
KINDS = {
    *("meeting-minutes", "meeting-minutes-thematic", "meeting-minutes-committee", "meeting-minutes-joint"),
    *("meeting-minutes-group", "inspection-verification", "inspection-announcing", "inspection-conclusion"),
    *(
        "inspection-extract",
        "tellers-record",
        "meeting-resolution",
        "meeting-conclusion",
        "sheet-invitation",
        "sheet-agenda",
    ),
    *("sheet-attendance", "score-form", "assignment-letter", "synthesis", "schedule", "plan", "report"),
    *("notice", "decision", "guidance", "letter", "invitation", "conclusion", "submission"),
}

pytestmark = pytest.mark.skipif(
    not shutil.which("pdftoppm"), reason="poppler-utils is not installed; .ci/run installs it"
)


def read(name: str) -> Paper:
    return from_json(json.loads((PLACE / f"{name}.json").read_text(encoding="utf-8")))


def farthest(kept: Image.Image, now: Image.Image) -> int:
    """The difference of the square that differs most."""
    size = (kept.width // SQUARE, kept.height // SQUARE)
    one, other = (each.convert("L").resize(size, Image.Resampling.BOX) for each in (kept, now))
    return ImageChops.difference(one, other).getextrema()[1]


def test_there_is_one_of_each_kind_and_they_stay_small() -> None:
    assert set(NAMES) >= KINDS
    assert sum(file.stat().st_size for file in PLACE.iterdir()) < 2 * 1024 * 1024


@pytest.mark.parametrize("name", NAMES)
def test_every_page_looks_as_it_did(name: str) -> None:
    pages = drawn(render_pdf(read(name), Layout()))
    kept = [Image.open(PLACE / f"{name}--{number}.png") for number in range(1, len(pages) + 1)]
    assert len(list(PLACE.glob(f"{name}--*.png"))) == len(pages)
    for number, (was, now) in enumerate(zip(kept, pages, strict=True), 1):
        assert was.size == now.size
        assert farthest(was, now) <= MOST, f"page {number}: look at it, then tools/golden.py {name}"


@pytest.mark.parametrize("name", NAMES)
def test_each_is_read_back_and_has_its_other_faces(name: str) -> None:
    paper = read(name)
    assert from_json(to_json(paper)) == paper
    assert paper.abstract in str(render_html(paper, Layout())).replace("&quot;", '"')
    assert render_docx(paper, Layout()).startswith(b"PK")


def test_a_word_more_is_seen() -> None:
    from dataclasses import replace

    paper = read("plan")
    changed = replace(paper, abstract=f"{paper.abstract} của chi bộ")
    kept = Image.open(PLACE / "plan--1.png")
    assert farthest(kept, drawn(render_pdf(changed, Layout()))[0]) > MOST
