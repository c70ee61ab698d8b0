"""A sample meeting whose papers are composed and printed by settings before somebody gives them to a cell.

Nothing is written: a log of every usual act is folded, and minutes, resolution, tellers' record, annex and
read-back are made of it, on the page and, for what stands on paper, as PDF and DOCX.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from django.utils import timezone

from sotay import regulations
from sotay.kernel.periods import Month
from sotay.meetings.documents import annex, minutes, resolution, tellers
from sotay.meetings.documents.annex import Amendment
from sotay.meetings.documents.parts import CELL, COMMITTEE, GROUP, Clock, Facts
from sotay.meetings.documents.read_back import chapters
from sotay.meetings.log.fold import Entry, fold
from sotay.meetings.log.state import END, PAPER, PRESENT, START, State
from sotay.meetings.rules_in_force import rules_from
from sotay.papers.layout import Layout
from sotay.papers.renderers import render_docx, render_html, render_pdf
from sotay.papers.structure import Paper
from sotay.regulations import RuleBook
from sotay.regulations.rules import required_minutes
from sotay.regulations.values import (
    Agenda,
)
from sotay.units.models import UnitSetting
from sotay.units.settings import Setting, Settings
from sotay.votes.rules import Matter, threshold_text

_AGENDA = "cell-meeting.agenda_"
_LAYOUT = "document-layout"


def try_papers(settings: Settings, key: str) -> None:
    """Raises whatever goes wrong when the papers of a meeting are made by these settings."""
    layout = Layout.from_mapping(settings.values_of(_LAYOUT))
    template = settings[key if key.startswith(_AGENDA) else f"{_AGENDA}residential"]
    for thematic in (False, True):
        template.lasting(required_minutes(settings, members=30, thematic=thematic))
    state = _state(settings, template)
    on_paper, printed = key.partition(".")[0] == _LAYOUT or key.startswith(_AGENDA), set()
    for paper in _papers(state, settings, layout):
        render_html(paper, layout)
        chapters(paper)
        if on_paper and paper.title not in printed:  # one of a kind: each takes a tenth of a second
            printed.add(paper.title)
            render_pdf(paper, layout, draft=True)
            render_docx(paper, layout)


def culprits(settings: Settings) -> list[Setting]:
    """Those of the units' own settings by which, alone, no papers can be made."""
    return [settings.of(key) for key, row in settings.own.items() if not _works(settings.book, key, row)]


def _works(book: RuleBook, key: str, row: UnitSetting) -> bool:
    try:
        try_papers(Settings(book, {key: row}), key)
    except Exception:
        return False
    return True


def faults() -> Iterator[str]:
    """Days whose rules, and settings of units, no papers can be made by, for `sotay check`."""
    today = timezone.localdate()
    first_days = {text.first_day for text in regulations.library().regulations}
    for day in sorted({today, *(day for day in first_days if day > today)}):
        try:
            try_papers(Settings(regulations.on(day), {}), f"{_LAYOUT}.font")
        except Exception as wrong:
            yield f"by the rules of {day:%d/%m/%Y} no papers can be made: {wrong!r}"
    for row in UnitSetting.objects.select_related("unit").order_by("unit__path", "key", "from_on"):
        book = regulations.on(max(row.from_on, today))
        if row.key in book.points and row.value is not None and not _works(book, row.key, row):
            yield f"{row.unit.name}: the setting {row.key} from {row.from_on:%d/%m/%Y} does not work"


def _papers(state: State, settings: Settings, layout: Layout) -> Iterator[Paper]:
    clock = Clock(timezone.get_current_timezone())
    for body in (CELL, COMMITTEE, GROUP):
        facts = _facts(settings, layout, body)
        yield minutes.compose(state, facts, clock)
        yield resolution.compose(state, facts, clock)
    facts = _facts(settings, layout, CELL)
    for motion in state.motions:
        yield tellers.compose(state, motion, facts, clock, "Chi bộ báo cáo cấp ủy cấp trên.")
    added = [Amendment("Thiếu một ý kiến.", _OPENED, "Lê Thị Thu", "Thảo luận")]
    number = layout.number_text("BB", 1)
    yield annex.compose(added, state, facts, clock, number=number, seal="3f2a91bc07de55c1")


def _facts(settings: Settings, layout: Layout, body: str) -> Facts:
    return Facts(
        cell="Chi bộ tổ dân phố số 1",
        superior="Đảng bộ phường Bình Minh",
        committee=layout.spell("Đảng ủy phường Bình Minh"),
        month=Month.of(_OPENED.date()),
        title="sinh hoạt chi bộ thường kỳ",
        day=_OPENED.date(),
        meeting_rules=rules_from(settings),
        layout=layout,
        overseer="Đỗ Thị Chi",
        fronts="Ban công tác Mặt trận và các đoàn thể",
        body=body,
        finished_within_days=settings["cell-meeting.finished_within_days"],
        below={matter.value: settings[matter.below_key] for matter in Matter},
    )


