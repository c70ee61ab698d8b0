"""Files that would do something besides being read, made in memory; the smallest of each kind."""

from __future__ import annotations

import io
import zipfile

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from sotay.library.tests import files

_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """An Office file with parts put into it, or over its own: `word__vbaProject_bin=...`."""
    out = io.BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in named:
                new.writestr(entry, old.read(entry))
        for name, part in named.items():
            new.writestr(name, part)
    return out.getvalue()


def relation(kind: str, target: str, mode: str = 'TargetMode="External"') -> bytes:
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{_RELS}">'
        f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}" {mode}/></Relationships>'
    ).encode()


def word_with_relation(kind: str, target: str, mode: str = 'TargetMode="External"') -> bytes:
    return with_parts(files.word("x"), word___rels__settings_dot_xml_dot_rels=relation(kind, target, mode))


def word_with_field(*codes: str) -> bytes:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    part = (
        f'<?xml version="1.0"?><w:document xmlns:w="{name}"><w:body><w:p>{runs}</w:p></w:body></w:document>'
    )
    return with_parts(files.word("x"), word__document_dot_xml=part.encode())


def odt_with(part: str) -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("script", "script"), ("draw", "drawing"), ("text", "text"))
    )
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink">{part}'
        "</office:document-content>"
    )
    return with_parts(files.odt("x"), content_dot_xml=content.encode())


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return writer


def pdf_with_script() -> bytes:
    writer = _page()
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(script))
    return _written(writer)


def pdf_that_does(action: str) -> bytes:
    writer = _page()
    does = DictionaryObject({NameObject("/S"): NameObject(action), NameObject("/F"): TextStringObject("x")})
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(does)
    return _written(writer)


def pdf_with_a_file() -> bytes:
    writer = _page()
    writer.add_attachment("x.exe", b"MZ")
    return _written(writer)


def pdf_with_escaped_names() -> bytes:
    return pdf_with_script().replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")


def pdf_with_hidden_revision() -> bytes:
    """The script lies in no object of the table: a viewer that mends the file finds it."""
    return files.pdf() + b"\n99 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj\n"


def pdf_and_zip() -> bytes:
    return files.pdf() + files.zip_of(a_xml=b"x")


def page_and_pdf() -> bytes:
    return b"<html><script>alert(1)</script>" + files.pdf()


def picture_and_zip() -> bytes:
    return files.PNG + files.zip_of(a_xml=b"x")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
TEMPLATE = "{{ ''.__class__.__mro__ }} {% for x in range(10**9) %}{% endfor %}"


def bomb(size: int = 400 * 1024 * 1024) -> bytes:
    """A document that unpacks to `size` bytes of nothing."""
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("word/document.xml", "w", force_zip64=True) as part:
            for _each in range(size // (1024 * 1024)):
                part.write(bytes(1024 * 1024))
    return zeros.getvalue()


def with_entity() -> bytes:
    xml = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "x">]><Relationships/>'
    return with_parts(files.word("x"), word___rels__settings_dot_xml_dot_rels=xml)
