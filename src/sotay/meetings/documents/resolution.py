"""The resolution, or the chair's conclusion where none was voted on. Pure. Source: DOMAIN 5.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from sotay.meetings.documents.parts import (
    COMMITTEES,
    GROUP,
    LAST_MONTH,
    Clock,
    Facts,
    Section,
    carried_table,
    exempt_words,
    first_upper,
    header,
    member_of,
    num,
    numbered,
    officer,
    percent,
    praises,
    role_of_chair,
    speaker_of,
    task_table,
)
from sotay.meetings.log import rules
from sotay.meetings.log.state import Motion, State
from sotay.papers.structure import Annex, Block, Heading, Paper, Paragraph, Signature

READERS = {
    **{body: f"Các đồng chí {called}," for body, called in COMMITTEES.items()},
    GROUP: "Các đồng chí đảng viên trong tổ đảng,",
}
DEPUTY = "PHÓ BÍ THƯ"
HANDBOOK = "Sổ tay đảng viên điện tử"


def adopted(state: State) -> Motion | None:
    """The motion that adopted the resolution as a whole, if one passed."""
    return next((motion for motion in reversed(state.motions) if motion.adopts and motion.passed), None)


def compose(state: State, facts: Facts, clock: Clock, added: Iterable[Section] = ()) -> Paper:
    """The resolution (nghị quyết); without a vote that adopts one, the chair's conclusion (kết luận).

    `added` are sections of apps above, behind those of the meeting itself.
    """
    vote = adopted(state)
    kind, title = ("NQ", "NGHỊ QUYẾT") if vote else ("KL", "KẾT LUẬN")
    parts = [*_matter(state, facts), ("Tổ chức thực hiện", list(_carrying_out(facts, title.lower()))), *added]
    blocks: list[Block] = [
        Paragraph(_resolution_opening(state, facts, clock), "opening"),
        Paragraph(_lead(facts, resolved=vote is not None), "lead"),
        *numbered(parts),
    ]
    if vote:
        blocks.append(Paragraph(_adoption(vote, facts), "adoption"))
    return Paper(
        kind=kind,
        header=header(facts),
        title=title,
        abstract=f"{first_upper(facts.title)} {facts.in_month()}",
        blocks=tuple(blocks),
        signatures=(Signature(_signature_block(state, facts), state.chair),),
        recipients=tuple(_recipients(facts)),
        annexes=_opinions(state) if facts.layout.opinions_annex == "opinions" else (),
    )


def _opinions(state: State) -> tuple[Annex, ...]:
    """Every opinion in order, where the unit wants them with its resolution. Source: DOMAIN 5.4, point 7."""
    spoken = tuple(
        Paragraph(f"{number}. Đồng chí {speaker_of(state, each)}: {each.text}", f"opinion:{each.entry}")
        for number, each in enumerate(state.statements, 1)
    )
    return (Annex("Ý kiến phát biểu tại buổi sinh hoạt", spoken),) if spoken else ()


def _matter(state: State, facts: Facts) -> Iterator[tuple[str, list[Block]]]:
    """A month looked back on and ahead to; of a meeting about one thing, what was concluded of it."""
    if not facts.of_the_month:
        yield "Nội dung kết luận", list(_direction(state, facts))
        return
    last, following = facts.month.plus(-1), facts.month
    yield f"Đánh giá kết quả thực hiện nhiệm vụ {facts.in_month(last)}", list(_assessment(state))
    yield f"Phương hướng, nhiệm vụ {facts.in_month(following)}", list(_direction(state, facts))


def _lead(facts: Facts, *, resolved: bool) -> str:
    who = f"{facts.say(facts.body)} quyết nghị" if resolved else "đồng chí chủ trì kết luận"
    return f"Sau khi thảo luận, {who} những nội dung sau:"


def _resolution_opening(state: State, facts: Facts, clock: Clock) -> str:
    counted = rules.figures(state, facts.meeting_rules).attendance
    opened = clock(state.opened_at) if state.opened_at else None
    day = facts.layout.date_line(opened.date()) if opened else facts.layout.date_line(facts.day)
    lasted = state.duration()
    lasting = f", thời lượng {round(lasted.total_seconds() / 60)} phút" if lasted else ""
    exempt = f"; {exempt_words(counted)}" if counted.exempt else ""
    dues = (
        f" Tình hình đóng đảng phí: {num(state.dues['paid'])}/{num(state.dues['of'])} đảng viên đã đóng."
        if state.dues
        else ""
    )
    chair = first_upper(officer(state, state.chair, state.chair_id, facts))
    taker = officer(state, state.minute_taker, state.minute_taker_id, facts)
    return (
        f"{first_upper(day)}{f', tại {state.place}' if state.place else ''}, {facts.cell} tổ chức "
        f"{facts.title} {facts.in_month()}{lasting}. "
        f"Tổng số được triệu tập: {num(counted.base)} đồng chí; "
        f"có mặt {num(counted.present)}/{num(counted.base)} đồng chí, đạt tỷ lệ {percent(counted.rate)}; "
        f"vắng có lý do {num(counted.excused)} đồng chí, vắng không có lý do {num(counted.unexcused)} "
        f"đồng chí{exempt}. {chair} chủ trì; {taker} làm thư ký.{dues}"
        f"{f' {facts.who} đã thông qua chương trình.' if state.agenda_adopted_at else ''}"
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
    if number:  # room for what only people can say: printed once somebody wrote it
        yield Heading(2, f"{number + 1}. Hạn chế và nguyên nhân", "weaknesses-heading", optional=True)
        yield Paragraph("", "weaknesses")


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
        yield Paragraph(f"{facts.who} phân công nhiệm vụ cụ thể như sau:", "tasks-lead")
        yield from table


def _carrying_out(facts: Facts, paper: str) -> Iterator[Block]:
    if facts.body in {*COMMITTEES, GROUP}:  # it reports to the cell, whose own papers are posted
        yield Paragraph(
            "Các đồng chí được phân công thực hiện nhiệm vụ đúng thời hạn, báo cáo kết quả tại "
            f"{facts.sitting} sau.",
            "carry-out",
        )
        return
    yield Paragraph(
        facts.say(
            "Chi ủy, bí thư chi bộ chỉ đạo, đôn đốc, kiểm tra việc thực hiện; các đồng chí được phân công "
            "báo cáo kết quả tại buổi sinh hoạt sau."
        ),
        "carry-out",
    )
    report = f" và báo cáo {facts.committee}" if facts.committee else ""
    yield Paragraph(
        f"{first_upper(paper)} này được đăng trên {HANDBOOK}{report} chậm nhất "
        f"{num(facts.finished_within_days)} ngày sau {facts.sitting}.",
        "post-and-report",
    )


def _adoption(vote: Motion, facts: Facts) -> str:
    share = percent(Fraction(vote.votes_for or 0, vote.base) if vote.base else None)
    return (
        f"Nghị quyết này được {facts.say(facts.body)} thông qua với "
        f"{num(vote.votes_for or 0)}/{num(vote.base)} đồng chí tán thành, đạt tỷ lệ {share}."
    )


def _signature_block(state: State, facts: Facts) -> tuple[str, ...]:
    """That of a cell's secretary, unless somebody else chaired or the committee met."""
    on_behalf, *post = facts.layout.signature_block
    if facts.body == GROUP:  # a group is no body that issues papers
        return (facts.layout.minutes_signatures[-1],)
    if facts.body in COMMITTEES:
        on_behalf = f"T/M {facts.body.upper()}"
    match role_of_chair(state):
        case "deputy_secretary":
            post = [DEPUTY]
        case "committee_member":
            post = [member_of(facts.body).upper()]
    return tuple(map(facts.say, (on_behalf, *post)))


def _recipients(facts: Facts) -> Iterator[str]:
    """Source: DOMAIN 5.4, point 6."""
    of_the_cell = facts.body not in READERS
    if facts.committee:
        yield f"{facts.committee} (để báo cáo),"
    if facts.overseer:
        yield facts.say(f"Đồng chí {facts.overseer}, cấp ủy viên phụ trách,")
    if of_the_cell and facts.fronts:
        yield f"{facts.fronts} (để phối hợp),"
    yield facts.say(READERS.get(facts.body, "Các đồng chí đảng viên trong chi bộ,"))
    if of_the_cell:
        yield f"{HANDBOOK},"
    yield facts.layout.last_recipient
