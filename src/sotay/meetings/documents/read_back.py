"""A paper cut into chapters to read out from a phone, each line with where it is corrected. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sotay.meetings.log import rules
from sotay.meetings.log.state import State
from sotay.papers.structure import Block, Heading, Items, Paper, Paragraph, Table, drawn, lines


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is corrected: a step of the meeting, the section on its page, and of several things in
    it the one whose form is to be open.
    """

    step: str
    section: str = ""
    opens: str = ""


@dataclass(slots=True)
class Line:
    """What stands in one block or row. `entry` is the text of the log it shows; `is_conclusion`: the chair's.
    `place` is where what is not a text comes from, None for words nobody recorded.
    """

    anchor: str
    texts: Sequence[str]
    entry: UUID | None = None
    is_conclusion: bool = False
    place: Place | None = None
    shown: Any = None  # for the page: the entry as the feed of the meeting has it


@dataclass(slots=True)
class Chapter:
    title: str
    anchor: str
    lines: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)  # of a table, each as a sentence


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entries behind blocks that show several, in order, and those known by their text alone."""

    by_list: Mapping[str, Sequence[UUID]] = field(default_factory=dict)
    by_text: Mapping[str, UUID] = field(default_factory=dict)
    carried: Sequence[str] = ()  # the tasks of before, as the table of their results has them


def recorded(state: State) -> Recorded:
    lists = {
        "praise": state.praises,
        "tasks": state.tasks,
        "petitions": state.petitions,
        "set_aside": rules.left_over(state),
    }
    return Recorded(
        {key: [text.entry for text in texts] for key, texts in lists.items()},
        {note.text: note.entry for note in state.notes},
        [task["id"] for task in state.carried if task["kind"] == "task"],
    )


def chapters(paper: Paper, known: Recorded | None = None, *, prefix: str = "p1") -> list[Chapter]:
    """The paper's chapters in order; headings with nothing of their own under them are left out.

    `prefix` begins every anchor: the same entry may stand in several papers of one page.
    """
    found = _chapters(paper, known or Recorded(), prefix)
    return [chapter for chapter in found if chapter.lines or chapter.rows]


def _chapters(paper: Paper, known: Recorded, prefix: str) -> Iterator[Chapter]:
    chapter = Chapter(paper.abstract, f"{prefix}-part-abstract")
    for block in drawn(paper).blocks:
        if isinstance(block, Heading):
            yield chapter
            chapter = Chapter(block.text, f"{prefix}-part-{anchor_of(block.key)}")
            continue
        if block.key == "closing":
            yield chapter
            chapter = Chapter("Kết thúc", f"{prefix}-part-closing")
        (chapter.rows if isinstance(block, Table) else chapter.lines).extend(_lines(block, known, prefix))
    yield chapter


def _lines(block: Block, known: Recorded, prefix: str) -> Iterator[Line]:
    """One for each entry of a block that shows several, else one for the whole of it."""
    texts = _texts(block)
    anchor = f"{prefix}-{anchor_of(block.key)}"
    entries = known.by_list.get(block.key, ())
    if len(entries) == len(texts) and entries:
        for number, (text, entry) in enumerate(zip(texts, entries, strict=True)):
            yield Line(f"{anchor}-{number}", [text], entry)
    elif isinstance(block, Table):
        place, opened = _place(block.key), known.carried if block.key.startswith("carried") else ()
        for number, text in enumerate(texts):
            one = replace(place, opens=opened[number]) if place and number < len(opened) else place
            yield Line(f"{anchor}-{number}", [text], place=one)
    else:
        own = _entry(block, known)
        is_conclusion = block.key == "conclusion"
        place = None if is_conclusion else _place(block.key)
        yield Line(anchor, texts, own, is_conclusion, place)


def _texts(block: Block) -> list[str]:
    match block:
        case Paragraph(text=text):
            return list(lines(text))
        case Items(texts=texts):
            return list(texts)
        case Table():
            return [_sentence(block, row) for row in block.rows]
    return []


def _sentence(table: Table, row: tuple[str, ...]) -> str:
    """A row without its number: what it is about, then each other column by its name."""
    about, *others = list(zip(table.columns, row, strict=True))[1:]
    named = [f"{column.title}: {text}" for column, text in others if text]
    return ". ".join(each.rstrip(".") for each in (about[1], *named)) + "."


def _entry(block: Block, known: Recorded) -> UUID | None:
    kind, _sep, entry = block.key.partition(":")
    if kind in {"statement", "note", "motion"}:
        return UUID(entry)
    if kind in {"assessed", "direction"} and isinstance(block, Paragraph):
        return known.by_text.get(block.text)
    return None


_PLACES: Mapping[str, Place] = {
    "opening": Place("start", "roll-start"),
    "attendance": Place("start", "roll-start"),
    "officers": Place("start", "guests"),
    "business": Place("start", "dues"),
    "carried": Place("conduct", "tasks-back"),
    **dict.fromkeys(("motion", "counted", "elected", "adoption"), Place("conduct", "votes")),
    "tasks": Place("conduct", "said"),
    "petitions": Place("conduct", "said"),
    "set_aside": Place("conduct", "aside"),
    "praise": Place("conduct", "said"),
    "closing": Place("close", "roll-end"),
}


def _place(key: str) -> Place | None:
    """None for what was prepared before the meeting or is the same in every paper."""
    kind, _sep, about = key.partition(":")
    place = _PLACES.get(kind)
    return replace(place, opens=about) if place and kind in {"motion", "counted", "elected"} else place


def anchor_of(key: str) -> str:
    """A block's key as the name of a place on a page."""
    return re.sub(r"[^\w-]+", "-", key)


def is_anchor(text: str) -> bool:
    """Whether a text could have come from `anchor_of`: what an address brings along may be anything."""
    return re.fullmatch(r"p\d{1,2}-[\w-]{1,120}", text) is not None
