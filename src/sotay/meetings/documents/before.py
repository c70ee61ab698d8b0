"""Papers of a meeting that is being prepared: invitation, agenda, the attendance list to sign by hand.

Pure: what is prepared and facts in, a paper out. None of them is numbered: they go with one evening and are
kept with its minutes. Sources: DOMAIN 2.2 (steps), 5.1 (layout), 5.3 (who is summoned).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from sotay.kernel.periods import spoken_time
from sotay.meetings.documents.parts import Clock, Facts, first_upper, header, num
from sotay.meetings.log.state import Item, State
from sotay.papers.structure import Block, Column, Items, Paper, Paragraph, Signature, Table

AGENDA, ATTENDANCE, INVITATION = "agenda", "attendance", "invitation"
When: TypeAlias = datetime


def agenda(state: State, facts: Facts, clock: Clock, planned: When) -> Paper:
    """The agenda with the time each item is planned for."""
    columns = (Column("Thời gian", 2, "center"), Column("Nội dung", 8), Column("Người thực hiện", 4))
    return _paper(
        facts,
        "CHƯƠNG TRÌNH",
        [
            Paragraph(_where(state, facts, clock, planned), "when"),
            Table(columns, tuple(_planned(state, clock(planned))), "agenda"),
        ],
        _chair(state, facts),
    )


def _planned(state: State, begins: When) -> Iterator[tuple[str, str, str]]:
    at = begins
    for item in state.items:
        yield f"{at:%H:%M}", _titled(item), item.presenter
        at += timedelta(minutes=item.minutes)


def _titled(item: Item) -> str:
    return first_upper(item.title.rstrip("."))


def attendance(state: State, facts: Facts, clock: Clock, planned: When) -> Paper:
    """A list to print, on which everybody summoned signs by hand; room for guests at its end."""
    columns = (
        Column("TT", 1, "center"),
        Column("Họ và tên", 6),
        Column("Chức vụ", 4),
        Column("Chữ ký", 4),
        Column("Ghi chú", 3),
    )
    roles = {"secretary": "Bí thư", "deputy_secretary": "Phó Bí thư", "committee_member": "Cấp ủy viên"}
    rows = [
        (
            str(number),
            seat.name,
            facts.say(roles.get(seat.role, "" if seat.full else "Đảng viên dự bị")),
            "",
            "Miễn sinh hoạt" if seat.exempt else "Sinh hoạt nơi khác" if seat.away else "",
        )
        for number, seat in enumerate(state.seats, 1)
    ]
    rows += [("", "", "Khách mời", "", "")] * 3
    blocks: list[Block] = [
        Paragraph(_where(state, facts, clock, planned), "when"),
        Table(columns, tuple(rows), "people"),
        Paragraph(f"Tổng số trong danh sách: {num(len(state.seats))} đồng chí.", "total"),
    ]
    return _paper(facts, "DANH SÁCH DỰ SINH HOẠT", blocks, _chair(state, facts))


def invitation(state: State, facts: Facts, clock: Clock, planned: When) -> Paper:
    """What is posted or handed to those without a telephone; it has to fit on one page."""
    blocks: list[Block] = [
        Paragraph(f"Kính gửi: Các đồng chí được triệu tập dự {facts.sitting}.", "addressee"),
        Paragraph(
            f"{first_upper(facts.cell)} trân trọng mời đồng chí dự {facts.title} {facts.in_month()}.", "lead"
        ),
        Paragraph(_where(state, facts, clock, planned), "when"),
        *_topics(state),
        Paragraph(
            "Đề nghị đồng chí dự đầy đủ, đúng giờ; nếu vắng, báo cáo lý do với đồng chí chủ trì.", "request"
        ),
    ]
    return _paper(facts, "GIẤY MỜI", blocks, _chair(state, facts), one_page=True)


def _topics(state: State) -> Iterator[Block]:
    topics = tuple(f"{_titled(item)}." for item in state.items if item.step == "conduct")
    if topics:
        yield Paragraph("Nội dung:", "topics-lead")
        yield Items(topics, "topics")


def _where(state: State, facts: Facts, clock: Clock, planned: When) -> str:
    at = clock(planned)
    place = f", tại {state.place}" if state.place else ""
    return f"Thời gian: {spoken_time(at)}, {facts.layout.date_line(at.date())}{place}."


def _chair(state: State, facts: Facts) -> Signature:
    return Signature((facts.layout.minutes_signatures[-1],), state.chair)


def _paper(
    facts: Facts, title: str, blocks: list[Block], chair: Signature, *, one_page: bool = False
) -> Paper:
    return Paper(
        kind="PL",
        header=header(facts),
        title=title,
        abstract=f"{first_upper(facts.title)} {facts.in_month()}",
        blocks=tuple(blocks),
        signatures=(chair,),
        recipients=(),
        one_page=one_page,
    )


COMPOSERS: Mapping[str, Callable[[State, Facts, Clock, When], Paper]] = {
    AGENDA: agenda,
    ATTENDANCE: attendance,
    INVITATION: invitation,
}
