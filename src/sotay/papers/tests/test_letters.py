"""Letters of every people of the country in print; what no font has is told before anybody signs."""

from __future__ import annotations

import html
import io
import json
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

import sotay
from sotay.kernel.ids import new_id
from sotay.papers import actions, letters
from sotay.papers.layout import Layout
from sotay.papers.models import IssuedPaper
from sotay.papers.renderers import render_docx, render_pdf
from sotay.papers.structure import Paper, Paragraph
from sotay.papers.tests.samples import minutes

FONTS = Path(sotay.__file__).parent / "papers" / "fonts"
EDE = "Ƀuôn Ma Thuột, Čư̆ Mgar, Krông Ƀuk, hĭn mdrŏng, Ê̆ê̆ Ô̆ô̆ Ơ̆ơ̆ Ư̆ư̆, ñu ŭ ĕ"
GIA_RAI = "Pleiku Rơ̆, Ia Grai, čăm ƀing ƀang, ñŭ ăt ĕ"
KHMER = "ប្រទេសវៀតណាម ខេត្តសុកត្រាំង។"
CHAM = "ꨌꩌ ꨀꨇꩉ ꨍꨯꩆ"
SYMBOLS = "☑ ☐ ✓ → ≥ ★ ♦ ➤ №"
IN_PRINT = {"Ê Đê": EDE, "Gia Rai": GIA_RAI, "Khmer": KHMER, "Chăm": CHAM, "symbols": SYMBOLS}


def paper_with(text: str) -> Paper:
    paper = minutes()
    return replace(paper, blocks=(*paper.blocks[:-1], Paragraph(text, "extra"), paper.blocks[-1]))


@pytest.mark.parametrize("script", IN_PRINT)
def test_letters_of_the_country_are_printed(script):
    text = IN_PRINT[script]
    paper = paper_with(text)
    assert letters.lacking(paper) == []
    printed = PdfReader(io.BytesIO(render_pdf(paper, Layout())))
    assert "pdfaid:part" in printed.trailer["/Root"]["/Metadata"].get_data().decode(), (
        "archival, without gaps"
    )


@pytest.mark.parametrize("code", [0x1780, 0xAA00])
def test_khmer_and_cham_are_printed_with_fonts_of_their_own(code):
    pdf = render_pdf(paper_with(chr(code) * 3), Layout())
    embedded = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(io.BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert ("NotoSerifKhmer-Regular" if code == 0x1780 else "NotoSansCham-Regular") in embedded
    assert "LiberationSerif" in " ".join(embedded)


def test_what_no_font_has_is_found_once_and_named():
    paper = paper_with(f"{KHMER} 😀😀 \ue000 黨 \u200d\ufe0f\u00ad")
    assert letters.lacking(paper) == sorted(["😀", "\ue000", "黨"])
    assert [letters.named(char) for char in ("😀", "\ue000")] == ["“😀” (U+1F600)", "“\ue000” (U+E000)"]


def test_letters_are_looked_for_in_every_part_of_a_paper():
    paper = minutes()
    named = replace(paper, signatures=(replace(paper.signatures[0], name="Thạch 😀"), *paper.signatures[1:]))
    headed = replace(paper, header=replace(paper.header, issuer="CHI BỘ \ue001"))
    assert letters.lacking(named) == ["😀"]
    assert letters.lacking(headed) == ["\ue001"]


@given(st.text())
def test_runs_put_together_are_the_text(text):
    pieces = list(letters.runs(text))
    assert "".join(piece for _family, piece in pieces) == text
    assert {family for family, _piece in pieces} <= set(letters.FAMILIES)
    if not letters.needs_others(text):
        assert {family for family, _piece in pieces} <= {letters.OWN}


def test_the_coverage_beside_the_fonts_is_theirs():
    """Written by tools/vendor.py, so that the application needs no reader of fonts."""
    kept = json.loads((FONTS / "coverage.json").read_text(encoding="utf-8"))
    for font in map(TTFont, sorted(FONTS.glob("*.ttf"))):
        family = font["name"].getDebugName(1)
        codes = {code for first, last in kept[family] for code in range(first, last + 1)}
        assert {code for code in font.getBestCmap() if code >= 32} <= codes
        assert all(letters.family_of(chr(code)) for code in list(codes)[:50])
    assert letters.FAMILIES[0] == "Liberation Serif"
    every = {family: sum(last - first + 1 for first, last in ranges) for family, ranges in kept.items()}
    assert {"Noto Serif Khmer", "Noto Sans Cham", "Noto Sans Symbols 2"} <= every.keys()


def test_a_word_file_names_a_font_for_letters_its_own_lacks():
    paper = paper_with(f"Đồng chí {KHMER} và {CHAM} phát biểu")
    made = docx.Document(io.BytesIO(render_docx(paper, Layout())))
    line = next(each for each in made.paragraphs if "phát biểu" in each.text and KHMER in each.text)
    fonts = {run.text.strip(): run._r.find(f".//{qn('w:rFonts')}") for run in line.runs}
    assert line.text == f"Đồng chí {KHMER} và {CHAM} phát biểu"
    named = {text: font.get(qn("w:cs")) for text, font in fonts.items() if font is not None}
    assert set(named.values()) == {"Noto Serif Khmer", "Noto Sans Cham"}
    assert all(fonts[text] is None for text in ("Đồng chí", "phát biểu"))


def test_a_split_run_keeps_its_look_and_its_line_breaks():
    paper = minutes()
    bold = replace(paper, abstract=f"Kiểm phiếu {KHMER}")
    made = docx.Document(io.BytesIO(render_docx(bold, Layout())))
    line = next(each for each in made.paragraphs if KHMER in each.text)
    assert all(run.bold for run in line.runs)


def test_a_word_file_without_such_letters_is_left_as_it_was():
    made = docx.Document(io.BytesIO(render_docx(minutes(), Layout())))
    assert all(len(each.runs) <= 1 for each in made.paragraphs)


# --- told before signing ---


@pytest.fixture
def paper(house, thu) -> IssuedPaper:
    composed = paper_with("Nhất trí 😀")
    about = {"kind": "BB", "about_id": new_id(), "month": None}
    return actions.draft(by=thu.actor, cell=house.cell, paper=composed, **about)


def words(person, url: str) -> str:
    return html.unescape(person.get(url, headers={"accept-language": "vi"}).content.decode())


def test_the_page_of_a_draft_says_which_letters_would_be_gaps(paper, thu):
    sentence = "Phông chữ của văn bản không có “😀” (U+1F600)"
    assert sentence in words(thu, f"/papers/{paper.pk}/")
    assert sentence in words(thu, f"/papers/{paper.pk}/words/")
    actions.edit(paper=paper, by=thu.actor, key="extra", text=f"Nhất trí {KHMER} {CHAM}")
    assert "Phông chữ của văn bản không có" not in words(thu, f"/papers/{paper.pk}/")
