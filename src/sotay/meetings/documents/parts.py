"""What minutes and resolution have in common: their facts, their header, tables and figures in words.

Official papers are in Vietnamese whatever language the reader has chosen, so the words stand here
and not in a message catalogue. Order and fields follow DOMAIN 5.3 (minutes) and 5.4 (resolution).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TypeAlias
from uuid import UUID

from sotay.kernel.figures import per_cent
from sotay.kernel.periods import Month
from sotay.meetings.log import rules
from sotay.meetings.log.state import Assigned, State, Statement
from sotay.papers.layout import ROMAN, Layout, place_of
from sotay.papers.structure import (
    CHAIR,
    MINUTE_TAKER,
    Block,
    Column,
    Header,
    Heading,
    Items,
    Signature,
    Table,
)
from sotay.votes.rules import Attendance

LAST_MONTH = "last_month"  # the agenda item that looks back on the tasks given before
OUTCOMES = {
    "done": "Đã hoàn thành",
    "under_way": "Đang thực hiện",
    "not_done": "Chưa thực hiện",
    "": "Chưa xét tại buổi này",
}
LEVELS = {"cell": "chi bộ", "ward": "cấp ủy cấp trên trực tiếp", "province": "cấp tỉnh"}
CELL, COMMITTEE, GROUP, BOTH_CELLS = "chi bộ", "chi ủy", "tổ đảng", "hai chi bộ"
UNIT_COMMITTEE = "đảng ủy"
COMMITTEES = {COMMITTEE: "chi ủy viên", UNIT_COMMITTEE: "đảng ủy viên"}
"""Committees that meet, and what their members are called."""
LEADERS = {"secretary": "Bí thư", "deputy_secretary": "Phó Bí thư"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper needs to know besides the log."""

    cell: str
    superior: str  # "Đảng bộ phường Bình Minh", as the head of a paper has it
    month: Month
    title: str  # "sinh hoạt chi bộ thường kỳ"
    day: date
    meeting_rules: rules.MeetingRules
    layout: Layout
    committee: str = ""  # "Đảng ủy phường Bình Minh": who is reported to
    overseer: str = ""
    fronts: str = ""  # "Ban công tác Mặt trận và các đoàn thể": who else carries out what a cell resolves
    body: str = CELL  # who meets: one of CELL, GROUP, BOTH_CELLS and COMMITTEES
    sitting: str = "buổi sinh hoạt"  # what the meeting is called: or "cuộc họp", "hội nghị"
    of_the_month: bool = True  # it looks back on the month before and ahead on this one
    finished_within_days: int = 2
    below: Mapping[str, str] = field(default_factory=dict)  # by matter: what follows below the threshold
    usual_mode: str = rules.HALL  # how those take part who never said how
    short_before: Mapping[UUID, int] = field(default_factory=dict)  # by motion: earlier votes that fell short
    sent_up_after: int = 3  # votes short of the share after which the level above decides

    def say(self, text: str) -> str:
        """Words the program composes, in the house spelling of "ủy" or "uỷ"."""
        return self.layout.spell(text)

    @property
    def who(self) -> str:
        """Who meets, at the beginning of a sentence."""
        return first_upper(self.say(self.body))

    def in_month(self, month: Month | None = None) -> str:
        """'tháng 02 năm 2026': of the meeting, or another."""
        return self.layout.month_line(month or self.month)


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns the aware times of the log into the unit's own time of day."""

    zone: object

    def __call__(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)  # type: ignore[arg-type]


def percent(share: Fraction | None) -> str:
    """'96,2%', with the comma Vietnamese uses; '100%' without one."""
    if share is None:
        return "–"
    return f"{per_cent(share).replace('.', ',')}%"


def header(facts: Facts) -> Header:
    return Header(
        superior=facts.superior.upper(),
        issuer=facts.cell.upper(),
        place=place_of(facts.superior),
        day=facts.day,
    )


Section: TypeAlias = tuple[str, list[Block]]
"""A part of a paper: its title and what stands under it."""


