"""Assignments as papers to print: those of a cell's year, and the letter that goes with one task. Papers are
Vietnamese for every reader."""

from __future__ import annotations

from datetime import date

from sotay.assignments.models import Task, YearLine
from sotay.assignments.year_queries import YearPage
from sotay.papers.layout import Layout, place_of
from sotay.papers.structure import Block, Column, Header, Paper, Paragraph, Signature, Table
from sotay.units.models import Unit

KINDS = {
    Task.Kind.ONCE: "Một lần",
    Task.Kind.WEEKLY: "Hằng tuần",
    Task.Kind.MONTHLY: "Hằng tháng",
}
COLUMNS = (
    Column("TT", 1, "center"),
    Column("Họ và tên", 4),
    Column("Nhiệm vụ được phân công", 7),
    Column("Báo cáo", 2),
    Column("Thời hạn", 3),
    Column("Người theo dõi", 4),
)


def compose(cell: Unit, year: int, page: YearPage, day: date) -> Paper:
    """What is adopted; while nothing is, the draft that is to be adopted."""
    superior = cell.parent.name if cell.parent else ""
    lines = [line for row in page.people for line in row.lines]
    adopted = [line for line in lines if line.adoption_id is not None]
    is_draft = not adopted
    return Paper(
        kind="PL",
        header=Header(superior.upper(), cell.name.upper(), place_of(superior), day),
        title="PHÂN CÔNG NHIỆM VỤ" if not is_draft else "DỰ THẢO PHÂN CÔNG NHIỆM VỤ",
        abstract=f"Phân công nhiệm vụ cho đảng viên năm {year}",
        blocks=tuple(_blocks(page, adopted or lines)),
        signatures=(Signature(("T/M CHI BỘ", "BÍ THƯ")),),
        recipients=("Đảng viên trong chi bộ", "Lưu chi bộ"),
    )


def _blocks(page: YearPage, lines: list[YearLine]) -> list[Block]:
    by = "; ".join(f"{row.resolution}, ngày {row.adopted_on:%d/%m/%Y}" for row in page.adoptions)
    opening = f"Ban hành kèm theo: {by}." if by else "Trình chi bộ thảo luận, thông qua."
    rows = tuple(_row(number, line) for number, line in enumerate(lines, start=1))
    table: list[Block] = [Table(COLUMNS, rows, "lines")] if rows else []
    names = ", ".join(member.full_name for member in page.without)
    rest: list[Block] = [Paragraph(f"Đảng viên chưa được phân công: {names}.", "without")] if names else []
    return [Paragraph(opening, "opening"), *table, *rest]


def _row(number: int, line: YearLine) -> tuple[str, ...]:
    return (
        str(number),
        line.member.full_name,
        line.text,
        KINDS.get(Task.Kind(line.kind), ""),
        f"{line.due_on:%d/%m/%Y}",
        line.follower.full_name if line.follower else "",
    )


def letter(task: Task, names: list[str], follower: str, day: date, layout: Layout) -> Paper:
    """What is handed to whoever has a task, so that those without a telephone have it too. One page."""
    cell = task.cell
    superior = cell.parent.name if cell.parent else ""
    due = layout.date_line(task.due_on) if task.due_on else "theo chỉ đạo của chi bộ"
    lines = [
        f"Người được phân công: {'; '.join(names) or 'chưa phân công'}.",
        f"Nội dung nhiệm vụ: {task.text.rstrip('.')}.",
        f"Ngày giao: {layout.date_line(task.given_on)}.",
        f"Thời hạn hoàn thành: {due}.",
    ]
    if report := KINDS.get(Task.Kind(task.kind)):
        lines.append(f"Báo cáo kết quả: {report.lower()}.")
    if follower:
        lines.append(f"Người theo dõi: {follower}.")
    return Paper(
        kind="PL",
        header=Header(superior.upper(), cell.name.upper(), place_of(superior), day),
        title="PHIẾU GIAO NHIỆM VỤ",
        abstract="Phân công nhiệm vụ cho đảng viên",
        blocks=(
            Paragraph(f"{cell.name} giao nhiệm vụ cho đồng chí có tên dưới đây:", "lead"),
            *(Paragraph(f"{number}. {line}", f"line:{number}") for number, line in enumerate(lines, 1)),
            Paragraph("Người được giao báo cáo kết quả tại buổi sinh hoạt gần nhất sau thời hạn.", "report"),
        ),
        signatures=(
            Signature(("NGƯỜI NHẬN NHIỆM VỤ",), names[0] if len(names) == 1 else "", role="receiver"),
            Signature(layout.signature_block),
        ),
        one_page=True,
    )
