"""The score form of a meeting as a paper to print and sign: every row with both columns. Pure.

Source: regulation "meeting-quality"; DOMAIN 2.4 (the form has a column of the cell and one of who verifies).
"""

from __future__ import annotations

from collections.abc import Iterator

from sotay.meetings.documents.parts import Facts, first_upper, header
from sotay.papers.structure import Column, Paper, Paragraph, Signature, Table
from sotay.scoring.rules import RowScore, Score

VERIFIER = "verifier"
COLUMNS = (
    Column("TT", 1.2, "center"),
    Column("Nội dung", 8),
    Column("Điểm tối đa", 2, "center"),
    Column("Chi bộ tự chấm", 2, "center"),
    Column("Cấp trên thẩm định", 2, "center"),
)


def compose(score: Score, facts: Facts, chair: str) -> Paper:
    """`chair` is who signs for the cell. A row that is open has an empty box, never a nought."""
    return Paper(
        kind="PL",
        header=header(facts),
        title="PHIẾU CHẤM ĐIỂM",
        abstract=f"Chất lượng {facts.title} {facts.in_month()}",
        blocks=(
            Table(COLUMNS, tuple(_rows(score)), "rows"),
            Paragraph(f"Tổng điểm: {score.total}. Xếp loại: {score.rating.text.vi}.", "total"),
        ),
        signatures=(
            Signature(("NGƯỜI THẨM ĐỊNH",), role=VERIFIER),
            Signature(tuple(map(facts.say, facts.layout.signature_block)), chair),
        ),
    )


def _rows(score: Score) -> Iterator[tuple[str, ...]]:
    for block in score.form.blocks:
        own = [row for row in score.rows if row.row.number.split(".")[0] == block.number]
        yield block.number, first_upper(block.text.vi), str(score.block(block.number)[1] or ""), "", ""
        for row in own:
            yield row.row.number, row.row.text.vi, *_points(row)


def _points(row: RowScore) -> tuple[str, str, str]:
    if not row.counts:
        return "–", "–", "–"
    verified = row.verified.under(row.row.max_points) if row.verified else None
    return str(row.row.max_points), _shown(row.own), _shown(verified)


def _shown(points: int | None) -> str:
    return "" if points is None else str(points)
