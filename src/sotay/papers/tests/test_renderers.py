"""The three faces of a paper, opened again and read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pypdf import PdfReader

from sotay.papers.layout import Layout
from sotay.papers.renderers import render_docx, render_html, render_pdf
from sotay.papers.structure import (
    Column,
    Heading,
    Items,
    Paper,
    Paragraph,
    Table,
    with_number,
)
from sotay.papers.tests.samples import minutes, resolution

LAYOUT = Layout()
MARKS = "ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ýỳỷỹỵ đĐ ẮẰẲẴẶ ẤẦẨẪẬ ẾỀỂỄỆ ỐỒỔỖỘ ỚỜỞỠỢ ỨỪỬỮỰ ÝỲỶỸỴ"
HOSTILE = (
    '#import "x": *',
    '#panic() #{ while true {} } #read("/etc/passwd")',
    "*đậm* _nghiêng_ `mã` $x^2$ @nguon <nhan> // hết",
    "<script>alert(1)</script> & &amp; </w:t></w:r> ]]> <b>",
    "{{ paper.title }} {% load i18n %}",
    "\\ \\n \\u{41} \" ' “ ” = - + / ~",
    "= Không phải đề mục",
    "W" * 400,
    "một\tdòng\x07có\x00ký tự điều khiển\ud83d",
)


def words_of_pdf(printed: bytes) -> str:
    """Text of every page with white space evened out, so that line breaks do not matter."""
    pages = PdfReader(BytesIO(printed)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def words_of_docx(made: bytes) -> str:
    root = Document(BytesIO(made)).element.body
    return " ".join("".join(t.text for t in p.iter(qn("w:t"))) for p in root.iter(qn("w:p")))


def of_texts(*texts: str) -> Paper:
    """A paper with each text as heading, paragraph, item and cell."""
    blocks = [
        block
        for n, text in enumerate(texts)
        for block in (
            Heading(n % 3 + 1, text, f"h{n}"),
            Paragraph(text, f"p{n}"),
            Items((text,), f"i{n}"),
            Table((Column("TT", 1), Column("Ý kiến", 9)), ((text, text),), f"t{n}", caption=text),
        )
    ]
    return replace(minutes(), title=texts[0], abstract=texts[-1], blocks=tuple(blocks), recipients=texts)


def everything(paper: Paper) -> tuple[str, str, str]:
    return (
        str(render_html(paper, LAYOUT)),
        words_of_docx(render_docx(paper, LAYOUT)),
        words_of_pdf(render_pdf(paper, LAYOUT)),
    )


def test_every_text_is_on_all_three_faces() -> None:
    paper = minutes()
    texts = [
        paper.header.issuer,
        paper.header.superior,
        "Số 03-BB/CB",
        paper.abstract,
        "Nơi nhận:",
        "Lưu Chi bộ.",
    ]
    texts += ["ngày 03 tháng 02 năm 2026", "Nguyễn Thị Thu", "NGƯỜI GHI BIÊN BẢN", "Vận động hộ dân hiến đất"]
    for face in everything(paper):
        assert [text for text in texts if text not in face] == []


def test_signatures_stand_with_the_last_eight_lines_of_the_paper() -> None:
    """Wherever the page ends. The last page held one line and two names."""
    for count in range(14, 40):
        blocks = [Paragraph(f"Ý kiến thứ {n}.", f"p{n}") for n in range(count)]
        paper = replace(minutes(), blocks=(*blocks, Paragraph("Hội nghị kết thúc.", "closing")))
        signing = next(page for page in pages_of(paper) if "NGƯỜI GHI BIÊN BẢN" in page)
        assert "Hội nghị kết thúc." in signing
        assert f"Ý kiến thứ {count - 7}." in signing, count
    body = Document(BytesIO(render_docx(paper, LAYOUT))).paragraphs
    kept = [each.text for each in body if each.paragraph_format.keep_with_next and each.text]
    assert kept == [*(f"Ý kiến thứ {n}." for n in range(count - 7, count)), "Hội nghị kết thúc."]


def test_a_last_paragraph_of_more_than_a_page_ends_where_the_signatures_are() -> None:
    endless = " ".join(f"chữ{n}" for n in range(900))
    for count in range(20, 34):
        blocks = [Paragraph(f"Ý kiến thứ {n}.", f"p{n}") for n in range(count)]
        pages = pages_of(replace(minutes(), blocks=(*blocks, Paragraph(endless, "closing"))))
        assert "chữ899" in next(page for page in pages if "NGƯỜI GHI BIÊN BẢN" in page)


def test_a_row_of_a_table_stays_on_one_page_unless_it_might_not_fit() -> None:
    longer = " ".join(["Đồng chí đề nghị xem lại việc thu gom rác ở ngõ 5."] * 6)
    columns = (Column("TT", 1), Column("Ý kiến", 5))
    for count in range(3):  # the edge of the page falls on each line of a row
        before = tuple(Paragraph(f"Ý kiến {n}.", f"p{n}") for n in range(count))
        rows = tuple((f"đầu{n}", f"{longer} cuối{n}.") for n in range(12))
        pages = pages_of(replace(minutes(), blocks=(*before, Table(columns, rows, "t"))))
        for n in range(len(rows)):
            assert [page for page in pages if f"đầu{n} " in page] == [
                page for page in pages if f"cuối{n}." in page
            ]
    endless = " ".join(f"chữ{n}" for n in range(3000))
    assert all(word in " ".join(pages_of(of_texts(endless))) for word in ("chữ0", "chữ2999"))


def pages_of(paper: Paper) -> list[str]:
    printed = PdfReader(BytesIO(render_pdf(paper, LAYOUT))).pages
    return [" ".join(page.extract_text().replace("\u200b", "").split()) + " " for page in printed]


def test_a_long_word_of_a_table_breaks_after_its_slash() -> None:
    columns = (Column("Đã họp/phải họp", 1, "center"), Column("Đơn vị", 6))
    paper = replace(minutes(), blocks=(Table(columns, (("03/04", "Chi bộ"),), "table"),))
    printed = PdfReader(BytesIO(render_pdf(paper, LAYOUT))).pages[0].extract_text()
    assert "phải" in printed, "no letter of it is parted from the next"


def test_every_vietnamese_letter_is_drawn() -> None:
    paper = replace(minutes(), blocks=(Paragraph(MARKS, "p"), Heading(1, MARKS, "h")))
    for face in everything(paper):
        assert face.count(MARKS) == 2
    assert "ARCHIVAL" in conformance(render_pdf(paper, LAYOUT))


def conformance(printed: bytes) -> str:
    return "ARCHIVAL" if b"pdfaid:conformance" in printed else "PLAIN"


def test_a_pdf_is_archival_tagged_vietnamese_and_carries_its_own_font() -> None:
    printed = render_pdf(minutes(), LAYOUT)
    root = PdfReader(BytesIO(printed)).trailer["/Root"]
    assert conformance(printed) == "ARCHIVAL"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    fonts = PdfReader(BytesIO(printed)).pages[0]["/Resources"]["/Font"].values()
    assert all("LiberationSerif" in font.get_object()["/BaseFont"] for font in fonts)
    assert (
        PdfReader(BytesIO(printed)).metadata.title == "BIÊN BẢN Sinh hoạt chi bộ thường kỳ tháng 02 năm 2026"
    )


def test_a_pdf_is_a4_and_numbers_its_pages_from_the_second() -> None:
    pages = PdfReader(BytesIO(render_pdf(minutes(), LAYOUT))).pages
    assert len(pages) == 2
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)
    assert not pages[0].extract_text().split()[0].isdigit()
    assert "2" in pages[1].extract_text().split()


@pytest.mark.parametrize("render", [render_pdf, render_docx])
def test_the_same_paper_gives_the_same_bytes(render) -> None:
    assert render(minutes(), LAYOUT) == render(minutes(), LAYOUT)
    assert render(minutes(), LAYOUT) != render(with_number(minutes(), "Số 04-BB/CB"), LAYOUT)


def test_a_draft_says_so_on_every_page_of_every_face() -> None:
    paper = resolution()
    printed = PdfReader(BytesIO(render_pdf(minutes(), LAYOUT, draft=True)))
    assert all("DỰ THẢO" in page.extract_text() for page in printed.pages)
    assert "DỰ THẢO" in words_of_docx(render_docx(paper, LAYOUT, draft=True))
    assert "DỰ THẢO" in render_html(paper, LAYOUT, draft=True)
    assert not any("DỰ THẢO" in face for face in everything(paper))
    assert all("Số …-NQ/CB" in face for face in everything(paper))


def test_nothing_people_write_is_taken_for_markup() -> None:
    page, word, printed = everything(of_texts(*HOSTILE))
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    for text in HOSTILE[:-2]:
        assert " ".join(text.split()) in word
    for text in HOSTILE[:4]:
        assert " ".join(text.split()) in printed
    assert "root:" not in printed


def test_an_emoji_costs_the_archive_mark_and_not_the_paper() -> None:
    printed = render_pdf(of_texts("Tốt 😀"), LAYOUT)
    assert conformance(printed) == "PLAIN"
    assert "Tốt" in words_of_pdf(printed)


def test_three_hundred_statements_are_all_printed() -> None:
    speakers = tuple((f"Người {n}", f"Ý kiến thứ {n} của buổi sinh hoạt, ghi đầy đủ.") for n in range(300))
    for face in everything(minutes(speakers)):
        assert all(f"Ý kiến thứ {n} của" in face for n in range(300))


def test_papers_are_printed_by_many_threads_at_once() -> None:
    def is_own(n: int) -> bool:
        return f"Số {n}-BB/CB" in words_of_pdf(render_pdf(with_number(minutes(), f"Số {n}-BB/CB"), LAYOUT))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(is_own, range(12)))


@pytest.mark.parametrize("size", [13, 14])
def test_a_docx_has_the_layout_of_the_regulation(size: int) -> None:
    layout = replace(LAYOUT, size_pt=size)
    doc = Document(BytesIO(render_docx(minutes(), layout)))
    section = doc.sections[0]
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    normal = doc.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(size))
    fonts = normal.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }
    spacing = normal.paragraph_format
    assert (spacing.line_spacing_rule, spacing.line_spacing) == (WD_LINE_SPACING.EXACTLY, Pt(18))
    assert round(doc.styles["Body Text"].paragraph_format.first_line_indent / Mm(10), 2) == 1


def test_a_docx_repeats_table_headers_and_numbers_pages_from_the_second() -> None:
    doc = Document(BytesIO(render_docx(minutes(), LAYOUT)))
    assert doc.tables[1].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert doc.tables[1].rows[2].cells[0].text == "2"
    section = doc.sections[0]
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0]._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"


def test_a_docx_keeps_the_order_of_elements_that_word_insists_on() -> None:
    for table in Document(BytesIO(render_docx(minutes(), LAYOUT))).tables:
        names = [element.tag for element in table._tbl.tblPr]
        assert names.index(qn("w:tblCellMar")) < names.index(qn("w:tblLook"))


def test_a_docx_names_the_cell_and_no_person_or_machine() -> None:
    made = render_docx(minutes(), LAYOUT)
    about = Document(BytesIO(made)).core_properties
    assert (about.author, about.last_modified_by) == ("CHI BỘ TỔ DÂN PHỐ 3",) * 2
    assert about.created.date() == minutes().header.day
    with ZipFile(BytesIO(made)) as archive:
        everything_inside = b"".join(archive.read(name) for name in archive.namelist()).lower()
        assert {info.date_time[:3] for info in archive.infolist()} == {(2026, 2, 3)}
    assert b"python" not in everything_inside
    assert b"macintosh" not in everything_inside


def test_a_larger_layout_makes_a_longer_pdf() -> None:
    large = render_pdf(minutes(), replace(LAYOUT, size_pt=20, line_spacing_pt=30))
    assert len(PdfReader(BytesIO(large)).pages) > 2


def test_the_page_has_no_h1_of_its_own_and_keeps_the_order_of_headings() -> None:
    page = render_html(minutes(), LAYOUT)
    assert "<h1" not in page
    assert page.index("<h2>BIÊN BẢN") < page.index("<h3") < page.index("<h4") < page.index("<h5")
    assert "style=" not in page