def numbered(parts: Iterable[Section]) -> Iterator[Block]:
    """Each part that has something in it, under its heading; the numbers have no gap."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    for number, (title, blocks) in zip(ROMAN, filled, strict=False):
        yield Heading(1, f"{number}- {title.upper()}", f"part:{title}")
        yield from blocks


SETTLED_TASK = "settled_task"
"""A task that was settled between two meetings: it is in the table, and nothing is asked of it."""


def carried_table(state: State, key: str) -> Iterator[Block]:
    """Every task of before with its people, how it stood and its result; last those settled meanwhile."""
    tasks = [each for kind in ("task", SETTLED_TASK) for each in state.carried if each["kind"] == kind]
    if not tasks:
        return
    rows = []
    for number, task in enumerate(tasks, start=1):
        result = rules.result_of(state, task["id"])
        heard = _join(OUTCOMES[result.outcome if result else ""], result.text if result else "")
        people = f" ({task['detail']})" if task.get("detail") else ""
        before, after = (
            ("Đang thực hiện", task["standing"])
            if task["kind"] == SETTLED_TASK
            else (task["standing"] or "–", heard)
        )
        rows.append((str(number), f"{task['text']}{people}", before, after))
    columns = (
        Column("TT", 1, "center"),
        Column("Nhiệm vụ", 6),
        Column("Tình trạng đầu kỳ", 3),
        Column("Kết quả", 5),
    )
    yield Table(columns, tuple(rows), key)


def _join(*parts: str) -> str:
    return ". ".join(part for part in parts if part)


def task_table(state: State, tasks: Iterable[Assigned], key: str) -> list[Block]:
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


def praises(state: State) -> list[Block]:
    return [Items(tuple(each.text for each in state.praises), "praise")] if state.praises else []


def exempt_words(counted: Attendance) -> str:
    """'được miễn công tác và sinh hoạt đảng: 02 đồng chí, trong đó 01 đồng chí có mặt': those outside the
    number summoned, told apart from it.
    """
    came = f", trong đó {num(counted.exempt_present)} đồng chí có mặt" if counted.exempt_present else ""
    return f"được miễn công tác và sinh hoạt đảng: {num(counted.exempt)} đồng chí{came}"


def officer(state: State, name: str, member: UUID | None, facts: Facts) -> str:
    """'đồng chí Lê Thị Thu, Bí thư Chi bộ': with the post held in the cell, when there is one."""
    seat = state.seat(member) if member else None
    role, name = (seat.role, seat.name) if seat else ("", name)
    if role == "committee_member":
        return f"đồng chí {name}, {facts.say(first_upper(member_of(facts.body)))}"
    if not seat or role not in LEADERS:
        return f"đồng chí {name}"
    where = seat.cell or ("Đảng ủy" if facts.body == UNIT_COMMITTEE else "Chi bộ")
    return f"đồng chí {name}, {facts.say(LEADERS[role])} {where}"


def member_of(body: str) -> str:
    """What somebody in the committee is called: that which meets, else that of the cell."""
    return COMMITTEES.get(body, COMMITTEES[COMMITTEE])


def speaker_of(state: State, statement: Statement) -> str:
    seat = state.seat(statement.speaker) if statement.speaker else None
    return seat.name if seat else statement.speaker_name


def role_of_chair(state: State) -> str:
    seat = state.seat(state.chair_id) if state.chair_id else None
    return seat.role if seat else ""


def signatures(state: State, facts: Facts) -> tuple[Signature, Signature]:
    """Who signs minutes and their annex: the minute-taker on the left, the chair on the right."""
    left, right = facts.layout.minutes_signatures
    return (
        Signature((left,), state.minute_taker, role=MINUTE_TAKER),
        Signature((right,), state.chair, role=CHAIR),
    )


def num(number: int) -> str:
    """Counts below 10 are written with a zero before them, so that no figure can be put in front."""
    return f"{number:02d}"


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
