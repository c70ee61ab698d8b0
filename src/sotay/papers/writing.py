"""Papers a unit writes itself: which forms there are, and a paper of what somebody filled in. Pure.

What stands in a text: a line that begins with a dash is an item of a list; lines with "|" between their
columns are a table, whose first line names the columns; any other line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from sotay.papers.layout import Layout
from sotay.papers.structure import (
    CHAIR,
    Block,
    Column,
    Header,
    Heading,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
    lines,
)

MOST_SECTIONS = 8
ARTICLE = "Điều"


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of paper to fill in. `sections` are the titles proposed; one without a title has no heading.

    `addressed`: it begins "Kính gửi:", and has no recipients without one. `of_committees`: no cell issues it.
    """

    kind: str
    title: str
    sections: tuple[str, ...] = ("",)
    addressed: bool = False
    one_page: bool = False
    of_committees: bool = False
    articles: bool = False
    abstract: str = ""


FORMS: Mapping[str, Form] = {
    "notice": Form("TB", "THÔNG BÁO"),
    "schedule": Form("TB", "THÔNG BÁO", ("",), abstract="Lịch sinh hoạt chi bộ"),
    "conclusion": Form("KL", "KẾT LUẬN", ("Đánh giá chung", "Nội dung kết luận", "Tổ chức thực hiện")),
    "plan": Form("KH", "KẾ HOẠCH", ("Mục đích, yêu cầu", "Nội dung, thời gian", "Tổ chức thực hiện")),
    "report": Form(
        "BC",
        "BÁO CÁO",
        ("Kết quả thực hiện", "Hạn chế và nguyên nhân", "Phương hướng, nhiệm vụ", "Kiến nghị, đề xuất"),
    ),
    "resolution": Form(
        "NQ",
        "NGHỊ QUYẾT",
        ("Đánh giá tình hình", "Hạn chế và nguyên nhân", "Mục tiêu, nhiệm vụ", "Tổ chức thực hiện"),
    ),
    "decision": Form("QĐ", "QUYẾT ĐỊNH", ("", "", ""), articles=True),
    "letter": Form("CV", "", addressed=True),
    "invitation": Form("GM", "GIẤY MỜI", addressed=True, one_page=True),
    "submission": Form("TTr", "TỜ TRÌNH", addressed=True),
    "programme": Form("CTr", "CHƯƠNG TRÌNH", ("Mục tiêu", "Nhiệm vụ, giải pháp", "Tổ chức thực hiện")),
    "working_rules": Form("QC", "QUY CHẾ", ("", "", ""), articles=True),
    "scheme": Form("ĐA", "ĐỀ ÁN", ("Sự cần thiết", "Mục tiêu", "Nội dung", "Tổ chức thực hiện")),
    "proposal": Form("PA", "PHƯƠNG ÁN", ("Mục đích, yêu cầu", "Nội dung", "Tổ chức thực hiện")),
    "guidance": Form(
        "HD",
        "HƯỚNG DẪN",
        ("Mục đích, yêu cầu", "Nội dung", "Tổ chức thực hiện"),
        of_committees=True,
    ),
    "minutes": Form("BB", "BIÊN BẢN", ("Thành phần", "Nội dung", "Kết luận")),
}
"""Sources: DOMAIN 5.1 (kinds and codes), 5.4; sections are proposals of this program, which people change."""

NEVER_TYPES = frozenset({"GM"})
"""An invitation is an administrative paper, not one of the types that a regulation lets a cell issue."""


def forms_for(may_issue: Iterable[str], *, above_cells: bool) -> dict[str, Form]:
    """The forms a unit fills in. `may_issue`: codes of a cell's types, of the regulation "document-types"."""
    allowed = {*may_issue, *NEVER_TYPES}
    return {key: form for key, form in FORMS.items() if above_cells or form.kind in allowed}


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody filled in."""

    abstract: str = ""
    addressee: str = ""
    opening: str = ""
    sections: tuple[Section, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues the paper. `signs` is on whose behalf and the post: ("T/M CHI BỘ", "BÍ THƯ")."""

    superior: str
    name: str
    place: str
    signs: tuple[str, ...]
    signer: str = ""


def compose(form: Form, written: Written, issuer: Issuer, day: date, layout: Layout) -> Paper:
    return Paper(
        kind=form.kind,
        header=Header(issuer.superior.upper(), issuer.name.upper(), issuer.place, day),
        title=form.title,
        abstract=written.abstract,
        blocks=tuple(_blocks(form, written, layout)),
        signatures=(Signature(issuer.signs, issuer.signer, role=CHAIR),),
        recipients=written.recipients,
        one_page=form.one_page,
    )


