"""Whether an agenda repeats that of the last regular meeting. It is shown, never held against anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from sotay.kernel.text import search_key
from sotay.meetings.models import AgendaItem, Meeting

ALIKE = 0.85
"""Share of equal text from which two items say the same: of two texts one word in seven may differ."""
SHORTEST = 12
"""Shorter texts ("Nội dung khác") repeat without meaning anything."""
LONGEST = 2000
"""Characters that are compared; the beginning of a text says whether it is another."""


@dataclass(frozen=True, slots=True)
class Words:
    """An item of an agenda as far as it was written for this meeting."""

    title: str
    text: str = ""

    @property
    def compared(self) -> str:
        return search_key(f"{self.title} {self.text}")[:LONGEST]


@dataclass(frozen=True, slots=True)
class Pair:
    now: Words
    before: Words
    share: float


def pairs(now: Iterable[Words], before: Iterable[Words]) -> list[Pair]:
    """Each item of now with the one of before that it repeats, where there is one."""
    earlier = [(words, words.compared) for words in before if len(words.compared) >= SHORTEST]
    found: list[Pair] = []
    for words in now:
        text = words.compared
        if len(text) < SHORTEST:
            continue
        best = max((Pair(words, other, _share(text, key)) for other, key in earlier), key=_of, default=None)
        if best is not None and best.share >= ALIKE:
            found.append(best)
    return found


def _of(pair: Pair) -> float:
    return pair.share


def _share(one: str, other: str) -> float:
    """Share of words that stand in both in the same order, 0 when their lengths forbid a likeness."""
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def repeated(meeting: Meeting, items: Iterable[AgendaItem]) -> list[Pair]:
    """What of a regular meeting's agenda repeats the regular meeting before, while it is prepared."""
    return repeats_last(meeting, items) if meeting.stage == Meeting.Stage.PREPARING else []


def repeats_last(meeting: Meeting, items: Iterable[AgendaItem] | None = None) -> list[Pair]:
    """The same of a regular meeting at any stage; nothing of another kind. Three queries at most."""
    if not meeting.is_regular:
        return []
    earlier = Meeting.objects.filter(cell=meeting.cell_id, kind=Meeting.Kind.REGULAR, month__lt=meeting.month)
    last = earlier.exclude(stage=Meeting.Stage.CANCELLED).order_by("-month").first()
    if last is None:
        return []
    return pairs(_written(items or meeting.agenda.all()), _written(last.agenda.all()))


def _written(items: Iterable[AgendaItem]) -> list[Words]:
    """What people wrote: the regulation's own titles and open matters stand on every agenda."""
    origins = AgendaItem.Origin
    found: list[Words] = []
    for item in items:
        if item.origin in {origins.OWN, origins.PROPOSED} or (item.origin == origins.TEMPLATE and item.text):
            found.append(Words(item.title, item.text))
    return found
