"""The score in the resolution: section IV of the form in use. Official words, always Vietnamese.

Source: DOMAIN 5.4 (5): block lines, total, band, weaknesses to be put right; phường Cẩm Lệ prints it so.
"""

from __future__ import annotations

from sotay.meetings.documents.parts import Section, num
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.papers.structure import Block, Column, Paragraph, Table
from sotay.regulations.values import (
    FULL_SCORE,
)
from sotay.scoring.forms_in_force import REGULATION, is_scored
from sotay.scoring.queries import Scored, scored, sheet_of
from sotay.scoring.rules import Score

TITLE = "Chi bộ tự đánh giá chất lượng sinh hoạt"


def section_of(meeting: Meeting, state: State) -> Section | None:
    """The section of a meeting whose cell has handed in its score, where it is printed in the resolution."""
    if not is_scored(meeting) or points_of(meeting)[f"{REGULATION}.printed_in"] != "resolution":
        return None
    sheet = sheet_of(meeting)
    if sheet is None or not sheet.is_proposed:
        return None
    return TITLE, blocks_of(scored(meeting, sheet, state))


def blocks_of(found: Scored) -> list[Block]:
    score = found.score
    blocks: list[Block] = [_table(score), Paragraph(_total(score), "score-total")]
    if weak := [f"{row.row.number} ({row.row.text.vi})" for row in score.weakest]:
        blocks.append(Paragraph(f"Nội dung cần khắc phục: {'; '.join(weak)}.", "score-weakest"))
    return blocks


def _table(score: Score) -> Table:
    columns = (
        Column("TT", 1, "center"),
        Column("Nội dung", 8),
        Column("Điểm tối đa", 2, "center"),
        Column("Điểm trừ" if score.form.deducts else "Điểm tự chấm", 2, "center"),
    )
    return Table(columns, tuple(_lines(score)), "score-table")


def _lines(score: Score) -> list[tuple[str, str, str, str]]:
    lines = []
    for block in score.form.blocks:
        got, most = score.block(block.number)
        if most:
            lines.append(
                (block.number, block.text.vi, str(most), str(most - got if score.form.deducts else got))
            )
    return lines


def _total(score: Score) -> str:
    rescaled = " (đã quy đổi về thang điểm 100)" if score.rescaled and score.most != FULL_SCORE else ""
    said = (
        f"Tổng số điểm: {num(score.total)} điểm{rescaled}; xếp loại buổi sinh hoạt: {score.rating.text.vi}."
    )
    if any(row.waits for row in score.rows):
        said += " Dòng chưa đến hạn xác định được tính khi có kết quả."
    return said
