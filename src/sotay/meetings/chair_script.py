"""The script of the chair for one meeting: the unit's words, filled in from what the meeting has come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import get_language

from sotay.meetings import queries
from sotay.meetings.documents import script as paper
from sotay.meetings.documents.script import Spoken
from sotay.meetings.log import script
from sotay.meetings.log.state import Item, State
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of, rules_in_force
from sotay.papers.layout import Layout
from sotay.papers.queries import layout_for
from sotay.papers.structure import Paper
from sotay.regulations import NotInForce
from sotay.units.settings import Setting

REGULATION = "chair-script"
_PARTS = {"start": "Mở đầu", "conduct": "Tiến hành", "any_time": "Khi cần", "close": "Kết thúc"}
"""Headings of the paper, always Vietnamese."""


class Script:
    """What the chair may say in a meeting as it stands. Empty in the time of texts that leave it out."""

    def __init__(self, meeting: Meeting, state: State) -> None:
        self.meeting, self.state = meeting, state
        self.words = words_for(meeting)
        self.titles = titles_of(meeting)
        self.places = {**prepared_places(meeting), **script.places_of(state, rules_in_force(meeting))}

    @property
    def start(self) -> list[Spoken]:
        return self._spoken(script.START)

    @property
    def any_time(self) -> list[Spoken]:
        return self._spoken(script.ANY_TIME)

    @property
    def close(self) -> list[Spoken]:
        return self._spoken(script.CLOSE)

    def of_item(self, item: Item | None) -> list[Spoken]:
        """The words for an item of the proceedings."""
        if item is None or not self.words:
            return []
        key = script.key_of(item)
        places = {**self.places, **script.places_of_item(self.state, item.id)}
        return [Spoken(key, self.titles[key], script.said(self.words[key], places), item.minutes)]

    def paper(self) -> tuple[Paper, Layout]:
        """The whole of it to print, in large letters."""
        facts = queries.facts_of(self.meeting)
        titles = titles_of(self.meeting, "vi")
        items = [
            Spoken(str(item.id), item.title, spoken.lines, item.minutes)
            for item in script.proceedings(self.state)
            for spoken in self.of_item(item)
        ]
        of = {"start": self.start, "conduct": items, "any_time": self.any_time, "close": self.close}
        parts = [(_PARTS[name], [_renamed(each, titles) for each in spoken]) for name, spoken in of.items()]
        return paper.compose(parts, facts), paper.in_large_letters(facts.layout)

    def settings(self) -> list[tuple[str, str, Setting]]:
        """Each point with its title, and who decided it."""
        here = points_of(self.meeting)
        keys = [(f"{REGULATION}.{key}", self.titles[key]) for key in self.words]
        return [(key, title, here.of(key)) for key, title in keys]

    def _spoken(self, keys: Sequence[str]) -> list[Spoken]:
        """Steps that have something to say."""
        found = [
            Spoken(key, self.titles[key], script.said(self.words[key], self.places))
            for key in keys
            if key in self.words
        ]
        return [each for each in found if each.lines]


def _renamed(spoken: Spoken, titles: Mapping[str, str]) -> Spoken:
    return Spoken(spoken.key, titles.get(spoken.key, spoken.title), spoken.lines, spoken.minutes)


def words_for(meeting: Meeting) -> dict[str, tuple[str, ...]]:
    try:
        return points_of(meeting).values_of(REGULATION)
    except (NotInForce, KeyError):
        return {}


def titles_of(meeting: Meeting, language: str = "") -> dict[str, str]:
    """What each step is called, in the reader's language or in `language`."""
    here, shown = points_of(meeting), language or get_language() or "vi"
    return {key: here.of(f"{REGULATION}.{key}").point.label.of(shown) for key in words_for(meeting)}


def prepared_places(meeting: Meeting) -> dict[str, str]:
    """What the preparation says of the meeting."""
    layout = layout_for(meeting.cell, timezone.localdate(meeting.planned_at))
    title, month = queries.title_of(meeting, layout), layout.month_line(meeting.month)
    of_the_month = meeting.kind in {Meeting.Kind.REGULAR, Meeting.Kind.COMMITTEE}
    return {
        "chi bộ": meeting.cell.name,
        "buổi sinh hoạt": f"{title} {month}" if of_the_month else title,
        "số phút": str(meeting.planned_minutes),
    }
