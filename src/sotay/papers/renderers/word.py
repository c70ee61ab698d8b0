"""DOCX, by python-docx: a file people can go on editing in Word or LibreOffice.

The same paper gives the same bytes: times inside the file are the paper's day, and it names the
issuer, never a person or a machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.styles import CT_Style
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph as WordParagraph

from sotay.papers.layout import FootRow, Layout, foot
from sotay.papers.renderers.pdf import fitted
from sotay.papers.renderers.word_fonts import SCRIPTS, name_other_fonts
from sotay.papers.structure import (
    DEEPEST_HEADING,
    Align,
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
from sotay.papers.tail import parts

A4_WIDTH_MM, A4_HEIGHT_MM = 210, 297
DRAFT_MARK = "DỰ THẢO"
LANGUAGE = "vi-VN"
_STYLES = {"Normal", "Body Text", "header", "Title", *(f"heading {n}" for n in range(1, DEEPEST_HEADING + 1))}
_LEFT_SHARE = 0.5  # of the text's width, for the organisations at the top
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def render_docx(paper: Paper, layout: Layout, *, draft: bool = False) -> bytes:
    """The paper as DOCX; a draft says so below its number. A form of one page is as close as its PDF."""
    return _Writer(drawn(paper), fitted(paper, layout), draft).write()


@dataclass(slots=True)
class _Writer:
    """One document being written, from top to foot."""

    paper: Paper
    layout: Layout
    draft: bool

    def write(self) -> bytes:
        doc = Document(BytesIO(_blank(self.layout)))
        _set_properties(doc, self.paper)
        self.check(doc)
        self.top(doc)
        self.title(doc)
        kept = parts(self.paper.blocks)
        self.blocks(doc, kept.head)
        before = len(doc.paragraphs)
        self.blocks(doc, kept.tail)
        for line in doc.paragraphs[before:] or doc.paragraphs[-1:]:  # signatures are not left alone
            line.paragraph_format.keep_with_next = True
        for row in foot(self.paper):
            self.foot_row(doc, row)
        self.annexes(doc)
        name_other_fonts(doc)
        return _reproducible(doc, self.paper)

    def check(self, doc: Doc) -> None:
        """Where a print is checked, in the first page's footer: a last page is not known before Word is."""
        if self.paper.check:
            foot_line = doc.sections[0].first_page_footer.paragraphs[0]
            foot_line.add_run(f"Kiểm tra văn bản tại {self.paper.check}").font.size = Pt(8)

    def annexes(self, doc: Doc) -> None:
        several = len(self.paper.annexes) > 1
        for number, annex in enumerate(self.paper.annexes, 1):
            title = doc.add_paragraph(f"PHỤ LỤC {number}" if several else "PHỤ LỤC", style="Title")
            title.paragraph_format.page_break_before = True
            title.paragraph_format.space_before = Pt(0)
            _line(doc, annex.title, bold=True)
            _line(doc, self.layout.annex_note(self.paper), italic=True)
            rule = _line(doc, self.layout.rule_below_abstract)
            rule.paragraph_format.space_after = Pt(self.layout.line_spacing_pt - self.layout.paragraph_gap_pt)
            self.blocks(doc, annex.blocks)

    def blocks(self, doc: Doc, blocks: Iterable[Block]) -> None:
        for block in blocks:
            match block:
                case Heading(level=level, text=text):
                    doc.add_paragraph("\n".join(lines(text)), style=f"Heading {level}")
                case Paragraph(text=text, indent=indent):
                    for line in lines(text):
                        doc.add_paragraph(line, style="Body Text" if indent else "Normal")
                case Items(texts=texts):
                    for text in texts:
                        doc.add_paragraph(f"- {text}", style="Body Text")
                case Table():
                    self.table(doc, block)

    def top(self, doc: Doc) -> None:
        header, width = self.paper.header, self.text_width_mm
        grid = _borderless(doc, [width * _LEFT_SHARE, width * (1 - _LEFT_SHARE)])
        left, right = grid.rows[0].cells
        _line(left, header.superior)
        _line(left, header.issuer, bold=True)
        _line(left, "*")
        _line(left, self.layout.number_line(self.paper))
        if not self.paper.title:
            _line(left, self.paper.abstract, italic=True).runs[0].font.size = Pt(self.layout.size_pt - 1)
        if self.draft:
            _line(left, DRAFT_MARK, bold=True)
        national = _line(right, header.national_title, bold=True)
        national.runs[0].font.size = Pt(self.layout.size_pt + 1)
        national.runs[0].underline = True  # the rule below it, exactly as long as the words
        _line(right, self.layout.place_and_date(self.paper), italic=True)

    def title(self, doc: Doc) -> None:
        """A letter has none: what it is about stands below its number."""
        if not self.paper.title:
            doc.add_paragraph(style="Normal")
            return
        doc.add_paragraph(self.paper.title, style="Title")
        if self.paper.abstract:
            _line(doc, self.paper.abstract, bold=True)
        rule = _line(doc, self.layout.rule_below_abstract)
        rule.paragraph_format.space_after = Pt(self.layout.line_spacing_pt - self.layout.paragraph_gap_pt)

    def table(self, doc: Doc, table: Table) -> None:
        if table.caption:
            caption = _line(doc, table.caption, italic=True)
            caption.paragraph_format.space_after = Pt(self.layout.paragraph_gap_pt)
            caption.paragraph_format.keep_with_next = True
        total = sum(column.width for column in table.columns)
        widths = [self.text_width_mm * column.width / total for column in table.columns]
        grid = doc.add_table(rows=1, cols=len(widths), style="Table Grid")
        _set_widths(grid, widths)
        _set_cell_margins(grid, top=Mm(1.2), side=Mm(1.8))
        for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
            _line(cell, column.title, bold=True)
        _repeat_on_each_page(grid)
        for texts in table.rows:
            self.row(grid, widths, texts, [column.align for column in table.columns])
        doc.add_paragraph(style="Normal").paragraph_format.space_after = Pt(0)

    def row(self, grid: WordTable, widths: list[float], texts: tuple[str, ...], aligns: list[Align]) -> None:
        """Add a row that stays on one page. Built by hand: `add_row` gets slower with each row."""
        row = grid._tbl.add_tr()
        unsplit = OxmlElement("w:cantSplit")
        row.get_or_add_trPr().append(unsplit)
        for width, text, align in zip(widths, texts, aligns, strict=True):
            cell = row.add_tc()
            cell.width = Mm(width)
            _line(Cell(cell, grid), text).alignment = _ALIGN[align]

    def foot_row(self, doc: Doc, row: FootRow) -> None:
        doc.add_paragraph(style="Normal").paragraph_format.keep_with_next = True
        grid = _borderless(doc, [self.text_width_mm / 2] * 2)
        left, right = grid.rows[0].cells
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if isinstance(row.left, tuple):
            self.recipients(left, row.left)
        elif row.left:
            self.signature(left, row.left)
        if row.right:
            self.signature(right, row.right)

    def signature(self, cell: Cell, signature: Signature) -> None:
        for caption in signature.caption:
            _line(cell, caption, bold=True)
        if signature.signed_note:
            note = _line(cell, signature.signed_note, italic=True)
            note.runs[0].font.size = Pt(self.layout.size_pt - 3)
            note.paragraph_format.space_before = note.paragraph_format.space_after = Pt(4)
        else:
            cell.paragraphs[-1].paragraph_format.space_after = Mm(22)
        if signature.name:
            _line(cell, signature.name, bold=True)

    def recipients(self, cell: Cell, names: tuple[str, ...]) -> None:
        _line(cell, "Nơi nhận:", align=WD_ALIGN_PARAGRAPH.LEFT).runs[0].underline = True
        for name in names:
            line = _line(cell, f"- {name}", align=WD_ALIGN_PARAGRAPH.LEFT)
            line.runs[0].font.size = Pt(self.layout.size_pt - 2)
            line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE

    @property
    def text_width_mm(self) -> float:
        return A4_WIDTH_MM - self.layout.margin_left_mm - self.layout.margin_right_mm


