"""Write the golden papers again: one of each kind, as a structure and as small pictures of its pages.

    SOTAY_DEMO=1 tools/golden.py [NAME...]

Papers of meetings, tasks, scores and syntheses come from the demo ward in the database of the environment, so
make it first (`sotay demo`); papers a unit writes itself, the minutes of a Party group and the papers of an
inspection's file from an invented text. Structures
are kept as JSON: the test needs no demo ward and no certain day. Look at every changed picture before you
commit it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / "tests" / "golden"
DPI, GREYS = 40, 16
DAY = date(2026, 12, 3)


def drawn(pdf: bytes) -> list[Any]:
    """The pages of a PDF as small grey pictures (PIL)."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "paper.pdf")
        file.write_bytes(pdf)
        subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", file, Path(folder, "page")], check=True)
        return [Image.open(page).copy() for page in sorted(Path(folder).glob("page*.png"))]


def written() -> Iterator[tuple[str, Any]]:
    """Papers a unit writes itself, one of each form."""
    from sotay.papers import writing
    from sotay.papers.layout import Layout

    text = "Các đồng chí được phân công thực hiện đúng thời hạn, báo cáo kết quả tại buổi sinh hoạt sau."
    table = "TT | Chi bộ | Thời gian | Địa điểm\n1 | Tổ dân phố Hòa Bình | 19:30, 03/12 | Nhà văn hóa"
    issuer = writing.Issuer(
        "Đảng bộ phường Bình Minh",
        "Chi bộ tổ dân phố Hòa Bình",
        "Bình Minh",
        ("T/M CHI BỘ", "BÍ THƯ"),
        "Lê Thị Thu",
    )
    for key, form in writing.FORMS.items():
        sections = tuple(
            writing.Section(title, table if key == "schedule" else f"{text}\n- Ý thứ nhất.\n- Ý thứ hai.")
            for title in form.sections
        )
        filled = writing.Written(
            form.abstract or "Công tác tháng 12 năm 2026",
            "Các đồng chí đảng viên trong chi bộ" if form.addressed else "",
            "Căn cứ Điều lệ Đảng và nghị quyết của chi bộ;",
            sections,
            ("Đảng ủy phường (để báo cáo),", "Lưu Chi bộ."),
        )
        yield key, writing.compose(form, filled, issuer, DAY, Layout())


def of_demo() -> Iterator[tuple[str, Any]]:
    """Papers of the demo ward: those of meetings under their numbers, and what goes with them."""
    from django.utils import timezone

    from sotay.accounts.models import Account
    from sotay.accounts.queries import actor_for
    from sotay.assignments.composing import letter
    from sotay.assignments.models import Task
    from sotay.meetings import offline
    from sotay.meetings.documents import before, tellers
    from sotay.meetings.documents.parts import Clock
    from sotay.meetings.models import Meeting
    from sotay.meetings.queries import facts_of, load_state
    from sotay.papers.models import IssuedPaper
    from sotay.papers.queries import layout_for, shown
    from sotay.scoring import form_paper
    from sotay.scoring.queries import scored
    from sotay.syntheses import composing as syntheses
    from sotay.syntheses.queries import facts_of as synthesis_facts
    from sotay.units.models import Kind, Unit

    clock = Clock(timezone.get_current_timezone())
    kept = IssuedPaper.objects.exclude(number=None).order_by("created_at", "id")
    for name, kind, begins in (
        ("meeting-minutes", "BB", "Sinh hoạt chi bộ thường kỳ"),
        ("meeting-minutes-thematic", "BB", "Sinh hoạt chuyên đề"),
        ("meeting-minutes-committee", "BB", "Họp chi ủy"),
        ("meeting-minutes-joint", "BB", "Sinh hoạt chung"),
        ("meeting-resolution", "NQ", "Sinh hoạt chi bộ thường kỳ"),
        ("meeting-conclusion", "KL", "Sinh hoạt chi bộ thường kỳ"),
    ):
        issued = kept.filter(kind=kind, base__abstract__startswith=begins).last()
        if issued:
            yield name, shown(issued)
    meetings = Meeting.objects.filter(kind="regular").order_by("planned_at", "id")
    held = meetings.filter(stage__in=["signed", "reported"]).select_related("cell", "chair").last()
    if held:
        by = actor_for(Account.objects.get(username="bithu"), timezone.localdate())
        state, facts = offline.state_to_draw(held, by), facts_of(held)
        for name, compose in before.COMPOSERS.items():
            yield f"sheet-{name}", compose(state, facts, clock, held.planned_at)
        yield "score-form", form_paper.compose(scored(held).score, facts, held.chair.full_name)
    for meeting in Meeting.objects.order_by("planned_at").exclude(opened_at=None):
        state = load_state(meeting)
        motion = next((one for one in state.motions if one.method != "open" and one.counted_at), None)
        if motion:
            yield "tellers-record", tellers.compose(state, motion, facts_of(meeting), clock)
            break
    task = Task.objects.filter(kind="once").select_related("cell__parent").order_by("given_on", "id").first()
    if task:
        names = [each.member.full_name for each in task.given_to.all()]
        yield "assignment-letter", letter(task, names, "", DAY, layout_for(task.cell, DAY))
    ward = Unit.objects.filter(kind=Kind.COMMUNE).order_by("path").first()
    if ward and held:
        yield "synthesis", syntheses.compose(synthesis_facts(ward, held.month, timezone.now()))


