"""Small files of every kind, made in memory."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
from odf import text
from odf.opendocument import OpenDocumentText
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
JPG = b"\xff\xd8\xff\xe0" + b"\0" * 64


def word(*paragraphs: str, header: str = "", subject: str = "") -> bytes:
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    made.sections[0].header.paragraphs[0].text = header
    made.core_properties.subject = subject
    return _saved(made)


def split_word(*runs: str) -> bytes:
    """One paragraph whose words Word has cut into runs."""
    made = docx.Document()
    paragraph = made.add_paragraph()
    for run in runs:
        paragraph.add_run(run)
    return _saved(made)


def sheet(*cells: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(cells)
    return _saved(book)


def odt(*paragraphs: str) -> bytes:
    made = OpenDocumentText()
    for paragraph in paragraphs:
        made.text.addElement(text.P(text=paragraph))
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def pdf(*, title: str = "", password: str = "") -> bytes:
    """An empty page."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def certified_pdf() -> bytes:
    """Locked with a certificate instead of a password."""
    return pdf().replace(b"/Root", b"/Encrypt <</Filter /Adobe.PubSec /V 4>> /ID [(a) (a)] /Root")


def pdf_with(filter_name: str) -> bytes:
    """A page whose words are packed in a way of somebody's own."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    words = StreamObject()
    words.set_data(b"BT ET")
    words[NameObject("/Filter")] = NameObject(filter_name)
    page[NameObject("/Contents")] = writer._add_object(words)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def hostile_pdf(how: str) -> bytes:
    """Small files that ask a reader for a very long time or for very much memory."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    words = StreamObject()
    words.set_data({"operators": b"BT " + b"(a) Tj " * 10_000_000, "nesting": b"[" * 3_000_000}[how])
    page[NameObject("/Contents")] = writer._add_object(words.flate_encode())
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject()})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zip_of(*, packing: int = zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def _saved(made) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