def _blocks(form: Form, written: Written, layout: Layout) -> Iterator[Block]:
    if written.addressee:
        to = lines(written.addressee)
        if len(to) == 1:
            yield Paragraph(f"Kính gửi: {to[0]}", "addressee")
        else:
            yield Paragraph("Kính gửi:", "addressee")
            yield Items(tuple(to), "addressees")
    yield from blocks_of(written.opening, "opening")
    if form.articles:
        yield from _articles(form, written)
        return
    titled = 0
    for place, section in enumerate(written.sections, 1):
        if not lines(section.text):
            continue
        if section.title:
            titled += 1
            yield Heading(1, f"{layout.mark(1, titled)}{section.title.upper()}", f"section:{place}")
        yield from blocks_of(section.text, f"text:{place}")


def _articles(form: Form, written: Written) -> Iterator[Block]:
    """A decision and working rules: "Điều 1." with its title, else with its first words."""
    if form.kind == "QĐ":
        yield Heading(1, "QUYẾT ĐỊNH:", "decides")
    number = 0
    for place, section in enumerate(written.sections, 1):
        if not lines(section.text):
            continue
        number += 1
        if section.title:
            yield Heading(2, f"{ARTICLE} {number}. {section.title}", f"section:{place}")
            yield from blocks_of(section.text, f"text:{place}")
        else:
            yield from blocks_of(f"{ARTICLE} {number}. {section.text.strip()}", f"text:{place}")


Shape = Literal["item", "row", "text"]
_DASH = re.compile(r"^[-+*•–]\s+")
_NUMBER = re.compile(r"^(TT|STT|\d+)$", re.IGNORECASE)


def blocks_of(text: str, key: str) -> Iterator[Block]:
    """The blocks of a text that somebody typed; their keys begin with `key`."""
    for place, (shape, group) in enumerate(groupby(lines(text), _shape)):
        own, texts = f"{key}:{place}", list(group)
        if shape == "item":
            yield Items(tuple(_DASH.sub("", line) for line in texts), own)
        elif shape == "row" and len(texts) > 1:
            yield _table(texts, own)
        else:
            yield Paragraph("\n".join(texts), own)


def _shape(line: str) -> Shape:
    if _DASH.match(line):
        return "item"
    return "row" if "|" in line.strip("|") else "text"


def _table(rows: list[str], key: str) -> Table:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    width = max(map(len, cells))
    filled = [tuple(row + [""] * (width - len(row))) for row in cells]
    head, *body = filled
    narrow = [all(_NUMBER.match(row[n]) for row in filled) for n in range(width)]
    longest = [max(len(row[n]) for row in filled) for n in range(width)]
    columns = tuple(
        Column(title, 1, "center") if narrow[n] else Column(title, min(max(longest[n] / 6, 2), 8))
        for n, title in enumerate(head)
    )
    return Table(columns, tuple(body), key)


# ---- what is missing ----

Lack = Literal[
    "abstract", "addressee", "text", "recipients", "unfinished", "end", "issuer", "signer", "one_page"
]
_UNFINISHED = re.compile(r"…|\.{3,}|_{3,}|\[[^\]]*\]|<[^>]*>|\bXXX+\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Missing:
    """What an office would send the paper back for; `where` is the part, or the words it is about."""

    lack: Lack
    where: str = ""


def missing_in(form: Form, written: Written) -> list[Missing]:
    """What is missing of what somebody filled in, in the order of the form."""
    found: list[Missing] = []
    if not written.abstract.strip():
        found.append(Missing("abstract"))
    if form.addressed and not lines(written.addressee):
        found.append(Missing("addressee"))
    filled = [section for section in written.sections if lines(section.text)]
    if not filled:
        found.append(Missing("text"))
    if not written.recipients:
        found.append(Missing("recipients"))
    return found


def faults_of(paper: Paper, end_mark: str = ".") -> list[Missing]:
    """What is unfinished in any paper: rooms left to fill in, an end other than the regulation's, a header or
    a signature without a name.
    """
    found: list[Missing] = []
    if not paper.header.issuer.strip():
        found.append(Missing("issuer"))
    for block in paper.blocks:
        for text in _texts(block):
            if room := _UNFINISHED.search(text):
                found.append(Missing("unfinished", _around(text, room)))
    last = [text for block in paper.blocks if not isinstance(block, Table) for text in _texts(block)]
    if last and (last[-1].rstrip().endswith("./.") or not last[-1].rstrip().endswith((end_mark, "!", "?"))):
        found.append(Missing("end", last[-1].strip()[-40:]))
    if any(not place.name.strip() for place in paper.signatures):
        found.append(Missing("signer"))
    return found


def _texts(block: Block) -> list[str]:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return lines(text)
        case Items(texts=texts):
            return list(texts)
        case Table(rows=rows):
            return [cell for row in rows for cell in row]


def _around(text: str, room: re.Match[str]) -> str:
    start, end = max(room.start() - 20, 0), room.end() + 20
    return text[start:end].strip()
