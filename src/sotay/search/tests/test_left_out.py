"""What people think is in no index: statements, opinions, votes, answers of surveys (DESIGN 7).

tests/test_search_reading.py looks for the statements of a whole month.
"""

from __future__ import annotations

from datetime import date

from sotay.kernel.search import SOURCES
from sotay.papers import search_source
from sotay.papers.structure import Column, Header, Heading, Items, Paper, Paragraph, Table


def test_every_source_is_named_here():
    """A new source is a decision: add it when it holds nothing that somebody said, thought or voted."""
    assert {source.name for source in SOURCES} == {
        "units", "members", "papers", "library", "meetings", "assignments", "petitions", "help",
    }  # fmt: skip


def test_minutes_are_looked_through_without_what_was_said():
    day = Header("TREN", "CB", "Hòa Bình", date(2026, 12, 1))
    blocks = (
        Heading(2, "1. Tiêu đề mục", "item:1"),
        Paragraph("Nội dung trình bày", "text:1"),
        Paragraph("Đồng chí A: ý kiến riêng", "statement:1"),
        Paragraph("ghi chú lời người nói", "note:1"),
        Paragraph("Thống nhất: 10/10", "motion:1"),
        Items(("đồng chí B đề nghị",), "petitions"),
        Table((Column("x"),), (("báo cáo của đồng chí C",),), "carried:1"),
        Paragraph("Kết luận chung", "conclusion"),
    )
    paper = Paper("BB", day, "BIÊN BẢN", "họp", blocks)
    said = " ".join(search_source._texts(paper))
    assert said == "1. Tiêu đề mục Nội dung trình bày Thống nhất: 10/10 Kết luận chung"
    resolution = Paper("NQ", day, "NGHỊ QUYẾT", "họp", blocks)
    said = " ".join(search_source._texts(resolution))
    assert "ý kiến riêng" not in said
    assert "lời người nói" not in said
    assert "báo cáo của đồng chí C" in said