@lru_cache(maxsize=8)
def _blank(layout: Layout) -> bytes:
    """An empty document of this layout, made once: reading the whole template takes most of the time."""
    doc, made = Document(), BytesIO()
    _drop_ballast(doc)
    _set_page(doc, layout)
    _set_styles(doc, layout)
    doc.save(made)
    return made.getvalue()


def _drop_ballast(doc: Doc) -> None:
    """Leave out what the template of python-docx carries and no paper uses: it is nine tenths of a file."""
    for relations in (doc.part.package.rels, doc.part.rels):
        for key in [key for key, one in relations.items() if one.reltype.rsplit("/", 1)[-1] in _BALLAST]:
            del relations[key]
    styles = doc.styles.element
    for style in list(styles.iterchildren(qn("w:style"), qn("w:latentStyles"))):
        if style.tag == qn("w:latentStyles") or not _kept(style):
            styles.remove(style)
    for link in list(styles.iter(qn("w:link"))):  # to the character styles just removed
        link.getparent().remove(link)


_BALLAST = {"thumbnail", "extended-properties", "stylesWithEffects", "customXml", "numbering", "webSettings"}


def _kept(style: CT_Style) -> bool:
    """Our styles and those every document needs."""
    return bool(style.default) or style.name_val in {*_STYLES, "Table Grid"}


