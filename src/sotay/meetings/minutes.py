"""Minutes, written from what was recorded. Pure: a state and facts in, a paper out. Source: DOMAIN 5.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sotay.kernel.periods import spoken_time
from sotay.meetings import rules
from sotay.meetings.paper_parts import (
    LAST_MONTH,
    LEVELS,
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
    signatures,
    task_table,
)
from sotay.meetings.paper_votes import votes
from sotay.meetings.state import END, EXCUSED, START, UNEXCUSED, Asked, Item, Seat, State, Statement, Text
from sotay.papers.structure import Block, Heading, Items, Paper, Paragraph


def compose(state: State, facts: Facts, clock: Clock) -> Paper:
    """The minutes (biên bản) of a meeting, at any time after it opened."""
    parts = [
        ("Thành phần", list(_attending(state, facts, clock))),
        ("Nội dung", list(_proceedings(state))),
        ("Biểu quyết", list(votes(state, facts))),
        ("Biểu dương, nhắc nhở", praises(state)),
        ("Phân công nhiệm vụ", task_table(state, state.tasks, "tasks")),
        ("Ý kiến, kiến nghị, đề xuất", _petitions(state.petitions, facts)),
        ("Kết luận của chủ trì", _written(state.conclusion)),
    ]
    blocks = [
        Paragraph(_minutes_opening(state, facts, clock), "opening"),
        *numbered(parts),
        *_prepared(state, "close"),
        Paragraph(_minutes_closing(state, facts, clock), "closing"),
    ]
    return Paper(
        kind="BB",
        header=header(facts),
        title="BIÊN BẢN",
        abstract=f"{first_upper(facts.title)} {month_words(facts.month)}",
        blocks=tuple(blocks),
        signatures=signatures(state, facts),
    )


def _minutes_opening(state: State, facts: Facts, clock: Clock) -> str:
    opened = clock(state.opened_at) if state.opened_at else None
    when = f"{spoken_time(opened)}, {facts.layout.date_line(opened.date())}" if opened else "…"
    where = f", tại {state.place}" if state.place else ""
    why = f" Lý do: {state.reason.rstrip('.')}." if state.reason else ""
    return f"Vào hồi {when}{where}, {facts.cell} tổ chức {facts.title} {month_words(facts.month)}.{why}"


def _attending(state: State, facts: Facts, clock: Clock) -> Iterator[Block]:
    lines = (*_attendance_lines(state, facts.law), *_by_mode(state), *_moving(state, clock))
    yield Items(lines, "attendance")
    people = [f"Chủ trì: đồng chí {state.chair}.", f"Thư ký: đồng chí {state.minute_taker}."]
    if state.guests:
        people.insert(0, f"Đại biểu cấp trên dự: {', '.join(state.guests)}.")
    yield Items(tuple(people), "officers")
    yield from _business(state, facts)


def _attendance_lines(state: State, law: rules.Law) -> Iterator[str]:
    counted = rules.figures(state, law).attendance
    summoned = [seat for seat in state.seats if rules.called(seat)]
    full = sum(seat.full for seat in summoned)
    yield (
        f"Đảng viên được triệu tập: {num(len(summoned))} đồng chí "
        f"(chính thức: {num(full)}; dự bị: {num(len(summoned) - full)})."
    )
    yield (
        f"Có mặt: {num(counted.present)}/{num(counted.base)} đồng chí, đạt tỷ lệ {percent(counted.rate)}"
        + (" (không tính đảng viên được miễn công tác và sinh hoạt đảng)." if counted.exempt else ".")
    )
    for kind, words in ((EXCUSED, "Vắng có lý do"), (UNEXCUSED, "Vắng không có lý do")):
        absent = [
            seat for seat in state.seats if not seat.exempt and rules.mark_of(state, seat.member) == kind
        ]
        names = f": {'; '.join(_with_reason(state, seat) for seat in absent)}." if absent else "."
        yield f"{words}: {num(len(absent))} đồng chí{names}"
    if counted.exempt:
        came = f", trong đó {num(counted.exempt_present)} đồng chí có mặt" if counted.exempt_present else ""
        yield f"Được miễn công tác và sinh hoạt đảng: {num(counted.exempt)} đồng chí{came}."
    if counted.away:
        yield f"Sinh hoạt tạm thời ở nơi khác: {num(counted.away)} đồng chí."


def _by_mode(state: State) -> Iterator[str]:
    """In a mixed or online meeting, how many took part in which way."""
    hall, online = rules.by_mode(state)
    if online:
        yield (
            f"Dự tại hội trường: {num(hall)} đồng chí; dự trực tuyến: {num(online)} đồng chí."
            if hall
            else f"Dự trực tuyến: {num(online)} đồng chí."
        )


def _moving(state: State, clock: Clock) -> Iterator[str]:
    """Those who came after the roll call or left before the end, each with the time."""
    for words, times in (("Đến muộn", state.late), ("Về trước", state.left)):
        moved = [
            f"{seat.name} ({spoken_time(clock(times[seat.member]))})"
            for seat in state.seats
            if seat.member in times
        ]
        if moved:
            yield f"{words}: {num(len(moved))} đồng chí: {'; '.join(moved)}."


def _with_reason(state: State, seat: Seat) -> str:
    mark = state.mark(seat.member, START)
    return f"{seat.name} ({mark.reason})" if mark and mark.reason else seat.name


def _business(state: State, facts: Facts) -> Iterator[Block]:
    lines = []
    if state.dues:
        lines.append(
            f"Tình hình đóng đảng phí: {num(state.dues['paid'])}/{num(state.dues['of'])} đảng viên đã đóng."
        )
    if state.agenda_adopted_at:
        lines.append(f"{first_upper(facts.body)} thông qua chương trình sinh hoạt.")
    if lines:
        yield Items(tuple(lines), "business")
    yield from _prepared(state, "open")


def _prepared(state: State, step: str) -> Iterator[Block]:
    """What was written before for items of the opening or the closing. Nobody marks that these begin:
    the meeting passes through them as it opens and closes.
    """
    for item in state.items:
        if item.step == step and item.text:
            who = f" (đồng chí {item.presenter} trình bày)" if item.presenter else ""
            yield Paragraph(f"{first_upper(item.title.rstrip('.:'))}{who}: {item.text}", f"text:{item.id}")


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
            yield Paragraph(f"Đồng chí {_speaker(state, each)}{sent}: {each.text}", f"statement:{each.entry}")


def _speaker(state: State, statement: Statement) -> str:
    seat = state.seat(statement.speaker) if statement.speaker else None
    return seat.name if seat else statement.speaker_name


def _petitions(petitions: Iterable[Asked], facts: Facts) -> list[Block]:
    levels = {level: facts.layout.spell(words) for level, words in LEVELS.items()}
    lines = [
        f"{each.text.rstrip('.')} ({_raised(each)}đề nghị {levels[each.to_level]} xem xét, giải quyết)."
        for each in petitions
    ]
    return [Items(tuple(lines), "petitions")] if lines else []


def _raised(petition: Asked) -> str:
    return f"đồng chí {petition.raised_by_name} nêu; " if petition.raised_by_name else ""


def _written(text: Text | None) -> list[Block]:
    return [Paragraph(text.text, "conclusion")] if text else []


def _minutes_closing(state: State, facts: Facts, clock: Clock) -> str:
    parts = []
    if state.roll[END]:
        parts.append(f"Điểm danh cuối buổi: {num(len(state.present_ids(END)))} đồng chí có mặt.")
    if state.minutes_read_at:
        parts.append(
            f"Thư ký đã đọc lại biên bản trước {facts.body}; các đồng chí dự họp nhất trí với nội dung."
        )
    if state.closed_at:
        parts.append(_end(state, clock(state.closed_at), clock))
    return " ".join(parts) or "Buổi sinh hoạt đang diễn ra."


def _end(state: State, closed: datetime, clock: Clock) -> str:
    """Of a device whose clock was days off, the time is not told as if it were one."""
    lasted = state.duration()
    if lasted is None or state.opened_at is None:
        return "Buổi sinh hoạt đã kết thúc."
    same = closed.date() == clock(state.opened_at).date()
    day = "cùng ngày" if same else f"ngày {closed:%d/%m/%Y}"
    minutes = round(lasted.total_seconds() / 60)
    return f"Buổi sinh hoạt kết thúc vào hồi {spoken_time(closed)} {day}, thời lượng {minutes} phút."
