"""The words of a synthesis, from what was read of the month. Pure; papers are in Vietnamese for every reader.

Each block keeps its key when it is composed again, so that words of a person stay where they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sotay.kernel.periods import Month
from sotay.meetings.documents.parts import num, numbered, percent
from sotay.papers.layout import Layout, place_of
from sotay.papers.structure import CHAIR, Block, Column, Header, Items, Paper, Paragraph, Signature, Table

STANDINGS: Mapping[str, str] = {
    "late": "Đến giờ chưa khai mạc",
    "missed": "Không tổ chức",
    "not_set_up": "Chưa chuẩn bị",
    "in_session": "Đang họp",
    "closed": "Đã họp, chờ ký",
    "signed": "Đã ký, chưa báo cáo",
    "planned": "Chưa đến giờ",
    "reported": "Đã báo cáo",
    "not_due": "Chưa đến tháng",
}
UNIT_COMMITTEE = "unit_committee"
"""Beside the kinds of meetings of cells: those of the unit's own committee."""
KINDS: Mapping[str, str] = {
    UNIT_COMMITTEE: "họp đảng ủy",
    "thematic": "sinh hoạt chuyên đề",
    "committee": "họp chi ủy",
    "group": "sinh hoạt tổ đảng",
    "joint": "sinh hoạt ghép hai chi bộ",
    "conference": "hội nghị đảng viên",
    "extraordinary": "họp bất thường",
}
NOTHING_PROPOSED = "Không có đề xuất thêm."


@dataclass(frozen=True, slots=True)
class Line:
    """A cell, or a unit below, in the table."""

    name: str
    status: str
    present: int
    base: int
    spoke: int
    petitions: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read of a unit's month. `figures` are whole numbers by name (`queries.FIGURE_WORDS`)."""

    unit: str
    organ: str
    superior: str  # the organisation above, '' for none
    superior_organ: str
    month: Month
    day: date
    layout: Layout
    of_cells: bool
    figures: Mapping[str, int]
    lines: tuple[Line, ...] = ()
    not_reported: tuple[tuple[str, str], ...] = ()  # name and why
    going_up: tuple[tuple[str, str], ...] = ()  # text of a petition and the cell it is from
    kinds: Mapping[str, int] = field(default_factory=dict)
    fields: tuple[tuple[str, int, int], ...] = ()  # of petitions: raised in the month, waiting at its end
    proposals: tuple[tuple[str, str], ...] = ()  # what units below propose, by their names


def compose(facts: Facts) -> Paper:
    parts: list[tuple[str, list[Block]]] = [
        ("Tình hình tổ chức sinh hoạt", list(_meetings(facts))),
        ("Tham gia sinh hoạt", list(_attendance(facts))),
        ("Ý kiến, kiến nghị của chi bộ, đảng viên", list(_petitions(facts))),
        ("Thực hiện nhiệm vụ được phân công", list(_tasks(facts))),
        ("Đề xuất với cấp trên", list(_proposals(facts))),
    ]
    return Paper(
        kind="BC",
        header=Header(facts.superior.upper(), facts.unit.upper(), place_of(facts.unit), facts.day),
        title="BÁO CÁO",
        abstract=f"Tổng hợp tình hình sinh hoạt chi bộ {facts.layout.month_line(facts.month)}",
        blocks=(Paragraph(_opening(facts), "opening"), *numbered(parts)),
        signatures=(Signature(block_of(facts.organ), role=CHAIR),),
        recipients=_recipients(facts),
    )


def block_of(organ: str, post: str = "BÍ THƯ") -> tuple[str, str]:
    """'T/M ĐẢNG ỦY', 'BÍ THƯ': on whose behalf, and the post of who signs."""
    return f"T/M {' '.join(organ.split()[:2]).upper()}", post


def _recipients(facts: Facts) -> tuple[str, ...]:
    keeper = f"Lưu Văn phòng {' '.join(facts.organ.split()[:2])}."
    return (f"{facts.superior_organ},", keeper) if facts.superior_organ else (keeper,)


def _opening(facts: Facts) -> str:
    where = f"{num(facts.figures['cells'])} chi bộ"
    if not facts.of_cells:
        where = f"{num(facts.figures['units'])} đảng bộ trực thuộc với {where}"
    return (
        f"{facts.organ} tổng hợp tình hình sinh hoạt của {where} trong "
        f"{facts.layout.month_line(facts.month)} như sau:"
    )


