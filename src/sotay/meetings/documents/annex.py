"""The annex to signed minutes: what was added or corrected afterwards. Pure.

The signed PDF never changes. The annex is drawn up anew from the log whenever somebody reads or prints
it (docs/meetings.md says why), and names the minutes it belongs to and their seal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sotay.kernel.periods import spoken_time
from sotay.meetings.documents.parts import Clock, Facts, header, num, signatures
from sotay.meetings.log.state import State
from sotay.papers.structure import Block, Heading, Paper, Paragraph

TITLE = "Bổ sung, đính chính sau khi ký"
_GROUPS, _LETTERS = 4, 4


@dataclass(frozen=True, slots=True)
class Amendment:
    """`who` recorded it, `item` is the title of the agenda item it is about, if it names one."""

    text: str
    at: datetime
    who: str
    item: str = ""


def fingerprint(seal: str) -> str:
    """The beginning of a seal in groups a person can compare by eye: '3f2a 91bc 07de 55c1'."""
    starts = range(0, min(len(seal), _GROUPS * _LETTERS), _LETTERS)
    return " ".join(seal[start : start + _LETTERS] for start in starts)


def compose(
    amendments: Sequence[Amendment], state: State, facts: Facts, clock: Clock, *, number: str, seal: str
) -> Paper:
    """`number` is that of the minutes ("Số 03-BB/CB"); the annex has none of its own."""
    top = header(facts)
    newest = clock(amendments[-1].at).date() if amendments else facts.day
    return Paper(
        kind="BB",
        header=replace(top, day=newest, number=f"Kèm theo biên bản {number[:1].lower()}{number[1:]}"),
        title="PHỤ LỤC BIÊN BẢN",
        abstract=f"{TITLE}: {facts.title} {facts.in_month()}",
        blocks=tuple(_blocks(amendments, facts, clock, seal)),
        signatures=signatures(state, facts),
    )


def _blocks(amendments: Sequence[Amendment], facts: Facts, clock: Clock, seal: str) -> Iterator[Block]:
    yield Paragraph(
        f"Biên bản {facts.title} {facts.in_month()} của {facts.cell} đã được ký và giữ nguyên nội dung. "
        f"Sau khi ký, có {num(len(amendments))} nội dung bổ sung, đính chính như sau:",
        "lead",
    )
    for number, each in enumerate(amendments, start=1):
        at = clock(each.at)
        who = f", đồng chí {each.who} ghi" if each.who else ""
        yield Heading(1, f"{number}. {spoken_time(at)} ngày {at:%d/%m/%Y}{who}", f"made:{number}")
        if each.item:
            yield Paragraph(f"Về mục: {each.item}.", f"item:{number}")
        yield Paragraph(each.text, f"text:{number}")
    if seal:
        yield Paragraph(f"Dấu niêm phong nhật ký buổi họp khi ký biên bản: {fingerprint(seal)}.", "seal")
