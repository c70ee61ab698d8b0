"""Write the golden papers again: one of each kind, as a structure and as small pictures of its pages.

    SOTAY_DEMO=1 tools/golden.py [NAME...]

Papers of meetings, tasks, scores, syntheses and inspections come from the demo ward in the database of the
environment, so make it first (`sotay demo`); papers a unit writes itself from an invented text. Structures
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
    yield from _inspections()


def _inspections() -> Iterator[tuple[str, Any]]:
    from sotay.inspections import record_set
    from sotay.inspections.models import RecordedPaper

    done = set[str]()
    for row in RecordedPaper.objects.order_by("pk"):
        paper = record_set.composed(row, DAY)
        if paper is not None and paper.title not in done:
            done.add(paper.title)
            yield f"inspection-{len(done)}", paper


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sotay.config.settings")
    import django

    django.setup()
    from sotay.papers.layout import Layout
    from sotay.papers.renderers import render_pdf
    from sotay.papers.structure import from_json, to_json

    PLACE.mkdir(parents=True, exist_ok=True)
    for name, paper in [*written(), *of_demo()]:
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
