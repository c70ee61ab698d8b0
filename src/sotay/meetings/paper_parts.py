"""What minutes and resolution have in common: their facts, their header, tables and figures in words.

Official papers are in Vietnamese whatever language the reader has chosen, so the words stand here
and not in a message catalogue. Order and fields follow DOMAIN 5.3 (minutes) and 5.4 (resolution).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from sotay.kernel.figures import per_cent
from sotay.kernel.periods import Month
from sotay.meetings import rules
from sotay.meetings.state import Assigned, State
from sotay.papers.layout import Layout
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

LAST_MONTH = "last_month"  # the agenda item that looks back on the tasks given before
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
OUTCOMES = {
    "done": "Đã hoàn thành",
    "under_way": "Đang thực hiện",
    "not_done": "Chưa thực hiện",
    "": "Chưa báo cáo",
}
LEVELS = {"cell": "chi bộ", "ward": "cấp ủy cấp trên trực tiếp", "province": "cấp tỉnh"}
_PLACE = re.compile(r"(?:phường|xã|thị trấn|đặc khu|tỉnh|thành phố)\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a paper needs to know besides the log."""

    cell: str
    superior: str
    month: Month
    title: str  # "sinh hoạt thường kỳ"
    day: date
    law: rules.Law
    layout: Layout
    overseer: str = ""
    body: str = "chi bộ"  # who meets: "chi bộ", "chi ủy", "tổ đảng", "hai chi bộ"
    readers: str = "Các đồng chí đảng viên trong chi bộ,"
    of_the_month: bool = True  # it looks back on the month before and ahead on this one
    finished_within_days: int = 2
    below: Mapping[str, str] = field(default_factory=dict)  # by matter: what follows below the threshold


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
    return f"{per_cent(share).replace('.', ',')} %"


def place_of(unit_name: str) -> str:
    """'Bình Minh' from 'Đảng bộ phường Bình Minh', for the line with the date."""
    found = _PLACE.search(unit_name)
    return found[1] if found else unit_name


def header(facts: Facts) -> Header:
    return Header(
        superior=facts.superior.upper(),
        issuer=facts.cell.upper(),
        place=place_of(facts.superior),
        day=facts.day,
    )


def signatures(state: State, facts: Facts) -> tuple[Signature, Signature]:
    """Who signs minutes: who wrote them on the left, the chair on the right."""
    left, right = facts.layout.minutes_signatures[:1], facts.layout.minutes_signatures[1:]
    return Signature(left, state.minute_taker, role=MINUTE_TAKER), Signature(right, state.chair, role=CHAIR)


def numbered(parts: Iterable[tuple[str, list[Block]]]) -> Iterator[Block]:
    """Each part that has something in it, under its heading; the numbers have no gap."""
    filled = [(title, blocks) for title, blocks in parts if blocks]
    for number, (title, blocks) in zip(ROMAN, filled, strict=False):
        yield Heading(1, f"{number}- {title.upper()}", f"part:{title}")
        yield from blocks


def carried_table(state: State, key: str) -> Iterator[Block]:
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


def month_words(month: Month) -> str:
    return f"tháng {month.number} năm {month.year}"


def num(number: int) -> str:
    """Counts below 10 are written with a zero before them, so that no figure can be put in front."""
    return f"{number:02d}"


def first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