def _state(settings: Settings, agenda: Agenda) -> State:
    acts = [*_before_votes(agenda), *_votes(settings), *_after_votes()]
    return fold(
        Entry(each.id or UUID(int=1000 + place), each.name, each.data, _MEMBERS[0], _OPENED + place * _STEP)
        for place, each in enumerate(acts)
    )


@dataclass(frozen=True, slots=True)
class _Act:
    name: str
    data: dict[str, Any] = field(default_factory=dict)
    id: UUID | None = None  # of one that another speaks of


def _before_votes(agenda: Agenda) -> Iterator[_Act]:
    items = [
        {
            "id": str(UUID(int=100 + place)),
            "key": item.kind,
            "step": item.step,
            "title": item.title.vi,
            "minutes": item.minutes,
        }
        for place, item in enumerate(agenda.items)
    ]
    yield _Act("opened", {"items": items, "carried": [_CARRIED], "place": "Nhà văn hóa", **_OFFICERS})
    yield _Act("guests_noted", {"guests": ["Đỗ Thị Chi, cấp ủy viên phụ trách"]})
    yield _Act("dues_noted", {"paid": 3, "of": 3})
    yield from _roll(START)
    for item in items:
        yield _Act("item_begun", {"item": item["id"]})
        yield _Act("note_written", {"text": "Đọc báo cáo.", "item": item["id"]})
        said = {"text": "Nhất trí với báo cáo.", "speaker": _NAMED[2], "item": item["id"]}
        yield _Act("statement_recorded", said)
    yield _Act("task_reported", {"task": _CARRIED["id"], "outcome": "done", "text": "Xong 12 hộ"})


def _votes(settings: Settings) -> Iterator[_Act]:
    """A vote of each matter that passes and one that falls short; of an election, both at once."""
    thresholds, base = rules_from(settings).thresholds, len(_MEMBERS)
    for place, (matter, votes_for) in enumerate(product(Matter, (base, 0))):
        election, motion = matter == Matter.ELECTION, UUID(int=500 + place)
        moved = {
            "text": "Thông qua nội dung",
            "matter": matter.value,
            "method": PAPER,
            "threshold": threshold_text(thresholds[matter]),
            "base": base,
            "voters": base,
            "adopts": matter == Matter.RESOLUTION and votes_for == base,
            **({"options": ["Lê Thị Thu", "Phạm Văn Lâm"], "places": 1, "most": 1} if election else {}),
        }
        counts = [votes_for, base - votes_for, *([] if election else [0])]
        count = {"motion": str(motion), "counts": counts, "issued": base, "collected": base}
        yield _Act("motion_moved", moved, motion)
        yield _Act("ballots_counted", {**count, "tellers": ["Nguyễn Văn An"]})


def _after_votes() -> Iterator[_Act]:
    yield _Act("praise_noted", {"text": "Biểu dương đồng chí An."})
    yield _Act("task_assigned", {"text": "Treo cờ", "members": _NAMED, "due_on": "2026-12-20"})
    yield _Act("petition_recorded", {"text": "Sửa đèn đường", "raised_by": _NAMED[2], "to_level": "ward"})
    yield _Act("concluded", {"text": "Thống nhất các nội dung."})
    yield from _roll(END)
    yield _Act("closed")


def _roll(round_: str) -> Iterator[_Act]:
    for member in _NAMED:
        yield _Act("roll_marked", {"member": member, "round": round_, "mark": PRESENT})


_OPENED, _STEP = datetime(2026, 12, 3, 12, 30, tzinfo=UTC), timedelta(minutes=1)
_MEMBERS = [UUID(int=number) for number in (1, 2, 3)]
_NAMED = [str(member) for member in _MEMBERS]
_NAMES = ("Lê Thị Thu", "Phạm Văn Lâm", "Nguyễn Văn An")
_ROLES = ("secretary", "deputy_secretary", "")
_OFFICERS = {
    "seats": [
        {"member": member, "name": name, "role": role}
        for member, name, role in zip(_NAMED, _NAMES, _ROLES, strict=True)
    ],
    "chair": _NAMES[0],
    "chair_id": _NAMED[0],
    "minute_taker": _NAMES[1],
    "minute_taker_id": _NAMED[1],
}
_CARRIED = {"kind": "task", "id": str(UUID(int=7)), "text": "Rà soát hộ nghèo", "standing": "Đang thực hiện"}
