"""A score as pages show it: each row with its sentence, where the records are, and what can still be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sotay.regulations.values import (
    Criterion,
)
from sotay.scoring.evidence import EVIDENCE
from sotay.scoring.models import ScoreEvent
from sotay.scoring.queries import Scored
from sotay.scoring.records import Records
from sotay.scoring.rules import RowScore, Score

FIXED_AT_OPENING = frozenset({"committee_met", "notified", "papers_ahead", "papers_posted"})
"""Measures that nothing can change once a meeting is open."""
HAD, OPEN, LOST = "had", "open", "lost"


@dataclass(frozen=True, slots=True)
class RowView:
    """A row in the reader's language. `status` and `advice` are for a meeting that is not over."""

    row: RowScore
    text: str
    sentence: str
    url: str
    status: str
    advice: str
    deducts: bool = False

    @property
    def own_shown(self) -> str:
        return shown(self.row.own, self.most, deducts=self.deducts)

    @property
    def proved_shown(self) -> str:
        return shown(self.row.proved, self.most, deducts=self.deducts)

    @property
    def points_shown(self) -> str:
        return shown(self.row.points, self.most, deducts=self.deducts)

    @property
    def number(self) -> str:
        return self.row.row.number

    @property
    def most(self) -> int:
        return self.row.row.max_points


@dataclass(frozen=True, slots=True)
class BlockView:
    number: str
    text: str
    points: int
    most: int
    rows: tuple[RowView, ...]
    deducts: bool = False

    @property
    def shown(self) -> str:
        return shown(self.points, self.most, deducts=self.deducts)


def shown(points: int | None, most: int, *, deducts: bool) -> str:
    """4/5; of a form that deducts what is taken away, as in −1."""
    if deducts:
        return "–" if points is None else f"−{most - points}" if points < most else "0"
    return f"{'–' if points is None else points}/{most}"


def blocks_of(found: Scored) -> list[BlockView]:
    """The rows that count, under their blocks; a block that is a row itself heads nothing."""
    score = found.score
    rows = [row_view(found, row) for row in score.rows if row.counts]
    blocks = []
    for block in score.form.blocks:
        below = tuple(row for row in rows if row.row.row.block == block.number)
        if below:
            got, most = score.block(block.number)
            blocks.append(BlockView(block.number, text_of(block), got, most, below, score.form.deducts))
    return blocks


def row_view(found: Scored, row: RowScore) -> RowView:
    measure = EVIDENCE.get(row.row.measure)
    url = ""
    if measure is not None:
        url = reverse("meetings:step", args=[found.meeting.pk, measure.step])
        url = f"{url}#{measure.anchor}" if measure.anchor else url
    return RowView(
        row=row,
        text=text_of(row.row),
        sentence=sentence_of(row),
        url=url if row.fact else "",
        status=_status(found, row),
        advice=str(measure.advice) % numbers_of(found.records) if measure else "",
        deducts=found.score.form.deducts,
    )


def text_of(row: Criterion) -> str:
    return row.text.of(get_language() or "vi")


def sentence_of(row: RowScore) -> str:
    """What the records say of a row; "" for one that people answer."""
    measure = EVIDENCE.get(row.row.measure)
    if measure is None:
        return ""
    if row.fact is None:
        return _("Not known yet.") if row.waits else _("No data in the records.")
    if "secretary_only" in row.fact.conditions:
        return _("The cell has only a secretary, who prepares the meeting.")
    return str(measure.found if row.fact.met is not False else measure.not_met) % row.fact.numbers


def numbers_of(records: Records) -> dict[str, int]:
    """What sentences of advice name."""
    return {
        "required": records.required_minutes,
        "low": records.ideology.low,
        "high": records.ideology.high,
        "spoke": records.spoke,
        "hall": records.in_hall,
        "done": records.tasks_done,
        "due": records.tasks_due,
    }


def _status(found: Scored, row: RowScore) -> str:
    if row.proved is not None and row.proved == row.row.max_points:
        return HAD
    opened = found.records.state.opened_at is not None
    fixed = row.row.measure in FIXED_AT_OPENING and opened
    too_late = row.row.measure == "papers_ahead" and found.records.ahead is False
    return LOST if row.fact is not None and (fixed or too_late) else OPEN


