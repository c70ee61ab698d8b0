"""The resolution, or the chair's conclusion where none was voted on. Pure. Source: DOMAIN 5.4."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sotay.meetings import rules
from sotay.meetings.paper_parts import (
    LAST_MONTH,
    Clock,
    Facts,
    carried_table,
    first_upper,
    header,
    month_words,
    num,
    numbered,
    percent,
    praises,
    task_table,
)
from sotay.meetings.state import Motion, State
from sotay.papers.structure import Block, Heading, Paper, Paragraph, Signature


def adopted(state: State) -> Motion | None:
    """The motion that adopted the resolution as a whole, if one passed."""
    return next((motion for motion in reversed(state.motions) if motion.adopts and motion.passed), None)


def compose(state: State, facts: Facts, clock: Clock) -> Paper:
    """The resolution (nghị quyết); without a vote that adopts one, the chair's conclusion (kết luận)."""
    vote = adopted(state)
    kind, title = ("NQ", "NGHỊ QUYẾT") if vote else ("KL", "KẾT LUẬN")
    parts = [*_matter(state, facts), ("Tổ chức thực hiện", list(_carrying_out(facts)))]
    blocks: list[Block] = [Paragraph(_resolution_opening(state, facts, clock), "opening"), *numbered(parts)]
    if vote:
        blocks.append(Paragraph(_adoption(vote, facts), "adoption"))
    return Paper(
        kind=kind,
        header=header(facts),
        title=title,
        abstract=f"{first_upper(facts.title)} {month_words(facts.month)}",
        blocks=tuple(blocks),
        signatures=(Signature(facts.layout.signature_block, state.chair),),
        recipients=tuple(_recipients(facts)),
    )


def _matter(state: State, facts: Facts) -> Iterator[tuple[str, list[Block]]]:
    """A month looked back on and ahead to; of a meeting about one thing, what was concluded of it."""
    if not facts.of_the_month:
        yield "Nội dung kết luận", list(_direction(state, facts))
        return
    last, following = facts.month.plus(-1), facts.month
    yield f"Đánh giá kết quả thực hiện nhiệm vụ {month_words(last)}", list(_assessment(state))
    yield f"Phương hướng, nhiệm vụ {month_words(following)}", list(_direction(state, facts))


def _resolution_opening(state: State, facts: Facts, clock: Clock) -> str:
    counted = rules.figures(state, facts.law).attendance
    opened = clock(state.opened_at) if state.opened_at else None
    day = facts.layout.date_line(opened.date()) if opened else facts.layout.date_line(facts.day)
    lasted = state.duration()
    lasting = f", thời lượng {round(lasted.total_seconds() / 60)} phút" if lasted else ""
    exempt = (
        f"; {num(counted.exempt)} đồng chí được miễn công tác và sinh hoạt đảng" if counted.exempt else ""
    )
    dues = (
        f" Đảng phí: {num(state.dues['paid'])}/{num(state.dues['of'])} đảng viên đã đóng."
        if state.dues
        else ""
    )
    return (
        f"Thực hiện {facts.title} {month_words(facts.month)}, {day}, {facts.cell} đã họp"
        f"{f' tại {state.place}' if state.place else ''}{lasting}. "
        f"Có mặt {num(counted.present)}/{num(counted.base)} đồng chí, đạt tỷ lệ {percent(counted.rate)}; "
        f"vắng có lý do {num(counted.excused)}, vắng không có lý do {num(counted.unexcused)}{exempt}. "
        f"Đồng chí {state.chair} chủ trì; đồng chí {state.minute_taker} ghi biên bản.{dues}"
        f"{f' {first_upper(facts.body)} đã thông qua chương trình.' if state.agenda_adopted_at else ''}"
    )


def _assessment(state: State) -> Iterator[Block]:
    """Part I of DOMAIN 5.4. What nobody recorded is left out, never made up."""
    number = 0
    for title, texts in (
        ("Công tác tư tưởng", _told(state, "ideology")),
        ("Thực hiện nhiệm vụ chính trị", [*_told(state, LAST_MONTH), *_told(state, "focus")]),
    ):
        if texts:
            number += 1
            yield Heading(2, f"{number}. {title}", f"assessed:{title}")
            for place, text in enumerate(texts):
                yield Paragraph(text, f"assessed:{title}:{place}")
    table = list(carried_table(state, "carried"))
    if table:
        number += 1
        yield Heading(2, f"{number}. Kết quả thực hiện nhiệm vụ đã phân công", "carried-heading")
        yield from table
    if state.praises:
        number += 1
        yield Heading(2, f"{number}. Biểu dương, nhắc nhở", "praise-heading")
        yield from praises(state)


def _told(state: State, key: str) -> list[str]:
    """Notes written under the items of a kind."""
    items = {item.id for item in state.items if item.key == key}
    return [note.text for note in state.notes if note.item in items]


def _direction(state: State, facts: Facts) -> Iterator[Block]:
    prepared = [item.text for item in state.items if item.key == "next_month" and item.text]
    for place, text in enumerate([*prepared, *_told(state, "next_month"), *_told(state, "guidance")]):
        yield Paragraph(text, f"direction:{place}")
    if state.conclusion:
        yield Paragraph(state.conclusion.text, "conclusion")
    table = task_table(state, state.tasks, "tasks")
    if table:
        yield Paragraph(f"{first_upper(facts.body)} phân công nhiệm vụ cụ thể như sau:", "tasks-lead")
        yield from table


def _carrying_out(facts: Facts) -> Iterator[Block]:
    yield Paragraph(
        facts.layout.spell("Chi ủy, bí thư chi bộ chỉ đạo, đôn đốc, kiểm tra việc thực hiện; ")
        + "các đồng chí được phân công báo cáo kết quả tại kỳ sinh hoạt sau.",
        "carry-out",
    )
    yield Paragraph(
        f"Tài liệu hoàn thiện được đăng trên Sổ tay đảng viên điện tử và báo cáo {facts.superior} "
        f"trong {facts.finished_within_days:02d} ngày sau buổi sinh hoạt.",
        "post-and-report",
    )


def _adoption(vote: Motion, facts: Facts) -> str:
    share = percent(Fraction(vote.votes_for or 0, vote.base) if vote.base else None)
    return (
        f"Nghị quyết được {facts.body} thông qua với {num(vote.votes_for or 0)}/{num(vote.base)} đồng chí "
        f"tán thành, đạt tỷ lệ {share}."
    )


def _recipients(facts: Facts) -> Iterator[str]:
    yield f"{facts.superior} (để báo cáo),"
    if facts.overseer:
        yield f"Đồng chí {facts.overseer} ({facts.layout.spell('cấp ủy viên phụ trách')}),"
    yield facts.readers
    yield facts.layout.last_recipient
