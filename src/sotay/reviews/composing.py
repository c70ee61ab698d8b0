"""The summary of a cell's ratings and a self-review as papers, for PDF and DOCX. Papers are in Vietnamese.

The summary holds points, votes and levels and nothing anybody wrote; the sheet of a self-review is made only
for those who read its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sotay.papers.layout import place_of
from sotay.papers.structure import CHAIR, Block, Column, Header, Items, Paper, Paragraph, Signature, Table
from sotay.papers.structure import Heading as Title
from sotay.regulations.values import (
    ReviewForm,
)
from sotay.reviews import rules
from sotay.reviews.models import Ballot, CellRound, Review
from sotay.reviews.rules import Levels

NOTHING = "–"
PARTS = (("common", "Tiêu chí chung"), ("tasks", "Kết quả nhiệm vụ"))


def header(row: CellRound, day: date) -> Header:
    above = row.cell.parent.organ if row.cell.parent else ""
    return Header(
        superior=above.upper(), issuer=row.cell.name.upper(), place=place_of(above or row.cell.name), day=day
    )


def period(row: CellRound) -> str:
    """ "năm 2026", "quý III/2026"."""
    return f"{'quý' if row.round.quarter else 'năm'} {row.round.label}"


def summary(
    row: CellRound, reviews: Sequence[Review], ballots: Sequence[Ballot], levels: Levels, day: date
) -> Paper:
    """All who are rated, with points, votes and levels; the counts and the tellers; who is not rated."""
    rated = [review for review in reviews if not review.left_out]
    blocks: list[Block] = [_table(rated, levels)]
    blocks += [Paragraph(_count(each), f"count:{each.pk}") for each in ballots]
    if left_out := tuple(f"{each.name}: {each.left_out}" for each in reviews if each.left_out):
        blocks += [Paragraph("Không xếp loại:", "left-out"), Items(left_out, "left-out-who")]
    if row.decision_on:
        words = f"Mức quyết định theo Quyết định số {row.decision_no} ngày {row.decision_on:%d/%m/%Y}."
        blocks.append(Paragraph(words, "decision"))
    return Paper(
        kind="BC",
        header=header(row, day),
        title="BẢNG TỔNG HỢP",
        abstract=f"kết quả đánh giá, xếp loại chất lượng {period(row)}",
        blocks=tuple(blocks),
        signatures=(Signature(("T/M CHI BỘ", "BÍ THƯ"), role=CHAIR),),
    )


def _table(rated: Sequence[Review], levels: Levels) -> Table:
    columns = (
        Column("TT", 0.6, "center"),
        Column("Họ và tên", 2.4),
        Column("Điểm", 0.8, "center"),
        *(Column(level.text.vi, 1.1, "center") for level in levels),
        Column("Mức theo phiếu", 1.5),
        Column("Mức quyết định", 1.5),
    )
    rows = tuple(_row(number, review, levels) for number, review in enumerate(rated, start=1))
    return Table(columns, rows, "ratings")


def _row(number: int, review: Review, levels: Levels) -> tuple[str, ...]:
    votes = (str(review.votes.get(level.key, 0)) if review.ballot_id else NOTHING for level in levels)
    total = NOTHING if review.total is None else str(review.total)
    said = (_level(levels, review.voted), _level(levels, review.decided))
    return (str(number), review.name, total, *votes, *said)


def _level(levels: Levels, key: str) -> str:
    found = rules.level_named(levels, key)
    return found.text.vi if found else NOTHING


def _count(ballot: Ballot) -> str:
    return (
        f"Bỏ phiếu kín ngày {ballot.held_on:%d/%m/%Y}: tính trên {ballot.base} đảng viên chính thức; phát ra "
        f"{ballot.issued}, thu về {ballot.collected}, không hợp lệ {ballot.invalid} phiếu. "
        f"Người kiểm phiếu: {ballot.teller_names}."
    )


def sheet(review: Review, form: ReviewForm, levels: Levels, day: date) -> Paper:
    """A self-review by its form, to be signed by the person."""
    row = review.cell_round
    blocks: list[Block] = []
    for number, heading in enumerate(form.headings, start=1):
        blocks.append(Title(1, f"{_roman(number)}- {heading.text.vi.upper()}", f"heading:{heading.key}"))
        blocks.append(Paragraph(review.words.get(heading.key) or "…", f"words:{heading.key}"))
    for part, name in PARTS:
        rows = tuple(
            (each.text.vi, str(each.max_points), str(review.points.get(each.key, NOTHING)))
            for each in form.of(part)
        )
        columns = (Column(name, 4), Column("Tối đa", 1, "center"), Column("Tự chấm", 1, "center"))
        blocks.append(Table(columns, rows, f"points:{part}"))
    total = NOTHING if review.own_total is None else review.own_total
    blocks.append(Paragraph(f"Tổng điểm tự chấm: {total}.", "total"))
    blocks.append(Paragraph(f"Tự đề nghị xếp loại: {_level(levels, review.own_level)}.", "level"))
    caption = "NGƯỜI TỰ KIỂM ĐIỂM" if review.is_of_member else "T/M TẬP THỂ"
    return Paper(
        kind="BC",
        header=header(row, day),
        title="BẢN KIỂM ĐIỂM",
        abstract=f"{period(row)}, {review.name}",
        blocks=tuple(blocks),
        signatures=(Signature((caption,), review.name if review.is_of_member else "", role=CHAIR),),
    )


def _roman(number: int) -> str:
    """Headings of a form: there are never more than a few."""
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    tens = ("", "X", "XX", "XXX", "XL", "L")
    return tens[number // 10 % len(tens)] + units[number % 10]
