"""What the chair may say at each step, with its places filled in from the meeting. Pure.

The twin on a device is `static/meetings/room/script.js`, with these names. The words come from the regulation
"chair-script", which a cell changes to its own; they are spoken, so they are Vietnamese whatever the reader's
language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sotay.meetings.log.rules import MeetingRules, figures
from sotay.meetings.log.state import Item, State

Places = Mapping[str, str]
"""What is filled in, by the names people type between braces."""

START = ("opening", "roll_call", "adopt_agenda")
ANY_TIME = ("time_over", "aside", "vote")
CLOSE = ("petitions", "conclusion", "scoring", "minutes", "closing")
ITEM = "item"
ITEMS = ("ideology", "last_month", "guidance", "focus", "next_month", "discussion", "thematic")
"""Kinds of items that have words of their own."""
NOT_YET = "…"
"""In place of a number nobody has counted yet."""
_PLACE = re.compile(r"\{([^{}]+)\}")


def key_of(item: Item) -> str:
    """The point that holds the words for an item of the proceedings."""
    return item.key if item.key in ITEMS else ITEM


def said(lines: Iterable[str], places: Places) -> list[str]:
    """The sentences with their places filled in, without those that have nothing to say."""
    return [
        _PLACE.sub(lambda found: places[found[1]], line)
        for line in lines
        if all(places.get(name) for name in _PLACE.findall(line))
    ]


def places_of(state: State, meeting_rules: MeetingRules) -> dict[str, str]:
    """What a meeting says of itself; what its preparation says besides is the caller's to add."""
    counted = figures(state, meeting_rules).attendance
    items = proceedings(state)
    known = counted.base > counted.unmarked == 0
    marks = {
        "có mặt": counted.present,
        "vắng có lý do": counted.excused,
        "vắng không lý do": counted.unexcused,
    }
    return {
        "chủ trì": state.chair,
        "thư ký": state.minute_taker,
        "đại biểu": ", ".join(state.guests),
        "triệu tập": str(counted.base) if counted.base else NOT_YET,
        **{name: str(number) if known else NOT_YET for name, number in marks.items()},
        "đã đóng": str(state.dues["paid"]) if state.dues else "",
        "phải đóng": str(state.dues["of"]) if state.dues else "",
        "số nội dung": str(len(items)) if items else "",
        "các nội dung": "; ".join(f"({number}) {item.title}" for number, item in enumerate(items, start=1)),
    }


def places_of_item(state: State, item: UUID) -> dict[str, str]:
    items = proceedings(state)
    number = next((number for number, each in enumerate(items, start=1) if each.id == item), 0)
    if not number:
        return {}
    found = items[number - 1]
    return {"số": str(number), "nội dung": found.title, "người trình bày": found.presenter}


def proceedings(state: State) -> Sequence[Item]:
    return [item for item in state.items if item.step == "conduct"]
