"""What a file could do besides being read: run a program, fetch something, carry other files. No Django.

Asked in the child that looks into an upload (`reading`), so it may take no more than that does. Such a file
is refused and not repaired: what somebody declared is kept as it is or not at all, and whoever made it saves
it anew in half a minute. Links that a person has to follow (http, https, mailto) are no hazard.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from sotay.kernel import zips

if TYPE_CHECKING:
    from pypdf import PdfReader

MACRO, EXTERNAL, EMBEDDED, ACTION, DISGUISED, SWOLLEN = (
    "macro",
    "external",
    "embedded",
    "action",
    "disguised",
    "swollen",
)

MOST_PARTS, MOST_UNPACKED, MOST_XML = 5000, 300 * 1024 * 1024, 12 * 1024 * 1024
SWELLS, FROM = 150, 30 * 1024 * 1024
"""A file that unpacks to more than `FROM` bytes and `SWELLS` times its size was made to."""
_TAIL = 66_000
_END_OF_ZIP = b"PK\x05\x06"


class PartTooLarge(Exception):  # noqa: N818 - says what it is
    """A part that has to be read whole holds more than any honest document's."""


def in_tail(file: BinaryIO) -> str:
    """DISGUISED for a PDF or a picture that is a zip archive too, which another program would open as one."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    return DISGUISED if _END_OF_ZIP in file.read(_TAIL) else ""


# Office files

_PROGRAMS = re.compile(r"\.(?:exe|dll|com|scr|js|jse|vbs|vbe|wsf|hta|lnk|bat|cmd|ps1|swf|jar|chm|html?|svg)$")
_MACROS = re.compile(r"(?:^|/)(?:vbaproject\.bin|vbadata\.xml|activex/|customui/|basic/|scripts/)")
_OBJECTS = re.compile(r"(?:^|/)(?:embeddings|objects?)/[^/]*\.bin$|(?:^|/)oleobject\d*\.bin$")
_ODD_NAME = re.compile(r"^/|\\|^[a-z]:|(?:^|/)\.\.(?:/|$)|\x00")
_FIELDS = re.compile(r"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|MACROBUTTON)\b", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.\-]*:|//|\\\\)", re.IGNORECASE)
_FOLLOWED_BY_HAND = re.compile(r"^(?:https?|mailto|tel):", re.IGNORECASE)


def in_zip(file: BinaryIO, kind: str) -> str:
    """The first hazard of an Office file; empty when there is none. A broken one is DISGUISED."""
    try:
        with zipfile.ZipFile(file) as packed:
            return _in_names(packed, file) or next(filter(None, _in_parts(packed, kind)), "")
    except PartTooLarge:
        return SWOLLEN
    except (*zips.BROKEN, ParseError, UnicodeError):
        return DISGUISED


def _in_names(packed: zipfile.ZipFile, file: BinaryIO) -> str:
    entries = packed.infolist()
    names = [entry.filename.lower() for entry in entries]
    size, unpacked = file.seek(0, 2), sum(entry.file_size for entry in entries)
    if (
        len(entries) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or (unpacked > FROM and unpacked > SWELLS * size)
    ):
        return SWOLLEN
    if len(set(names)) < len(names) or packed.comment or any(_ODD_NAME.search(name) for name in names):
        return DISGUISED
    if any(_MACROS.search(name) for name in names):
        return MACRO
    return EMBEDDED if any(_PROGRAMS.search(name) or _OBJECTS.search(name) for name in names) else ""


def _in_parts(packed: zipfile.ZipFile, kind: str) -> Iterator[str]:
    for entry in packed.infolist():
        name = entry.filename.lower()
        if name.endswith(".rels"):
            yield from _in_relations(_xml(packed, entry))
        elif name == "[content_types].xml":
            yield MACRO if b"macroenabled" in packed.read(entry).lower() else ""
        elif kind in {"odt", "ods"} and name.endswith(("content.xml", "styles.xml", "settings.xml")):
            yield from _in_open_document(_xml(packed, entry))
        elif kind == "docx" and re.fullmatch(r"word/[^/]+\.xml", name):
            yield from _in_fields(packed, entry)
        elif "externallinks/" in name:
            yield EXTERNAL


def _xml(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Element:
    """A part that has to be understood whole. With a document type, where entities hide, it is broken."""
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - in the child alone
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    _may_be_read(entry)
    try:
        found: Element = fromstring(packed.read(entry), forbid_dtd=True)
    except DefusedXmlException:
        raise zipfile.BadZipFile("a part has a document type") from None
    return found


def _may_be_read(entry: zipfile.ZipInfo) -> None:
    if entry.file_size > MOST_XML:
        raise PartTooLarge


def _in_relations(root: Element) -> Iterator[str]:
    for each in root.iter():
        if each.get("TargetMode", "").lower() != "external":
            continue
        is_link = each.get("Type", "").endswith("/hyperlink")
        by_hand = _FOLLOWED_BY_HAND.match(each.get("Target", "").strip())
        yield "" if is_link and (by_hand or not _SCHEME.match(each.get("Target", "").strip())) else EXTERNAL


def _in_fields(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[str]:
    """Fields that fetch or run something. Word cuts their words into runs, which are joined here."""
    _may_be_read(entry)
    content = packed.read(entry)
    if (
        b"instrText" not in content
        and b"fldSimple" not in content
        and not content.startswith((b"\xff", b"\xfe"))
    ):
        return
    root = _xml(packed, entry)
    codes = "".join(each.text or "" for each in root.iter() if each.tag.endswith("}instrText"))
    simple = " ".join(
        value for each in root.iter() for name, value in each.items() if name.endswith("}instr")
    )
    yield EXTERNAL if _FIELDS.search(codes) or _FIELDS.search(simple) else ""


def _in_open_document(root: Element) -> Iterator[str]:
    for each in root.iter():
        name = each.tag.rpartition("}")[2]
        if (name in {"event-listener", "script"} and "script" in each.tag) or name == "event-listeners":
            yield MACRO
        target = next((value for key, value in each.items() if key.endswith("}href")), "").strip()
        if target and name == "a":
            yield "" if _FOLLOWED_BY_HAND.match(target) or not _SCHEME.match(target) else EXTERNAL
        elif target and name != "template":
            yield EXTERNAL if _SCHEME.match(target) or target.startswith("../") else ""
        if name in {"dde-source", "dde-connection-decl"}:
            yield EXTERNAL


# PDF

_KEYS = {
    "/JS": ACTION,
    "/JavaScript": ACTION,
    "/XFA": ACTION,
    "/RichMedia": ACTION,
    "/EmbeddedFiles": EMBEDDED,
    "/EF": EMBEDDED,
}
_ACTIONS = {
    **dict.fromkeys(("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"), ACTION),
    **dict.fromkeys(("/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"), ACTION),
    **dict.fromkeys(("/GoToR", "/GoToE"), EXTERNAL),
}
_RAW = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_DEEPEST = 40


def in_pdf(reader: PdfReader, raw: bytes) -> str:
    """The first hazard of a PDF: in its objects, packed ones too, and in its bytes as they lie, in case its
    table of objects says less than a viewer finds."""
    for number in _numbers(reader):
        if found := _in_object(reader, number):
            return found
    plain = _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), raw) if b"#" in raw else raw
    return ACTION if _RAW.search(plain) else ""


def _numbers(reader: PdfReader) -> list[int]:
    direct = (number for table in reader.xref.values() for number in table)
    return sorted({*direct, *reader.xref_objStm})


def _in_object(reader: PdfReader, number: int) -> str:
    from pypdf.errors import PyPdfError  # noqa: PLC0415
    from pypdf.generic import IndirectObject  # noqa: PLC0415

    try:
        found = reader.get_object(IndirectObject(number, 0, reader))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""  # no viewer reads it either; what it may hide is looked for in the bytes
    return _in_value(found, 0)


def _in_value(value: Any, depth: int) -> str:
    from pypdf.generic import ArrayObject, DictionaryObject  # noqa: PLC0415

    if depth > _DEEPEST:
        return DISGUISED
    if isinstance(value, DictionaryObject):
        for key, each in value.items():
            if str(key) in _KEYS:
                return _KEYS[str(key)]
            if key == "/S" and str(each) in _ACTIONS:
                return _ACTIONS[str(each)]
            if found := _in_value(each, depth + 1):
                return found
    elif isinstance(value, ArrayObject):
        for each in value:
            if found := _in_value(each, depth + 1):
                return found
    return ""