def _set_page(doc: Doc, layout: Layout) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(A4_WIDTH_MM), Mm(A4_HEIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(layout.margin_top_mm), Mm(layout.margin_bottom_mm)
    section.left_margin, section.right_margin = Mm(layout.margin_left_mm), Mm(layout.margin_right_mm)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    shown = OxmlElement("w:r")
    shown.append(OxmlElement("w:t"))
    field.append(shown)
    number._p.append(field)


def _set_styles(doc: Doc, layout: Layout) -> None:
    """Styles a person sees in Word's own list, so that what they add looks like the rest."""
    gap = Pt(layout.paragraph_gap_pt)
    for style in doc.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            _plain(style, layout)
    normal = _style(doc, "Normal")
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = Pt(layout.line_spacing_pt)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.widow_control = True
    body = _style(doc, "Body Text").paragraph_format
    body.first_line_indent, body.space_after = Mm(layout.first_line_indent_mm), gap
    body.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for level in range(1, DEEPEST_HEADING + 1):
        heading = _style(doc, f"Heading {level}")
        heading.font.bold = True
        heading.next_paragraph_style = _style(doc, "Body Text")
        heading.paragraph_format.first_line_indent = Mm(layout.first_line_indent_mm)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(0), gap
        heading.paragraph_format.keep_with_next = True
    title = _style(doc, "Title")
    title.font.bold, title.font.size = True, Pt(layout.size_pt + 2)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(layout.line_spacing_pt)
    title.paragraph_format.space_after = Pt(0)
    _set_defaults(doc)


def _style(doc: Doc, name: str) -> ParagraphStyle:
    style = doc.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - the template that python-docx ships has them
    return style


def _plain(style: ParagraphStyle, layout: Layout) -> None:
    """Our font in every script, black, and none of the template's borders, colours and letter spacing."""
    for made in (style.element.pPr, style.element.rPr):
        if made is not None:
            for part in [p for p in made if p.tag not in _KEPT]:
                made.remove(part)
    style.font.name, style.font.size = layout.font, Pt(layout.size_pt)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for script in SCRIPTS:
        fonts.set(qn(script), layout.font)


_KEPT = {qn("w:outlineLvl"), qn("w:keepNext"), qn("w:keepLines")}


def _set_defaults(doc: Doc) -> None:
    """What holds where no style says anything: the same as Normal, for Word lets tables fall back on it."""
    normal, defaults = _style(doc, "Normal").element, doc.styles.element.find(qn("w:docDefaults"))
    for holder, own in (("w:rPrDefault", normal.rPr), ("w:pPrDefault", normal.pPr)):
        place = defaults.find(qn(holder))
        place.clear()
        place.append(deepcopy(own))
    language = OxmlElement("w:lang")
    for script in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(script), LANGUAGE)
    defaults.find(qn("w:rPrDefault"))[0].append(language)
    grid = doc.styles["Table Grid"].element
    grid.remove(grid.pPr)


def _set_properties(doc: Doc, paper: Paper) -> None:
    about, day = doc.core_properties, datetime.combine(paper.header.day, time())
    about.title = f"{paper.title} {paper.abstract}".strip()[:255]
    about.author = about.last_modified_by = paper.header.issuer[:255]
    about.subject = (paper.header.number or "")[:255]
    about.language, about.comments, about.keywords = LANGUAGE, "", ""
    about.created = about.modified = day
    about.revision = 1


def _line(
    where: Doc | Cell,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER,
) -> WordParagraph:
    """A paragraph of one look; in a cell it takes the place of the empty one every cell begins with."""
    first = where.paragraphs[0] if isinstance(where, Cell) and where.paragraphs else None
    line = first if first is not None and not first.runs else where.add_paragraph()
    run = line.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    line.alignment = align
    return line


def _borderless(doc: Doc, widths_mm: list[float]) -> WordTable:
    grid: WordTable = doc.add_table(rows=1, cols=len(widths_mm))
    _set_widths(grid, widths_mm)
    _set_cell_margins(grid, top=Mm(0), side=Mm(0))
    return grid


def _set_cell_margins(grid: WordTable, top: Length, side: Length) -> None:
    """How far text stays from the sides of its cell; Word's own is 1.9 mm at the sides."""
    margins = OxmlElement("w:tblCellMar")
    for name, width in (("w:top", top), ("w:left", side), ("w:bottom", top), ("w:right", side)):
        margin = OxmlElement(name)
        margin.set(qn("w:w"), str(round(width.twips)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # the schema wants this order


def _set_widths(grid: WordTable, widths_mm: list[float]) -> None:
    """Word reads widths from the cells, LibreOffice from the columns: give both."""
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, cell, width in zip(grid.columns, grid.rows[0].cells, widths_mm, strict=True):
        column.width = cell.width = Mm(width)


def _repeat_on_each_page(grid: WordTable) -> None:
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _reproducible(doc: Doc, paper: Paper) -> bytes:
    """The file's bytes with every time in the archive set to the paper's day."""
    written, settled = BytesIO(), BytesIO()
    doc.save(written)
    day = paper.header.day
    with ZipFile(written) as old, ZipFile(settled, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return settled.getvalue()
