"""What a file really is, and the first words in it: enough to see a mark, never the whole. No Django.

Everything here reads bytes from a stranger, so every read is bounded and no XML parser is asked. What has to
be unpacked or parsed for it is read by a child with limits (`look_into`, kernel.child_process): a PDF of some
kilobytes kept a web worker busy for as long as its maker liked.
"""

from __future__ import annotations

import codecs
import html
import json
import re
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from sotay.kernel import child_process, zips
from sotay.kernel.child_process import Exhausted, Limits
from sotay.library import hazards

if TYPE_CHECKING:
    from pypdf import PdfReader

HEAD = 8 * 1024
MOST_XML = 512 * 1024
MOST_LINES = 120
MOST_LETTERS = 2000
"""Of a line. A mark stands alone or among a few words."""
MOST_PDF = 8 * 1024 * 1024
"""Above this a PDF is nearly always a scan, whose words nobody can read without recognising them."""

_ZIP = b"PK\x03\x04"
_PARTS = {
    "docx": r"docProps/(core|custom)\.xml|word/(header\d*|document|footnotes)\.xml",
    "xlsx": r"docProps/(core|custom)\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet1\.xml",
    "pptx": r"docProps/(core|custom)\.xml|ppt/slides/slide1\.xml",
    "odt": r"(meta|styles|content)\.xml",
    "ods": r"(meta|styles|content)\.xml",
}
_LINE_END = re.compile(r"</(?:w:p|a:p|si|is|text:p|text:h|dc:\w+|dcterms:\w+|vt:\w+|cp:\w+|meta:[\w-]+)>")
_TAG = re.compile(r"<[^<>]*>")


LIMITS = Limits(seconds=2, output=MOST_XML)
PDF_LIMITS = Limits(seconds=1, output=MOST_XML)
"""For one file. Usual ones take a fifth of a second, most of it to start Python."""
_LOCKED = 2
"""How the child says so: its exit code."""


class Locked(Exception):  # noqa: N818 - says what the file is
    """The file asks for a password."""


class TooHard(Exception):  # noqa: N818 - says what the file is
    """Reading its beginning takes more time or memory than any honest file does."""


@dataclass(frozen=True, slots=True)
class Found:
    """The kind a file is of, empty for none we keep; when that is what it claims to be, its first lines and
    what it could do besides being read (`hazards`), empty for nothing."""

    kind: str
    lines: list[str]
    hazard: str = ""


def look_into(file: BinaryIO, claimed: str) -> Found:
    """Raises Locked, and TooHard after some seconds at most."""
    head = _head(file)
    is_pdf = _is_pdf(head)
    if not (is_pdf or head.startswith(_ZIP)):
        return _found(file, claimed)
    limits = PDF_LIMITS if is_pdf else LIMITS
    try:
        answer = child_process.run("sotay.library.reading", claimed, file=file, limits=limits)
    except Exhausted:
        raise TooHard from None
    if answer.code == _LOCKED:
        raise Locked
    told = json.loads(answer.output)
    return Found(told["kind"], told["lines"], told["hazard"])


def main(arguments: list[str]) -> int:
    """In the child: the file is its standard input."""
    try:
        found = _found(BytesIO(sys.stdin.buffer.read()), arguments[0])
    except Locked:
        return _LOCKED
    lines = [line[:MOST_LETTERS] for line in found.lines]
    sys.stdout.write(json.dumps({"kind": found.kind, "lines": lines, "hazard": found.hazard}))
    return 0


def _found(file: BinaryIO, claimed: str) -> Found:
    kind = kind_of(file)
    if kind != claimed:
        return Found(kind, [])
    if hazard := hazard_of(file, kind):
        return Found(kind, [], hazard)
    return Found(kind, first_lines(file, claimed))


def hazard_of(file: BinaryIO, kind: str) -> str:
    """Raises Locked for a PDF with a password."""
    if kind in _PARTS:
        return hazards.in_zip(file, kind)
    if kind == "txt":
        return ""
    if found := hazards.in_tail(file):
        return found
    if kind != "pdf":
        return ""
    file.seek(0)
    raw = file.read()
    try:
        return hazards.in_pdf(opened_pdf(BytesIO(raw)), raw)
    except (Locked, MemoryError):
        raise
    except Exception:  # a broken file trips the reader in more ways than anybody can list
        return hazards.DISGUISED


def kind_of(file: BinaryIO) -> str:
    """The kind the content shows ('docx', 'pdf', ...); empty when it is none we keep.

    Raises Locked for an Office file with a password, which hides in the old container format.
    """
    head = _head(file)
    if _is_pdf(head):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(_ZIP):
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


def _is_pdf(head: bytes) -> bool:
    """At the very beginning: what comes before it would make it another file for another program."""
    return head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-")


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
                xml = zips.beginning(packed, name, MOST_XML).decode("utf-8", "replace")
                lines += lines_of_xml(xml)[:MOST_LINES]
    except zips.BROKEN:
        return lines
    return lines


def lines_of_xml(xml: str) -> list[str]:
    """Paragraphs as lines. Runs of one paragraph are joined, because Word splits words between them."""
    paragraphs = (html.unescape(_TAG.sub("", part)).strip() for part in _LINE_END.split(xml))
    return [text for text in paragraphs if text]


def _lines_of_pdf(file: BinaryIO) -> list[str]:
    """Properties and the first page. Raises Locked when they cannot be read without a password."""
    file.seek(0, 2)
    if file.tell() > MOST_PDF:
        return []
    file.seek(0)
    try:
        reader = opened_pdf(file)
        properties = [str(value) for value in (reader.metadata or {}).values()]
        return properties + reader.pages[0].extract_text().splitlines()[:MOST_LINES]
    except (Locked, MemoryError):
        raise
    except Exception:  # a broken file trips the reader in more ways than anybody can list
        return []


def opened_pdf(file: BinaryIO) -> PdfReader:
    """Raises Locked, also for one locked with a certificate, which the reader knows nothing of."""
    from pypdf import PdfReader  # noqa: PLC0415 - the web worker has no use for it

    try:
        reader = PdfReader(file)
    except NotImplementedError:
        raise Locked from None
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    return reader