def of_a_group() -> Iterator[tuple[str, Any]]:
    """Minutes of a Party group's meeting, which the demo ward does not hold: from an invented log."""
    from datetime import UTC, datetime, timedelta
    from uuid import UUID

    from django.utils import timezone

    from sotay import regulations
    from sotay.kernel.periods import Month
    from sotay.meetings.documents import minutes
    from sotay.meetings.documents.parts import GROUP, Clock, Facts
    from sotay.meetings.log.fold import Entry, fold
    from sotay.meetings.rules_in_force import rules_from
    from sotay.papers.layout import Layout
    from sotay.units.settings import Settings

    begins, settings = datetime(2026, 12, 3, 12, 30, tzinfo=UTC), Settings(regulations.on(DAY), {})
    people = [str(UUID(int=number)) for number in (1, 2, 3, 4)]
    names = ("Lê Thị Thu", "Phạm Văn Lâm", "Nguyễn Văn An", "Trần Thị Bình")
    seats = [{"member": pk, "name": name, "role": ""} for pk, name in zip(people, names, strict=True)]
    item = str(UUID(int=101))
    items = [{"id": item, "key": "", "step": "conduct", "title": "Việc được giao trong tháng", "minutes": 30}]
    chair = {"chair": names[0], "chair_id": people[0], "minute_taker": names[1], "minute_taker_id": people[1]}
    roll = [("roll_marked", {"member": pk, "round": "start", "mark": "present"}) for pk in people[:3]]
    excused = {
        "member": people[3],
        "round": "start",
        "mark": "excused",
        "reason": "chăm người nhà ở bệnh viện",
    }
    task = {"text": "Vận động năm hộ thu gom rác đúng giờ", "members": people[2:3], "due_on": "2026-12-28"}
    acts: list[tuple[str, dict[str, Any]]] = [
        (
            "opened",
            {"items": items, "carried": [], "place": "Nhà đồng chí tổ trưởng", "seats": seats, **chair},
        ),
        *roll,
        ("roll_marked", excused),
        ("item_begun", {"item": item}),
        ("note_written", {"text": "Tổ trưởng nêu từng việc chi bộ giao cho đảng viên của tổ.", "item": item}),
        (
            "statement_recorded",
            {"speaker": people[2], "text": "Đề nghị chi bộ cho thêm một thùng rác.", "item": item},
        ),
        ("task_assigned", task),
        ("petition_recorded", {"text": "Thay bóng đèn ngõ 5", "raised_by": people[1], "to_level": "cell"}),
        ("concluded", {"text": "Tổ thống nhất các việc trên và báo cáo chi bộ tại buổi sinh hoạt tới."}),
        ("closed", {}),
    ]
    state = fold(
        Entry(UUID(int=1000 + n), act, data, UUID(int=1), begins + n * timedelta(minutes=4))
        for n, (act, data) in enumerate(acts)
    )
    facts = Facts(
        cell="Chi bộ tổ dân phố Hòa Bình",
        superior="Đảng bộ phường Bình Minh",
        committee="Đảng ủy phường Bình Minh",
        month=Month.of(DAY),
        title="sinh hoạt tổ đảng số 2",
        day=DAY,
        meeting_rules=rules_from(settings),
        layout=Layout(),
        body=GROUP,
        of_the_month=False,
    )
    yield "meeting-minutes-group", minutes.compose(state, facts, Clock(timezone.get_current_timezone()))


