"""Minutes and resolution, written from what was recorded. Pure: a state and facts in, a paper out.

Official papers are in Vietnamese whatever language the reader has chosen, so the words stand here
and not in a message catalogue. Order and fields follow DOMAIN 5.3 (minutes) and 5.4 (resolution).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sotay.kernel.periods import Month, spoken_time
from sotay.meetings import rules
from sotay.meetings.log import (
    END,
    EXCUSED,
    START,
    UNEXCUSED,
    Asked,
    Assigned,
    Item,
    Motion,
    Seat,
    State,
    Text,
)
from sotay.papers.layout import Layout
from sotay.papers.structure import (
    CHAIR,
    MINUTE_TAKER,
    Block,
    Column,
    Header,
    Heading,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
)

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
OUTCOMES = {
    "done": "Đã hoàn thành",
    "under_way": "Đang thực hiện",
    "not_done": "Chưa thực hiện",
    "": "Chưa báo cáo",
}
LAST_MONTH = "last_month"  # the agenda item that looks back on the tasks given before
LEVELS = {"cell": "chi bộ", "ward": "cấp ủy cấp trên trực tiếp", "province": "cấp tỉnh"}
_PLACE = re.compile(r"(?:phường|xã|thị trấn|đặc khu|tỉnh|thành phố)\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper needs to know besides the log. Times in `state` are shown in `zone_of(time)`."""

    cell: str
    superior: str
    month: Month
    title: str  # "sinh hoạt thường kỳ"
    day: date
    law: rules.Law
    layout: Layout
    overseer: str = ""
    secretary: str = ""
    finished_within_days: int = 2


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns the aware times of the log into the unit's own time of day."""

    zone: object

    def __call__(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)  # type: ignore[arg-type]


def percent(share: Fraction | None) -> str:
    """'96,2 %', with the comma Vietnamese uses; '100 %' without one."""
    if share is None:
        return "–"
    shown = f"{float(share) * 100:.1f}".replace(".", ",").removesuffix(",0")
    return f"{shown} %"


def place_of(unit_name: str) -> str:
    """'Bình Minh' from 'Đảng bộ phường Bình Minh', for the line with the date."""
    found = _PLACE.search(unit_name)
    return found[1] if found else unit_name


def compose_minutes(state: State, facts: Facts, clock: Clock) -> Paper:
    """The minutes (biên bản) of a meeting, at any time after it opened."""
    parts = [
        ("Thành phần", list(_attending(state, facts))),
        ("Nội dung", list(_proceedings(state))),
        ("Biểu quyết", list(_votes(state, "motion"))),
        ("Biểu dương, nhắc nhở", _praises(state)),
        ("Phân công nhiệm vụ", _task_table(state, state.tasks, "tasks")),
        ("Ý kiến, kiến nghị, đề xuất", _petitions(state.petitions)),
        ("Kết luận của chủ trì", _written(state.conclusion)),
    ]
    blocks = [
        Paragraph(_minutes_opening(state, facts, clock), "opening"),
        *_numbered(parts),
        Paragraph(_minutes_closing(state, clock), "closing"),
    ]
    return Paper(
        kind="BB",
        header=_header(facts),
        title="BIÊN BẢN",
        abstract=f"{_first_upper(facts.title)} {_month_words(facts.month)}",
        blocks=tuple(blocks),
        signatures=(
            Signature(("NGƯỜI GHI BIÊN BẢN",), state.minute_taker, role=MINUTE_TAKER),
            Signature(("CHỦ TRÌ HỘI NGHỊ",), state.chair, role=CHAIR),
        ),
    )


def adopted(state: State) -> Motion | None:
    """The motion that adopted the resolution as a whole, if one passed."""
    return next((motion for motion in reversed(state.motions) if motion.adopts and motion.passed), None)


