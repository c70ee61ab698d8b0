"""The layout rule measured on what comes out: from the PDF's own letters and tags, and from the DOCX XML.

Source: DOMAIN 5.1 (HD 05-HD/VPTW): A4, margins 20/20/30/15 mm, Times New Roman 14, 18 pt, indent 10 mm.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTPage, LTTextContainer, LTTextLine
from pypdf import PdfReader

from sotay.papers.layout import Layout
from sotay.papers.renderers import render_docx, render_html, render_pdf
from sotay.papers.renderers.pdf import fits, fitted
from sotay.papers.structure import Annex, Column, Heading, Items, Paper, Paragraph, Signature, Table
from sotay.papers.tests.samples import minutes, resolution
from sotay.papers.tests.test_renderers import words_of_docx, words_of_pdf

MM = 72 / 25.4
LAYOUT = Layout()
LONG = "ĐẢNG BỘ CÁC CƠ QUAN ĐẢNG, CHÍNH QUYỀN, MẶT TRẬN TỔ QUỐC VÀ CÁC ĐOÀN THỂ CHÍNH TRỊ XÃ HỘI " * 3


@dataclass
class Line:
    text: str
    left: float  # mm from the left side
    right: float
    baseline: float  # points from the bottom
    size: float
    fonts: set[str]


def lines_of(page: LTPage) -> list[Line]:
    found = []
    for box in page:
        if isinstance(box, LTTextContainer):
            for line in box:
                chars = (
                    [char for char in line if isinstance(char, LTChar)]
                    if isinstance(line, LTTextLine)
                    else []
                )
                drawn = [char for char in chars if char.get_text().strip()]
                if drawn:
                    size = Counter(
                        round(char.matrix[0] * char.fontsize if hasattr(char, "fontsize") else char.size, 1)
                        for char in drawn
                    )
                    found.append(
                        Line(
                            line.get_text().strip(),
                            min(char.x0 for char in drawn) / MM,
                            max(char.x1 for char in drawn) / MM,
                            round(drawn[0].matrix[5], 2),
                            size.most_common(1)[0][0],
                            {char.fontname.split("+")[-1] for char in drawn},
                        )
                    )
    return found


def pages(pdf: bytes) -> list[LTPage]:
    return list(extract_pages(BytesIO(pdf), laparams=LAParams(boxes_flow=None)))


def with_text(count: int = 3) -> Paper:
    text = "Chi bộ tiếp tục vận động nhân dân giữ gìn vệ sinh, trật tự, giúp nhau phát triển kinh tế. " * 4
    return replace(resolution(), blocks=tuple(Paragraph(text, f"p{n}") for n in range(count)))


def test_letters_keep_to_the_margins_on_every_page() -> None:
    for page in pages(render_pdf(with_text(14), LAYOUT)):
        assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
        lines = [line for line in lines_of(page) if not line.text.isdigit()]
        assert min(line.left for line in lines) == pytest.approx(30, abs=0.6)
        assert max(line.right for line in lines) == pytest.approx(195, abs=0.6)
        tops = [line.baseline for line in lines]
        assert max(tops) <= page.height - 20 * MM
        assert min(tops) >= 20 * MM


def test_text_is_14_points_of_an_embedded_font_drawn_to_times_new_roman() -> None:
    pdf = render_pdf(with_text(), LAYOUT)
    body = [line for line in lines_of(pages(pdf)[0]) if "giữ gìn" in line.text]
    assert {line.fonts.pop() for line in body} == {"LiberationSerif"}
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described), described


def test_lines_are_18_points_apart_and_paragraphs_begin_10_mm_in() -> None:
    lines = [line for line in lines_of(pages(render_pdf(with_text(), LAYOUT))[0]) if line.baseline < 600]
    steps = [round(above.baseline - below.baseline, 1) for above, below in pairwise(lines)]
    assert steps.count(18) >= 5, steps
    first = [line for line in lines if line.text.startswith("Chi bộ tiếp tục")]
    assert all(line.left == pytest.approx(40, abs=0.6) for line in first)
    wide = render_pdf(with_text(), replace(LAYOUT, line_spacing_pt=19))
    lines = [line for line in lines_of(pages(wide)[0]) if line.baseline < 600]
    assert 19 in [round(a.baseline - b.baseline, 1) for a, b in pairwise(lines)]


def test_the_page_is_tagged_for_readers_and_for_the_archive() -> None:
    pdf = render_pdf(minutes(), LAYOUT)
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    marks = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"<pdfuaid:part>1<", marks)
    assert re.search(r"<pdfaid:part>2<", marks)
    assert re.search(r"<pdfaid:conformance>A<", marks)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    tags = Counter(_tags(root["/StructTreeRoot"]))
    assert tags["/H1"] == 1
    assert tags["/P"] > 10
    assert tags["/Table"] >= 1
    assert tags["/TH"] >= 2
    assert "/Figure" not in tags, "the code at the foot is no content"


def _tags(element) -> list[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if not isinstance(element, dict):
        return []
    below = element.get("/K", [])
    below = below if isinstance(below, list) else [below]
    own = [str(element["/S"])] if "/S" in element else []
    return own + [tag for each in below for tag in _tags(each)]


@pytest.mark.parametrize("where", ["superior", "issuer", "abstract", "signer", "recipient", "caption"])
def test_a_long_name_never_leaves_its_column(where) -> None:
    paper = minutes()
    header = paper.header
    changed = {
        "superior": {"header": replace(header, superior=LONG)},
        "issuer": {"header": replace(header, issuer=LONG)},
        "abstract": {"abstract": LONG},
        "signer": {"signatures": (replace(paper.signatures[0], name=LONG), paper.signatures[1])},
        "recipient": {"recipients": (LONG, "Lưu Chi bộ.")},
        "caption": {"signatures": (Signature((LONG,), "An", role="x"), paper.signatures[1])},
    }[where]
    for page in pages(render_pdf(replace(paper, **changed), LAYOUT)):
        for line in lines_of(page):
            assert line.left >= 29.4, line
            assert line.right <= 195.6, line
            if "ĐẢNG BỘ CÁC" in line.text and where in {"superior", "issuer"}:
                assert line.right <= 112.6, line  # the left half of the head


def test_a_form_of_one_page_is_drawn_closer_until_it_fits_and_never_smaller_than_12() -> None:
    def paper(count: int) -> Paper:
        blocks = tuple(Paragraph(f"Nội dung {n}: chuẩn bị chu đáo.", f"p{n}") for n in range(count))
        return replace(resolution(), blocks=blocks, one_page=True)

    for count in (5, 16, 20, 24):
        assert len(PdfReader(BytesIO(render_pdf(paper(count), LAYOUT))).pages) == 1, count
        assert fitted(paper(count), LAYOUT).size_pt >= 12
    assert fitted(paper(5), LAYOUT) == LAYOUT
    assert not fits(paper(60), LAYOUT)
    assert fits(replace(paper(60), one_page=False), LAYOUT)


def test_annexes_follow_the_signatures_on_pages_of_their_own() -> None:
    annex = Annex("Ý kiến phát biểu", (Paragraph("1. Đồng chí An: Nhất trí.", "o1"),))
    paper = replace(
        resolution(), annexes=(annex, replace(annex, title="Danh sách", blocks=(Items(("a",), "o2"),)))
    )
    texts = [
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(render_pdf(paper, LAYOUT))).pages
    ]
    assert len(texts) == 3
    assert "PHỤ LỤC 1" in texts[1]
    assert "(Kèm theo Nghị quyết số …-NQ/CB, ngày 03 tháng 12 năm 2026)" in texts[1]
    assert "Danh sách" in texts[2]
    for face in (str(render_html(paper, LAYOUT)), words_of_docx(render_docx(paper, LAYOUT))):
        assert face.index("Nguyễn Thị Thu") < face.index("PHỤ LỤC 1") < face.index("Đồng chí An: Nhất trí")


def test_an_optional_heading_waits_for_words_and_a_letter_has_no_title() -> None:
    blocks = (Heading(2, "5. Hạn chế và nguyên nhân", "h", optional=True), Paragraph("", "w"))
    paper = replace(resolution(), blocks=(*resolution().blocks, *blocks))
    assert "Hạn chế" not in words_of_pdf(render_pdf(paper, LAYOUT)) + str(render_html(paper, LAYOUT))
    from sotay.papers.structure import with_edits

    said = with_edits(paper, {"w": "Việc thu gom rác còn chậm."})
    for face in (
        words_of_pdf(render_pdf(said, LAYOUT)),
        words_of_docx(render_docx(said, LAYOUT)),
        str(render_html(said, LAYOUT)),
    ):
        assert face.index("5. Hạn chế và nguyên nhân") < face.index("thu gom rác còn chậm")
    letter = replace(resolution(), title="", abstract="V/v mượn hội trường", kind="CV")
    for face in (words_of_pdf(render_pdf(letter, LAYOUT)), words_of_docx(render_docx(letter, LAYOUT))):
        assert face.index("Số …-CV/CB") < face.index("V/v mượn hội trường")
        assert "-----" not in face


def test_docx_has_real_heading_styles_and_a_star() -> None:
    with ZipFile(BytesIO(render_docx(minutes(), LAYOUT))) as archive:
        body, styles = archive.read("word/document.xml").decode(), archive.read("word/styles.xml").decode()
    for level in (1, 2, 3):
        assert f'<w:pStyle w:val="Heading{level}"/>' in body
        found = re.search(rf'<w:style [^>]*w:styleId="Heading{level}".*?</w:style>', styles, re.DOTALL)
        assert found is not None
        assert f'<w:outlineLvl w:val="{level - 1}"/>' in found[0]
    assert '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"' in body
    normal = re.search(r'<w:style [^>]*w:styleId="Normal".*?</w:style>', styles, re.DOTALL)
    assert normal is not None
    assert 'w:lineRule="exact" w:line="360"' in normal[0]
    assert "<w:t>*</w:t>" in body


def test_columns_of_a_wide_table_stay_inside() -> None:
    columns = tuple(Column(f"Cột thứ {n}", 1) for n in range(9))
    row = tuple("Nguyễnvănrấtlàdàikhôngcócáchnào" for _column in columns)
    paper = replace(resolution(), blocks=(Table(columns, (row,), "t"),))
    for line in lines_of(pages(render_pdf(paper, LAYOUT))[0]):
        assert line.right <= 195.6


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed; .ci/run installs it")
def test_libreoffice_opens_the_docx_and_makes_as_many_pages(tmp_path) -> None:
    papers = {"minutes": minutes(), "resolution": resolution(), "long": with_text(14)}
    for name, paper in papers.items():
        (tmp_path / f"{name}.docx").write_bytes(render_docx(paper, LAYOUT))
    files = [str(tmp_path / f"{name}.docx") for name in papers]
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True,
        capture_output=True,
        timeout=240,
    )
    for name, paper in papers.items():
        ours = len(PdfReader(BytesIO(render_pdf(paper, LAYOUT))).pages)
        assert len(PdfReader(tmp_path / f"{name}.pdf").pages) == ours, name
