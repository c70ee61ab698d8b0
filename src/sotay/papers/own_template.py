"""A unit's own DOCX template: what one may hold, and a paper laid into it. No Django.

A template is a file from outside with instructions in it, so it is never trusted: Jinja runs in its sandbox,
in a process of its own with little time and memory (`kernel.child_process`), and a file that brings macros,
embedded objects or anything from elsewhere is refused before. Fields are plain texts and lists of texts:
no object of the program is within its reach.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sotay.kernel import child_process, zips
from sotay.kernel.child_process import Exhausted, Limits
from sotay.papers.layout import Layout
from sotay.papers.structure import Heading, Items, Paper, Paragraph, Table, drawn, lines

MOST_BYTES = 2 * 1024 * 1024
MOST_PARTS = 300
MOST_UNPACKED = 20 * 1024 * 1024
LIMITS = Limits(seconds=4, output=8 * 1024 * 1024)

FIELDS: Mapping[str, str] = {
    "superior": "Tổ chức cấp trên",
    "issuer": "Tổ chức ban hành",
    "number": "Số và ký hiệu",
    "place_and_date": "Địa danh và ngày tháng",
    "title": "Tên loại",
    "abstract": "Trích yếu",
    "text": "Các dòng của nội dung: {% for line in text %}{{ line }}{% endfor %}",
    "sections": "Các phần: {% for part in sections %}{{ part.title }}, {{ part.lines }}{% endfor %}",
    "tables": "Các bảng: {% for table in tables %}{{ table.columns }}, {{ table.rows }}{% endfor %}",
    "recipients": "Nơi nhận, mỗi nơi một dòng",
    "signs": "Các dòng đề ký",
    "signer": "Họ tên người ký",
    "check": "Địa chỉ kiểm tra văn bản",
}

_REFUSED_PARTS = re.compile(
    r"vbaProject|vbaData|activeX|embeddings/|oleObject|attachedToolbars", re.IGNORECASE
)
_OUTSIDE = re.compile(rb'TargetMode\s*=\s*["\']External', re.IGNORECASE)
_FIELD_CODES = re.compile(rb"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT)\b")
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)

NOT_DOCX, MACROS, OUTSIDE, TOO_LARGE, BROKEN, UNKNOWN, NOT_SAFE, TOO_HARD = (
    *("not_docx", "macros", "outside", "too_large"),
    *("broken", "unknown", "not_safe", "too_hard"),
)


class BadTemplate(Exception):  # noqa: N818 - says what the file is
    """`why` is one of the codes above, `where` the words of the template it is about."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why, where)
        self.why, self.where = why, where


def inspect(content: bytes) -> None:
    """Raises BadTemplate for a file that no template needs to be."""
    if len(content) > MOST_BYTES:
        raise BadTemplate(TOO_LARGE)
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            _look_at(packed)
    except zips.BROKEN as wrong:
        raise BadTemplate(NOT_DOCX) from wrong


def _look_at(packed: zipfile.ZipFile) -> None:
    entries = packed.infolist()
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names or not zips.is_packed_as_usual(packed):
        raise BadTemplate(NOT_DOCX)
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise BadTemplate(TOO_LARGE)
    for name in names:
        if _REFUSED_PARTS.search(name):
            raise BadTemplate(MACROS, name)
        if ".." in name.split("/") or name.startswith("/"):
            raise BadTemplate(NOT_DOCX)
    left = MOST_UNPACKED
    for entry in entries:
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        part = zips.beginning(packed, entry.filename, left + 1)
        left -= len(part)
        if left < 0:
            raise BadTemplate(TOO_LARGE)
        if _ENTITY.search(part):
            raise BadTemplate(NOT_SAFE, entry.filename)
        if _OUTSIDE.search(part) or (b"instrText" in part and _FIELD_CODES.search(part)):
            raise BadTemplate(OUTSIDE, entry.filename)
        if entry.filename == "[Content_Types].xml" and b"macroEnabled" in part:
            raise BadTemplate(MACROS, entry.filename)


def values_of(paper: Paper, layout: Layout) -> dict[str, Any]:
    """What the fields hold: texts, and lists of texts."""
    paper = drawn(paper)
    return {
        "superior": paper.header.superior,
        "issuer": paper.header.issuer,
        "number": layout.number_line(paper),
        "place_and_date": layout.place_and_date(paper),
        "title": paper.title,
        "abstract": paper.abstract,
        "text": _lines(paper),
        "sections": _sections(paper),
        "tables": [
            {"columns": [column.title for column in block.columns], "rows": [list(row) for row in block.rows]}
            for block in paper.all_blocks()
            if isinstance(block, Table)
        ],
        "recipients": list(paper.recipients),
        "signs": [line for place in paper.signatures for line in place.caption],
        "signer": ", ".join(place.name for place in paper.signatures if place.name),
        "check": paper.check,
    }


def _lines(paper: Paper) -> list[str]:
    return [
        line
        for part in _sections(paper)
        for line in ([part["title"]] if part["title"] else []) + part["lines"]
    ]


def _sections(paper: Paper) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"title": "", "lines": []}]
    for block in paper.blocks:
        match block:
            case Heading(level=1, text=text):
                found.append({"title": text, "lines": []})
            case Heading(text=text) | Paragraph(text=text):
                found[-1]["lines"] += lines(text)
            case Items(texts=texts):
                found[-1]["lines"] += [f"- {text}" for text in texts]
            case Table(rows=rows):
                found[-1]["lines"] += [" | ".join(row) for row in rows]
    return [part for part in found if part["title"] or part["lines"]]


def fill(template: bytes, paper: Paper, layout: Layout) -> bytes:
    """The paper in the template, as DOCX. Raises BadTemplate, after some seconds at most."""
    inspect(template)
    values = json.dumps(values_of(paper, layout)).encode()
    given = BytesIO(len(values).to_bytes(8, "big") + values + template)
    try:
        answer = child_process.run("sotay.papers.own_template", file=given, limits=LIMITS)
    except Exhausted:
        raise BadTemplate(TOO_HARD) from None
    if answer.code:
        why = {2: BROKEN, 3: UNKNOWN, 4: NOT_SAFE}.get(answer.code, BROKEN)
        raise BadTemplate(why, answer.output.decode("utf-8", "replace")[:200])
    return answer.output


def main(_arguments: list[str]) -> int:
    """In a child: the values' length, the values and the template come in; the document, or what is wrong,
    goes out. 2: not to be read, 3: a field there is none of, 4: something the sandbox refuses.
    """
    given = sys.stdin.buffer
    values = json.loads(given.read(int.from_bytes(given.read(8), "big")))
    template = DocxTemplate(BytesIO(given.read()))
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    for name in ("cycler", "joiner", "namespace", "lipsum", "range", "dict"):
        environment.globals.pop(name, None)
    made = BytesIO()
    try:
        template.render(values, environment, autoescape=True)
        template.save(made)
    except SecurityError as wrong:
        sys.stdout.write(str(wrong))
        return 4
    except UndefinedError as wrong:
        sys.stdout.write(str(wrong))
        return 3
    except TemplateError as wrong:
        sys.stdout.write(str(wrong))
        return 2
    sys.stdout.buffer.write(made.getvalue())
    sys.stdout.buffer.flush()
    return 0