def _meetings(facts: Facts) -> Iterator[Block]:
    of = facts.figures
    said = f"Có {num(of['held'])}/{num(of['cells'])} chi bộ đã sinh hoạt thường kỳ"
    rest = [
        f"{num(of[name])} chi bộ {words}"
        for name, words in (
            ("in_session", "đang sinh hoạt"),
            ("late", "quá giờ chưa sinh hoạt"),
            ("planned", "chưa đến giờ"),
            ("not_set_up", "chưa chuẩn bị"),
        )
        if of[name]
    ]
    yield Paragraph(f"{said}{'; ' if rest else ''}{'; '.join(rest)}.", "held")
    yield Paragraph(
        f"Có {num(of['reported'])} chi bộ đã gửi biên bản và báo cáo lên cấp trên, trong đó "
        f"{num(of['reported_in_time'])} chi bộ gửi đúng hạn.",
        "reported",
    )
    if facts.kinds:
        named = "; ".join(f"{num(n)} cuộc {KINDS.get(kind, kind)}" for kind, n in facts.kinds.items())
        yield Paragraph(f"Ngoài sinh hoạt thường kỳ, đã tổ chức: {named}.", "kinds")
    if facts.not_reported:
        who = "Chi bộ chưa báo cáo" if facts.of_cells else "Đơn vị chưa gửi tổng hợp"
        yield Paragraph(f"{who} ({num(len(facts.not_reported))}):", "not_reported_lead")
        yield Items(tuple(f"{name}: {why}." for name, why in facts.not_reported), "not_reported")
    else:
        everyone = "Tất cả chi bộ đã báo cáo." if facts.of_cells else "Tất cả đơn vị đã gửi tổng hợp."
        yield Paragraph(everyone, "not_reported_lead")


def _attendance(facts: Facts) -> Iterator[Block]:
    of = facts.figures
    yield Paragraph(
        f"Có mặt {num(of['present'])}/{num(of['base'])} lượt đảng viên, đạt tỷ lệ "
        f"{percent(_share(of['present'], of['base']))}; vắng có lý do {num(of['excused'])}, "
        f"vắng không có lý do {num(of['unexcused'])}. "
        f"Có {num(of['spoke'])} đảng viên phát biểu ý kiến, đạt tỷ lệ "
        f"{percent(_share(of['spoke'], of['in_hall']))} số người dự.",
        "attendance",
    )
    columns = (
        Column("TT", 1, "center"),
        Column("Chi bộ" if facts.of_cells else "Đơn vị", 6),
        Column("Tình hình" if facts.of_cells else "Chi bộ đã họp", 4),
        Column("Có mặt", 2, "center"),
        Column("Phát biểu", 2, "center"),
        Column("Kiến nghị", 2, "center"),
    )
    rows = tuple(
        (
            str(number),
            line.name,
            line.status,
            f"{line.present}/{line.base}" if line.base else "–",
            str(line.spoke),
            str(line.petitions),
        )
        for number, line in enumerate(facts.lines, start=1)
    )
    if rows:
        yield Table(columns, rows, "lines")


def _petitions(facts: Facts) -> Iterator[Block]:
    of = facts.figures
    yield Paragraph(
        f"Trong tháng có {num(of['petitions_raised'])} kiến nghị, đề xuất mới; đã trả lời, giải quyết tại "
        f"{facts.organ} và chi bộ: {num(of['petitions_settled'])}. Tính cả các tháng trước, đang giải quyết: "
        f"{num(of['petitions_here'])}; đang chờ cấp trên giải quyết: {num(of['petitions_up'])}.",
        "petitions",
    )
    if facts.fields:
        yield Paragraph("Theo lĩnh vực:", "petition_fields_lead")
        said = (
            f"{name}: {num(raised)} mới, {num(waits)} chưa trả lời." for name, raised, waits in facts.fields
        )
        yield Items(tuple(said), "petition_fields")
    if facts.going_up:
        yield Paragraph("Kiến nghị chuyển lên cấp trên:", "going_up_lead")
        yield Items(tuple(f"{text} ({cell})." for text, cell in facts.going_up), "going_up")


def _tasks(facts: Facts) -> Iterator[Block]:
    of = facts.figures
    yield Paragraph(
        f"Các chi bộ giao {num(of['tasks_given'])} nhiệm vụ mới; kiểm điểm {num(of['tasks_heard'])} nhiệm vụ "
        f"đã giao, trong đó {num(of['tasks_done'])} nhiệm vụ hoàn thành.",
        "tasks",
    )


def _proposals(facts: Facts) -> Iterator[Block]:
    if facts.proposals:
        yield Items(tuple(f"{name}: {text}" for name, text in facts.proposals), "proposals_below")
    yield Paragraph(NOTHING_PROPOSED, "proposals")


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