BEFORE = FIXED_AT_OPENING | {"attendance", "absence_streak"}
AFTERWARDS = frozenset({"finished_in_time"})


@dataclass(frozen=True, slots=True)
class Ahead:
    """What can still be had of a meeting that is not over: sums of points, and the rows by what they are."""

    had: tuple[RowView, ...]
    open: tuple[RowView, ...]
    lost: tuple[RowView, ...]
    asked: tuple[RowView, ...]

    @property
    def before(self) -> list[RowView]:
        """What is done for before the meeting."""
        return [row for row in self.open if row.row.row.measure in BEFORE]

    @property
    def during(self) -> list[RowView]:
        return [row for row in self.open if row.row.row.measure not in BEFORE | AFTERWARDS]

    @property
    def afterwards(self) -> list[RowView]:
        return [row for row in self.open if row.row.row.measure in AFTERWARDS]

    @property
    def points_had(self) -> int:
        return _most(self.had)

    @property
    def points_open(self) -> int:
        return _most(self.open)

    @property
    def points_lost(self) -> int:
        return sum(row.row.lost for row in self.lost)

    @property
    def points_asked(self) -> int:
        return _most(self.asked)


def _most(rows: Iterable[RowView]) -> int:
    return sum(row.most for row in rows)


def ahead_of(found: Scored) -> Ahead:
    """Rows that records prove by what can be done for them, the weightiest first; then those for people."""
    rows = [row_view(found, row) for row in found.score.rows if row.counts]
    proved = [row for row in rows if row.row.row.measure in EVIDENCE]
    proved.sort(key=lambda row: -row.most)
    by = {status: tuple(row for row in proved if row.status == status) for status in (HAD, OPEN, LOST)}
    return Ahead(by[HAD], by[OPEN], by[LOST], tuple(row for row in rows if row not in proved))


def elapsed_minutes(found: Scored) -> int | None:
    opened = found.records.state.opened_at
    return (timezone.now() - opened) // timedelta(minutes=1) if opened and found.records.is_open else None


def suggestions_of(score: Score, records: Records) -> Iterator[tuple[RowScore, str, str]]:
    """For the weakest rows: the row, its text, and what to try next time."""
    for row in score.weakest:
        measure = EVIDENCE.get(row.row.measure)
        advice = (
            str(measure.suggestion) % numbers_of(records) if measure else _ASKED.get(row.row.key, _general)()
        )
        yield row, text_of(row.row), advice


def _general() -> str:
    return _("Talk in the committee about what was missing, and name who sees to it next time.")


_ASKED = {
    "content": lambda: _("Choose two or three matters that concern this cell, and leave the rest to read."),
    "orientation": lambda: _(
        "Write one or two questions for each matter and a draft of the conclusion before."
    ),
    "regular_content": lambda: _(
        "Go by the agenda of the regulation: thinking, last month, next month, measures."
    ),
    "thematic_content": lambda: _("Give the topic to somebody who knows it, a month before."),
    "chairing": lambda: _("Use the script of the chair and the time of each item on the screen."),
    "guiding": lambda: _("Say at the start of each item what has to be decided."),
    "drawing_out": lambda: _("Ask in turn, the youngest first; thank for each opinion before you answer it."),
    "summing_up": lambda: _("After each item say in one sentence what was agreed."),
    "self_criticism": lambda: _("Begin with the committee's own shortcomings; others follow."),
    "wishes": lambda: _("Write down each wish and say at the next meeting what became of it."),
}


@dataclass(frozen=True, slots=True)
class EventView:
    event: ScoreEvent
    changes: tuple[tuple[str, int | None, int | None, str], ...]


def history_of(found: Scored) -> list[EventView]:
    """What was done to the score, the newest first, with the rows by their numbers."""
    if found.sheet is None:
        return []
    numbers = {row.row.key: row.row.number for row in found.score.rows}
    return [
        EventView(
            event, tuple((numbers.get(key, key), was, now, note) for key, was, now, note in event.changes)
        )
        for event in found.sheet.events.order_by("-at", "-id")
    ]