INSPECTION_PAPERS = {
    "inspection-verification": ("BB", "verification", "Biên bản thẩm tra, xác minh", "team"),
    "inspection-announcing": ("BB", "announcing", "Biên bản thông báo kết luận kiểm tra", "team"),
    "inspection-conclusion": ("TB", "conclusion", "Thông báo kết luận kiểm tra", "unit"),
    "inspection-extract": ("BB", "extract", "Trích biên bản họp chi bộ", "cell"),
}
"""Of the set in force (regulation "inspection-papers"): kind, content, name, who issues it."""


def of_an_inspection() -> Iterator[tuple[str, Any]]:
    """Records and notice of conclusion of an invented inspection."""
    from sotay.inspections import composing
    from sotay.papers.layout import Layout

    answers = (
        ("Sinh hoạt thường kỳ trong năm", "12/12 tháng", "Đủ, đúng ngày"),
        ("Đảng viên được giao nhiệm vụ", "24/24 đồng chí", ""),
        ("Kiến nghị chưa trả lời", "2", "Đang chờ phường trả lời"),
    )
    demands = (
        ("Bổ sung quy chế làm việc", date(2026, 12, 20)),
        ("Nộp đảng phí đúng hạn", date(2026, 12, 31)),
    )
    for name, (kind, content, title, by) in INSPECTION_PAPERS.items():
        facts = composing.Facts(
            kind=kind,
            content=content,
            name=title,
            by=by,
            to_cell=True,
            day=DAY,
            layout=Layout(),
            unit="Đảng bộ phường Bình Minh",
            organ="Đảng ủy phường Bình Minh",
            superior="Đảng bộ tỉnh Sông Mã",
            superior_organ="Tỉnh ủy Sông Mã",
            cell="Chi bộ tổ dân phố Hòa Bình",
            title="Kiểm tra nền nếp sinh hoạt chi bộ",
            supervision=False,
            decision="12-QĐ/UBKT",
            decided_on=date(2026, 11, 2),
            decided_by="Hoàng Văn Bách",
            quarter=4,
            year=2026,
            report_by=date(2026, 11, 12),
            leader="Đỗ Thị Chi",
            team=("Vũ Văn Bảy", "Ngô Thị Tư"),
            verified_on=date(2026, 11, 20),
            strengths="Sinh hoạt đều, đúng ngày\nNghị quyết ra hằng tháng, có phân công cụ thể",
            weaknesses="Ít đảng viên phát biểu\nQuy chế làm việc chưa được bổ sung",
            conclusion="Chi bộ cơ bản giữ nền nếp sinh hoạt; cần khắc phục các hạn chế đã nêu.",
            answers=tuple(composing.Answered(*each) for each in answers),
            demands=tuple(composing.Demanded(n, *each) for n, each in enumerate(demands, 1)),
        )
        yield name, composing.compose(facts)


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
    import django

    django.setup()
    from sotay.papers.layout import Layout
    from sotay.papers.renderers import render_pdf
    from sotay.papers.structure import from_json, to_json

    PLACE.mkdir(parents=True, exist_ok=True)
    for name, paper in [*written(), *of_a_group(), *of_an_inspection(), *of_demo()]:
        if not names or name in names:
            dated = replace(paper, header=replace(paper.header, day=DAY), check="")
            (PLACE / f"{name}.json").write_text(
                json.dumps(to_json(dated), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
                encoding="utf-8",
            )
    for file in sorted(PLACE.glob("*.json")):
        if names and file.stem not in names:
            continue
        for old in PLACE.glob(f"{file.stem}--*.png"):
            old.unlink()
        pdf = render_pdf(from_json(json.loads(file.read_text(encoding="utf-8"))), Layout())
        for number, page in enumerate(drawn(pdf), 1):
            page.quantize(GREYS).save(PLACE / f"{file.stem}--{number}.png", optimize=True)
    print(f"{len(list(PLACE.glob('*.json')))} papers, {len(list(PLACE.glob('*.png')))} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
