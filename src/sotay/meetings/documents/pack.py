"""The contents of a meeting's pack, which stand first in it, and the words that will be presented. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sotay.meetings.documents.parts import Facts, first_upper, header
from sotay.papers.layout import ROMAN
from sotay.papers.structure import Block, Column, Heading, Paper, Paragraph, Table

TITLE = "Bộ tài liệu"
AHEAD, DOCUMENTS, AFTER = (
    "Giấy mời, chương trình, nội dung",
    "Tài liệu gửi trước",
    "Biên bản, nghị quyết hoặc kết luận",
)
"""Chapters of a pack, in their order."""
LOCKED = "Tệp PDF có mật khẩu: mở riêng trên trang buổi họp."
BROKEN = "Tệp PDF không đọc được để ghép: mở riêng trên trang buổi họp."
MISSING = "Không tìm thấy tệp gốc: báo người quản trị phục hồi từ bản sao lưu."
OTHER_KIND = "Tệp riêng, không phải PDF: mở trên trang buổi họp."
TOO_MUCH = "Tệp riêng: bộ tài liệu chỉ ghép đến {pages} trang, {megabytes} MB."


@dataclass(frozen=True, slots=True)
class Line:
    """Something of the pack: its chapter, title, what is to be known of it, and how many pages it has in the
    pack, none when it is not joined and `note` says why."""

    chapter: str
    title: str
    note: str = ""
    pages: int = 0


def contents(lines: Sequence[Line], facts: Facts, own_pages: int) -> Paper:
    """The page of contents; `own_pages` is how many it has itself. Pages are those of the pack, from 1."""
    columns = (Column("TT", 1, "center"), Column("Tài liệu", 9), Column("Trang", 2, "center"))
    blocks, at = list[Block](), own_pages + 1
    chapters = groupby(lines, key=lambda line: line.chapter)
    for roman, (chapter, inside) in zip(ROMAN, chapters, strict=False):
        rows = []
        for number, line in enumerate(inside, 1):
            told = f"{line.title} ({line.note})" if line.note else line.title
            rows.append((str(number), told, str(at) if line.pages else "–"))
            at += line.pages
        blocks += [
            Heading(1, f"{roman}- {chapter.upper()}", f"chapter:{roman}"),
            Table(columns, tuple(rows), f"lines:{roman}"),
        ]
    blocks.append(
        Paragraph(
            "Số trang của bộ tài liệu in ở giữa, cuối mỗi trang. Bộ tài liệu ghép để đọc và in; chữ ký số và "
            "mã kiểm tra có giá trị trên từng văn bản gốc.",
            "note",
        )
    )
    return _paper(facts, "BỘ TÀI LIỆU", blocks)


def words(texts: Iterable[tuple[str, str, str]], facts: Facts) -> Paper:
    """What will be presented under each item: (title, presenter, text)."""
    blocks = list[Block]()
    for number, (title, presenter, text) in enumerate(texts, 1):
        blocks.append(Heading(1, f"{number}. {first_upper(title.rstrip('.'))}", f"title:{number}"))
        if presenter:
            blocks.append(Paragraph(f"Người trình bày: đồng chí {presenter}.", f"who:{number}"))
        blocks.append(Paragraph(text, f"text:{number}"))
    return _paper(facts, "NỘI DUNG TRÌNH BÀY", blocks)


def _paper(facts: Facts, title: str, blocks: Sequence[Block]) -> Paper:
    return Paper(
        kind="PL",
        header=header(facts),
        title=title,
        abstract=f"{first_upper(facts.title)} {facts.in_month()}",
        blocks=tuple(blocks),
    )