def compose_resolution(state: State, facts: Facts, clock: Clock) -> Paper:
    """The resolution (nghị quyết); without a vote that adopts one, the chair's conclusion (kết luận)."""
    vote = adopted(state)
    kind, title = ("NQ", "NGHỊ QUYẾT") if vote else ("KL", "KẾT LUẬN")
    last, following = facts.month.plus(-1), facts.month
    parts = [
        (f"Đánh giá kết quả thực hiện nhiệm vụ {_month_words(last)}", list(_assessment(state))),
        (f"Phương hướng, nhiệm vụ {_month_words(following)}", list(_direction(state))),
        ("Tổ chức thực hiện", list(_carrying_out(facts))),
    ]
    blocks: list[Block] = [Paragraph(_resolution_opening(state, facts, clock), "opening"), *_numbered(parts)]
    if vote:
        blocks.append(Paragraph(_adoption(vote), "adoption"))
    return Paper(
        kind=kind,
        header=_header(facts),
        title=title,
        abstract=f"{_first_upper(facts.title)} {_month_words(facts.month)}",
        blocks=tuple(blocks),
        signatures=(Signature(facts.layout.signature_block, state.chair),),
        recipients=tuple(_recipients(facts)),
    )


def _header(facts: Facts) -> Header:
    return Header(
        superior=facts.superior.upper(),
        issuer=facts.cell.upper(),
        place=place_of(facts.superior),
        day=facts.day,
    )


