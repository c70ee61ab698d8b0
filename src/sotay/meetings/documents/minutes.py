"""Minutes, written from what was recorded. Pure: a state and facts in, a paper out. Source: DOMAIN 5.3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sotay.kernel.periods import spoken_time
from sotay.meetings.documents.parts import (
    COMMITTEES,
    LAST_MONTH,
    LEVELS,
    Clock,
    Facts,
    carried_table,
    exempt_words,
    first_upper,
    header,
    num,
    numbered,
    officer,
    percent,
    praises,
    signatures,
    speaker_of,
    task_table,
)
from sotay.meetings.documents.votes import votes
from sotay.meetings.log import rules
from sotay.meetings.log.state import END, EXCUSED, START, UNEXCUSED, Asked, Item, Seat, State, Text
from sotay.papers.structure import Block, Heading, Items, Paper, Paragraph

PETITIONS = "petitions"  # the agenda item that tells what became of what was asked before


def compose(state: State, facts: Facts, clock: Clock) -> Paper:
    """The minutes (biên bản) of a meeting, at any time after it opened."""
    parts = [
        ("Thành phần", list(_attending(state, facts, clock))),
        ("Nội dung", list(_proceedings(state))),
        ("Biểu quyết", list(votes(state, facts))),
        ("Biểu dương, nhắc nhở", praises(state)),
        ("Phân công nhiệm vụ", task_table(state, state.tasks, "tasks")),
        ("Kiến nghị, đề xuất", list(_petitions(state, facts))),
        ("Việc để lại kỳ sau", _left_over(state)),
        ("Kết luận của chủ trì", _written(state.conclusion)),
    ]
    blocks = [
        Paragraph(_minutes_opening(state, facts, clock), "opening"),
        *numbered(parts),
        *(
            block
            for item in state.items
            if item.step == "close" and item.key != PETITIONS
            for block in _prepared(item)
        ),
        Paragraph(_minutes_closing(state, facts, clock), "closing"),
    ]
    return Paper(
        kind="BB",
        header=header(facts),
        title="BIÊN BẢN",
        abstract=f"{first_upper(facts.title)} {facts.in_month()}",
        blocks=tuple(blocks),
        signatures=signatures(state, facts),
    )


def _minutes_opening(state: State, facts: Facts, clock: Clock) -> str:
    opened = clock(state.opened_at) if state.opened_at else None
    when = f"{spoken_time(opened)}, {facts.layout.date_line(opened.date())}" if opened else "…"
    where = f", tại {state.place}" if state.place else ""
    why = f" Lý do: {state.reason.rstrip('.')}." if state.reason else ""
    return f"Vào hồi {when}{where}, {facts.cell} tổ chức {facts.title} {facts.in_month()}.{why}"


def _attending(state: State, facts: Facts, clock: Clock) -> Iterator[Block]:
    lines = (*_attendance_lines(state, facts), *_by_mode(state, facts), *_moving(state, clock))
    yield Items(lines, "attendance")
    people = [
        f"Chủ trì: {officer(state, state.chair, state.chair_id, facts)}.",
        f"Thư ký: {officer(state, state.minute_taker, state.minute_taker_id, facts)}.",
    ]
    if state.guests:
        people.insert(0, f"Đại biểu cấp trên dự: {', '.join(state.guests)}.")
    yield Items(tuple(people), "officers")
    yield from _business(state, facts)


def _attendance_lines(state: State, facts: Facts) -> Iterator[str]:
    counted = rules.figures(state, facts.meeting_rules).attendance
    yield _summoned(state, facts)
    yield (
        f"Có mặt: {num(counted.present)}/{num(counted.base)} đồng chí, đạt tỷ lệ {percent(counted.rate)}"
        + (" (không tính đảng viên được miễn công tác và sinh hoạt đảng)." if counted.exempt else ".")
    )
    for kind, words in ((EXCUSED, "Vắng có lý do"), (UNEXCUSED, "Vắng không có lý do")):
        absent = [
            seat for seat in state.seats if not seat.exempt and rules.mark_of(state, seat.member) == kind
        ]
        yield _named(words, [_with_reason(state, seat) for seat in absent])
    if counted.exempt:
        yield f"{first_upper(exempt_words(counted))}."
    if counted.away:
        yield f"Sinh hoạt tạm thời ở nơi khác: {num(counted.away)} đồng chí."


def _summoned(state: State, facts: Facts) -> str:
    seats = rules.summoned(state, facts.meeting_rules)
    if called := COMMITTEES.get(facts.body):
        return f"{facts.say(first_upper(called))} được triệu tập: {num(len(seats))} đồng chí."
    full = sum(seat.full for seat in seats)
    return (
        f"Đảng viên được triệu tập: {num(len(seats))} đồng chí "
        f"(chính thức: {num(full)}; dự bị: {num(len(seats) - full)})."
    )


def _named(words: str, names: list[str]) -> str:
    """'Vắng có lý do: 02 đồng chí (Nguyễn Văn An: đi viện; Lê Thị Thu: đi công tác).'"""
    told = f" ({'; '.join(names)})" if names else ""
    return f"{words}: {num(len(names))} đồng chí{told}."


def _by_mode(state: State, facts: Facts) -> Iterator[str]:
    """In a mixed or online meeting, how many took part in which way."""
    hall, online = rules.by_mode(state, facts.usual_mode)
    if online:
        yield (
            f"Dự tại hội trường: {num(hall)} đồng chí; dự trực tuyến: {num(online)} đồng chí."
            if hall
            else f"Dự trực tuyến: {num(online)} đồng chí."
        )


def _moving(state: State, clock: Clock) -> Iterator[str]:
    """Those who came after the roll call or left before the end, each with the time."""
    for words, times in (("Đến muộn", state.late), ("Về sớm", state.left)):
        moved = [
            f"{seat.name}: {spoken_time(clock(times[seat.member]))}"
            for seat in state.seats
            if seat.member in times
        ]
        if moved:
            yield _named(words, moved)


def _with_reason(state: State, seat: Seat) -> str:
    mark = state.mark(seat.member, START)
    return f"{seat.name}: {mark.reason.rstrip('.')}" if mark and mark.reason else seat.name


def _business(state: State, facts: Facts) -> Iterator[Block]:
    lines = []
    if state.dues:
        lines.append(
            f"Tình hình đóng đảng phí: {num(state.dues['paid'])}/{num(state.dues['of'])} đảng viên đã đóng."
        )
    if state.agenda_adopted_at:
        lines.append(f"{facts.who} thông qua chương trình {facts.sitting}.")
    if lines:
        yield Items(tuple(lines), "business")
    for item in state.items:
        if item.step == "open":
            yield from _prepared(item)


def _prepared(item: Item) -> Iterator[Block]:
    """What was written before for an item of the opening or the closing. Nobody marks that these begin:
    the meeting passes through them as it opens and closes.
    """
    if item.text:
        who = f" (đồng chí {item.presenter} trình bày)" if item.presenter else ""
        apart = "\n" if "\n" in item.text or item.text.startswith("- ") else " "
        yield Paragraph(f"{first_upper(item.title.rstrip('.:'))}{who}:{apart}{item.text}", f"text:{item.id}")


def _proceedings(state: State) -> Iterator[Block]:
    held = [
        item for item in state.items if item.step == "conduct" and (item.begun_at or _said_under(state, item))
    ]
    for number, item in enumerate(held, start=1):
        yield Heading(2, f"{number}. {item.title}", f"item:{item.id}")
        yield from _under_item(state, item)
    loose = [*(each for each in state.notes if not _known_item(state, each))]
    for note in loose:
        yield Paragraph(note.text, f"note:{note.entry}")
    spoken = [each for each in state.statements if not _known_item(state, each)]
    if spoken:
        yield Heading(2, f"{len(held) + 1}. Ý kiến phát biểu", "statements")
        yield from _statements(state, None)


def _known_item(state: State, text: Text) -> bool:
    item = state.item(text.item)
    return item is not None and item.step == "conduct"


def _said_under(state: State, item: Item) -> bool:
    """Whether something was recorded under the item, even when nobody noted that it began."""
    if item.key == LAST_MONTH and state.results:
        return True
    return any(each.item == item.id for each in (*state.notes, *state.statements))


def _under_item(state: State, item: Item) -> Iterator[Block]:
    if item.presenter:
        yield Paragraph(f"Đồng chí {item.presenter} trình bày.", f"presenter:{item.id}")
    text = _beyond_the_table(state, item) if item.key == LAST_MONTH else item.text
    if text:
        yield Paragraph(text, f"text:{item.id}")
    if item.key == LAST_MONTH:
        yield from carried_table(state, f"carried:{item.id}")
    for note in state.notes:
        if note.item == item.id:
            yield Paragraph(note.text, f"note:{note.entry}")
    yield from _statements(state, item)


def _beyond_the_table(state: State, item: Item) -> str:
    """What was prepared besides the drafted lines of tasks: the table tells those, with their results."""
    drafted = tuple(f"- {task['text']} (" for task in state.carried if task["kind"] == "task")
    return "\n".join(line for line in item.text.splitlines() if not line.startswith(drafted)).strip()


def _statements(state: State, item: Item | None) -> Iterator[Block]:
    for each in state.statements:
        belongs = each.item == item.id if item else not _known_item(state, each)
        if belongs:
            sent = " (gửi ý kiến bằng văn bản)" if each.written else ""
            yield Paragraph(
                f"Đồng chí {speaker_of(state, each)}{sent}: {each.text}", f"statement:{each.entry}"
            )


def _petitions(state: State, facts: Facts) -> Iterator[Block]:
    """What became of earlier petitions, then those of this meeting."""
    for item in state.items:
        if item.step == "close" and item.key == PETITIONS:
            yield from _prepared(item)
    if state.petitions:
        yield Items(tuple(_asked(each, facts) for each in state.petitions), "petitions")


def _asked(petition: Asked, facts: Facts) -> str:
    level = facts.say(LEVELS[petition.to_level])
    return f"{petition.text.rstrip('.')} ({_raised(petition)}đề nghị {level} xem xét, giải quyết)."


def _raised(petition: Asked) -> str:
    return f"đồng chí {petition.raised_by_name} nêu; " if petition.raised_by_name else ""


def _left_over(state: State) -> list[Block]:
    """What the next meeting takes up. A matter that became a task or a petition stands there as such; one
    that was dropped nobody discussed, and who brought a matter up says nothing of what was decided.
    """
    texts = tuple(each.text for each in rules.left_over(state))
    return [Items(texts, "set_aside")] if texts else []


def _written(text: Text | None) -> list[Block]:
    return [Paragraph(text.text, "conclusion")] if text else []


def _minutes_closing(state: State, facts: Facts, clock: Clock) -> str:
    parts = []
    if state.roll[END]:
        parts.append(f"Điểm danh cuối buổi: {num(len(state.present_ids(END)))} đồng chí có mặt.")
    if state.minutes_read_at:
        parts.append(
            f"Thư ký đã đọc lại biên bản trước {facts.say(facts.body)}; "
            "các đồng chí dự họp nhất trí với nội dung biên bản."
        )
    sitting = first_upper(facts.sitting)
    if state.closed_at:
        parts.append(f"{sitting} {_end(state, clock(state.closed_at), clock)}.")
    return " ".join(parts) or f"{sitting} đang diễn ra."


def _end(state: State, closed: datetime, clock: Clock) -> str:
    """Of a device whose clock was days off, the time is not told as if it were one."""
    lasted = state.duration()
    if lasted is None or state.opened_at is None:
        return "đã kết thúc"
    same = closed.date() == clock(state.opened_at).date()
    day = "cùng ngày" if same else f"ngày {closed:%d/%m/%Y}"
    minutes = round(lasted.total_seconds() / 60)
    return f"kết thúc vào hồi {spoken_time(closed)} {day}, thời lượng {minutes} phút"
