"""What a file really is, and the first words in it: enough to see a mark, never the whole. No Django.

Everything here reads bytes from a stranger, so every read is bounded and no XML parser is asked.
"""

from __future__ import annotations

import codecs
import html
import re
import zipfile
from typing import BinaryIO

from pypdf import PdfReader

from sotay.kernel import zips

HEAD = 8 * 1024
MOST_XML = 512 * 1024
MOST_LINES = 120
MOST_PDF = 8 * 1024 * 1024
"""Above this a PDF is nearly always a scan, whose words nobody can read without recognising them."""

_PARTS = {
    "docx": r"docProps/(core|custom)\.xml|word/(header\d*|document|footnotes)\.xml",
    "xlsx": r"docProps/(core|custom)\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet1\.xml",
    "pptx": r"docProps/(core|custom)\.xml|ppt/slides/slide1\.xml",
    "odt": r"(meta|styles|content)\.xml",
    "ods": r"(meta|styles|content)\.xml",
}
_LINE_END = re.compile(r"</(?:w:p|a:p|si|is|text:p|text:h|dc:\w+|dcterms:\w+|vt:\w+|cp:\w+|meta:[\w-]+)>")
_TAG = re.compile(r"<[^<>]*>")


class Locked(Exception):  # noqa: N818 - says what the file is
    """The file asks for a password."""


def kind_of(file: BinaryIO) -> str:
    """The kind the content shows ('docx', 'pdf', ...); empty when it is none we keep.

    Raises Locked for an Office file with a password, which hides in the old container format.
    """
    head = _head(file)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Locked
    return "txt" if _is_text(head) else ""


def first_lines(file: BinaryIO, kind: str) -> list[str]:
    """The first lines of the text and the properties; none for a picture, a scan or a broken file."""
    if kind == "pdf":
        return _lines_of_pdf(file)
    if kind in _PARTS:
        return _lines_of_zip(file, kind)
    return _head(file).decode("utf-8", "replace").splitlines()[:MOST_LINES] if kind == "txt" else []


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _is_text(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    opening = head.lstrip()[:64].lower()
    return b"\0" not in head and not opening.startswith(
        (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script")
    )


def _kind_of_zip(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
            if not zips.is_packed_as_usual(packed):
                return ""
            if "mimetype" in names:
                said = zips.beginning(packed, "mimetype", HEAD)
                return {b"text": "odt", b"spreadsheet": "ods"}.get(said.rpartition(b".")[2].strip(), "")
    except zips.BROKEN:
        return ""
    main = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
    return next((kind for name, kind in main.items() if name in names), "")


def _lines_of_zip(file: BinaryIO, kind: str) -> list[str]:
    lines: list[str] = []
    wanted = re.compile(_PARTS[kind])
    try:
        with zipfile.ZipFile(file) as packed:
            for name in sorted(filter(wanted.fullmatch, packed.namelist()))[:12]:
                lines += _lines_of_xml(zips.beginning(packed, name, MOST_XML).decode("utf-8", "replace"))
    except zips.BROKEN:
        return lines
    return lines


def _lines_of_xml(xml: str) -> list[str]:
    """Paragraphs as lines. Runs of one paragraph are joined, because Word splits words between them."""
    paragraphs = (html.unescape(_TAG.sub("", part)).strip() for part in _LINE_END.split(xml))
    return [text for text in paragraphs if text][:MOST_LINES]


def _lines_of_pdf(file: BinaryIO) -> list[str]:
    """Properties and the first page. Raises Locked when they cannot be read without a password."""
    file.seek(0, 2)
    if file.tell() > MOST_PDF:
        return []
    file.seek(0)
    try:
        reader = _opened(file)
        properties = [str(value) for value in (reader.metadata or {}).values()]
        return properties + reader.pages[0].extract_text().splitlines()[:MOST_LINES]
    except Locked:
        raise
    except Exception:  # a broken file trips the reader in more ways than anybody can list
        return []


def _opened(file: BinaryIO) -> PdfReader:
    """Raises Locked, also for one locked with a certificate, which the reader knows nothing of."""
    try:
        reader = PdfReader(file)
    except NotImplementedError:
        raise Locked from None
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    return reader