def _numbered(parts: Iterable[tuple[str, list[Block]]]) -> Iterator[Block]:
    """Each part that has something in it, under its heading; the numbers have no gap."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    for number, (title, blocks) in zip(ROMAN, filled, strict=False):
        yield Heading(1, f"{number}- {title.upper()}", f"part:{title}")
        yield from blocks


def _minutes_opening(state: State, facts: Facts, clock: Clock) -> str:
    opened = clock(state.opened_at) if state.opened_at else None
    when = f"{spoken_time(opened)}, {facts.layout.date_line(opened.date())}" if opened else "…"
    where = f", tại {state.place}" if state.place else ""
    why = f" Lý do: {state.reason.rstrip('.')}." if state.reason else ""
    return f"Vào hồi {when}{where}, {facts.cell} tổ chức {facts.title} {_month_words(facts.month)}.{why}"


def _attending(state: State, facts: Facts) -> Iterator[Block]:
    yield Items(tuple(_attendance_lines(state, facts.law)), "attendance")
    people = [f"Chủ trì: đồng chí {state.chair}.", f"Thư ký: đồng chí {state.minute_taker}."]
    if state.guests:
        people.insert(0, f"Đại biểu cấp trên dự: {', '.join(state.guests)}.")
    yield Items(tuple(people), "officers")
    yield from _business(state)


def _attendance_lines(state: State, law: rules.Law) -> Iterator[str]:
    counted = rules.figures(state, law).attendance
    summoned = [seat for seat in state.seats if rules.called(seat)]
    full = sum(seat.full for seat in summoned)
    yield (
        f"Đảng viên được triệu tập: {_n(len(summoned))} đồng chí "
        f"(chính thức: {_n(full)}; dự bị: {_n(len(summoned) - full)})."
    )
    yield (
        f"Có mặt: {_n(counted.present)}/{_n(counted.base)} đồng chí, đạt tỷ lệ {percent(counted.rate)}"
        + (" (không tính đảng viên được miễn công tác và sinh hoạt đảng)." if counted.exempt else ".")
    )
    for kind, words in ((EXCUSED, "Vắng có lý do"), (UNEXCUSED, "Vắng không có lý do")):
        absent = [
            seat for seat in state.seats if not seat.exempt and rules.mark_of(state, seat.member) == kind
        ]
        names = f": {'; '.join(_with_reason(state, seat) for seat in absent)}." if absent else "."
        yield f"{words}: {_n(len(absent))} đồng chí{names}"
    if counted.exempt:
        came = f", trong đó {_n(counted.exempt_present)} đồng chí có mặt" if counted.exempt_present else ""
        yield f"Được miễn công tác và sinh hoạt đảng: {_n(counted.exempt)} đồng chí{came}."
    if counted.away:
        yield f"Sinh hoạt tạm thời ở nơi khác: {_n(counted.away)} đồng chí."


def _with_reason(state: State, seat: Seat) -> str:
    mark = state.mark(seat.member, START)
    return f"{seat.name} ({mark.reason})" if mark and mark.reason else seat.name


def _business(state: State) -> Iterator[Block]:
    lines = []
    if state.dues:
        lines.append(
            f"Tình hình đóng đảng phí: {_n(state.dues['paid'])}/{_n(state.dues['of'])} đảng viên đã đóng."
        )
    if state.agenda_adopted_at:
        lines.append("Chi bộ thông qua chương trình sinh hoạt.")
    if lines:
        yield Items(tuple(lines), "business")


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
        yield from _carried_table(state, f"carried:{item.id}")
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
            yield Paragraph(f"Đồng chí {_speaker(state, each)}: {each.text}", f"statement:{each.entry}")


def _speaker(state: State, statement: Text) -> str:
    seat = state.seat(statement.speaker) if statement.speaker else None  # type: ignore[attr-defined]
    name: str = seat.name if seat else statement.speaker_name  # type: ignore[attr-defined]
    return name


def _carried_table(state: State, key: str) -> Iterator[Block]:
    tasks = [each for each in state.carried if each["kind"] == "task"]
    if not tasks:
        return
    rows = []
    for number, task in enumerate(tasks, start=1):
        result = rules.result_of(state, task["id"])
        words = OUTCOMES[result.outcome if result else ""]
        rows.append(
            (str(number), task["text"], task["standing"] or "–", _join(words, result.text if result else ""))
        )
    columns = (
        Column("TT", 1, "center"),
        Column("Nhiệm vụ", 6),
        Column("Tình trạng đầu kỳ", 3),
        Column("Kết quả", 5),
    )
    yield Table(columns, tuple(rows), key)


def _join(*parts: str) -> str:
    return ". ".join(part for part in parts if part)


def _votes(state: State, prefix: str) -> Iterator[Block]:
    for motion in state.motions:
        yield Paragraph(f"{motion.text.rstrip('.')}: {_count(motion)}", f"{prefix}:{motion.entry}")


def _count(motion: Motion) -> str:
    if motion.votes_for is None:
        return "chưa biểu quyết."
    share = percent(Fraction(motion.votes_for, motion.base) if motion.base else None)
    result = "Được thông qua." if motion.passed else "Không được thông qua."
    return (
        f"tán thành {_n(motion.votes_for)}/{_n(motion.base)} đảng viên chính thức, đạt tỷ lệ {share}; "
        f"không tán thành {_n(motion.votes_against)}; không có ý kiến {_n(motion.abstained)}. {result}"
    )


def _task_table(state: State, tasks: Iterable[Assigned], key: str) -> list[Block]:
    rows = [
        (
            str(number),
            task.text,
            ", ".join(_names(state, task)),
            f"{task.due_on:%d/%m/%Y}" if task.due_on else "",
        )
        for number, task in enumerate(tasks, start=1)
    ]
    columns = (
        Column("TT", 1, "center"),
        Column("Nhiệm vụ", 6),
        Column("Người thực hiện", 4),
        Column("Thời hạn", 3),
    )
    return [Table(columns, tuple(rows), key)] if rows else []


def _names(state: State, task: Assigned) -> list[str]:
    return [seat.name for seat in state.seats if seat.member in task.members]


def _petitions(petitions: Iterable[Asked]) -> list[Block]:
    lines = [
        f"{each.text.rstrip('.')} ({_raised(each)}đề nghị {LEVELS[each.to_level]} xem xét, giải quyết)."
        for each in petitions
    ]
    return [Items(tuple(lines), "petitions")] if lines else []


def _raised(petition: Asked) -> str:
    return f"đồng chí {petition.raised_by_name} nêu; " if petition.raised_by_name else ""


def _written(text: Text | None) -> list[Block]:
    return [Paragraph(text.text, "conclusion")] if text else []


def _minutes_closing(state: State, clock: Clock) -> str:
    parts = []
    if state.roll[END]:
        parts.append(f"Điểm danh cuối buổi: {_n(len(state.present_ids(END)))} đồng chí có mặt.")
    if state.minutes_read_at:
        parts.append("Thư ký đã đọc lại biên bản trước chi bộ; các đồng chí dự họp nhất trí với nội dung.")
    if state.closed_at and (lasted := state.duration()):
        minutes = round(lasted.total_seconds() / 60)
        parts.append(
            f"Buổi sinh hoạt kết thúc vào hồi {spoken_time(clock(state.closed_at))} cùng ngày, "
            f"thời lượng {minutes} phút."
        )
    return " ".join(parts) or "Buổi sinh hoạt đang diễn ra."


def _resolution_opening(state: State, facts: Facts, clock: Clock) -> str:
    counted = rules.figures(state, facts.law).attendance
    opened = clock(state.opened_at) if state.opened_at else None
    day = facts.layout.date_line(opened.date()) if opened else facts.layout.date_line(facts.day)
    lasted = state.duration()
    minutes = f", thời lượng {round(lasted.total_seconds() / 60)} phút" if lasted else ""
    exempt = f"; {_n(counted.exempt)} đồng chí được miễn công tác và sinh hoạt đảng" if counted.exempt else ""
    dues = (
        f" Đảng phí: {_n(state.dues['paid'])}/{_n(state.dues['of'])} đảng viên đã đóng." if state.dues else ""
    )
    return (
        f"Thực hiện {facts.title} {_month_words(facts.month)}, {day}, {facts.cell} đã họp"
        f"{f' tại {state.place}' if state.place else ''}{minutes}. "
        f"Có mặt {_n(counted.present)}/{_n(counted.base)} đồng chí, đạt tỷ lệ {percent(counted.rate)}; "
        f"vắng có lý do {_n(counted.excused)}, vắng không có lý do {_n(counted.unexcused)}{exempt}. "
        f"Đồng chí {state.chair} chủ trì; đồng chí {state.minute_taker} ghi biên bản.{dues}"
        f"{' Chi bộ đã thông qua chương trình.' if state.agenda_adopted_at else ''}"
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
    table = list(_carried_table(state, "carried"))
    if table:
        number += 1
        yield Heading(2, f"{number}. Kết quả thực hiện nhiệm vụ đã phân công", "carried-heading")
        yield from table
    if state.praises:
        number += 1
        yield Heading(2, f"{number}. Biểu dương, nhắc nhở", "praise-heading")
        yield from _praises(state)


def _praises(state: State) -> list[Block]:
    return [Items(tuple(each.text for each in state.praises), "praise")] if state.praises else []


def _told(state: State, key: str) -> list[str]:
    """Notes written under the items of a kind."""
    items = {item.id for item in state.items if item.key == key}
    return [note.text for note in state.notes if note.item in items]


def _direction(state: State) -> Iterator[Block]:
    prepared = [item.text for item in state.items if item.key == "next_month" and item.text]
    for place, text in enumerate([*prepared, *_told(state, "next_month"), *_told(state, "guidance")]):
        yield Paragraph(text, f"direction:{place}")
    if state.conclusion:
        yield Paragraph(state.conclusion.text, "conclusion")
    table = _task_table(state, state.tasks, "tasks")
    if table:
        yield Paragraph("Chi bộ phân công nhiệm vụ cụ thể như sau:", "tasks-lead")
        yield from table


def _carrying_out(facts: Facts) -> Iterator[Block]:
    yield Paragraph(
        "Chi ủy, bí thư chi bộ chỉ đạo, đôn đốc, kiểm tra việc thực hiện; các đồng chí được phân công "
        "báo cáo kết quả tại kỳ sinh hoạt sau.",
        "carry-out",
    )
    yield Paragraph(
        f"Tài liệu hoàn thiện được đăng trên Sổ tay đảng viên điện tử và báo cáo {facts.superior} "
        f"trong {facts.finished_within_days:02d} ngày sau buổi sinh hoạt.",
        "post-and-report",
    )


def _adoption(vote: Motion) -> str:
    share = percent(Fraction(vote.votes_for or 0, vote.base) if vote.base else None)
    return (
        f"Nghị quyết được chi bộ thông qua với {_n(vote.votes_for or 0)}/{_n(vote.base)} đồng chí tán thành, "
        f"đạt tỷ lệ {share}."
    )


def _recipients(facts: Facts) -> Iterator[str]:
    yield f"{facts.superior} (để báo cáo),"
    if facts.overseer:
        yield f"Đồng chí {facts.overseer} (cấp ủy viên phụ trách),"
    yield "Các đồng chí đảng viên trong chi bộ,"
    yield "Lưu Chi bộ."


def _month_words(month: Month) -> str:
    return f"tháng {month.number} năm {month.year}"


def _n(number: int) -> str:
    """Counts below 10 are written with a zero before them, so that no figure can be put in front."""
    return f"{number:02d}"


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
