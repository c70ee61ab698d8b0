"""What entries from another device changed of what a person had before their eyes. Pure.

The twin on a device is `static/meetings/room/merge.js`, with these names. Only what was there and became
something else is told, never what was added. A change is a code, whose sentence stands in `meetings.merged`,
and what is filled into it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sotay.meetings.log import rules
from sotay.meetings.log.state import END, START, Item, Motion, State, Text

Change = dict[str, Any]
_TEXTS = {
    "note": "notes",
    "statement": "statements",
    "praise": "praises",
    "task": "tasks",
    "petition": "petitions",
    "set_aside": "set_aside",
    "vote": "motions",
}
"""Kinds of recorded words, and the part of the state that holds them."""


def changes(before: State, after: State) -> list[Change]:
    """In the order of the page: the meeting, the roll, the opening, items, votes, tasks, matters set aside,
    words.
    """
    if before.opened_at is None:
        return []
    return [
        *_of_the_meeting(before, after),
        *_of_the_roll(before, after),
        *_of_the_opening(before, after),
        *_of_items(before, after),
        *_of_votes(before, after),
        *_of_tasks(before, after),
        *_of_matters(before, after),
        *_of_words(before, after),
    ]


def _of_the_meeting(before: State, after: State) -> Iterator[Change]:
    if before.closed_at is None and after.closed_at is not None:
        yield {"code": "closed"}
    if before.seats != after.seats:
        yield {"code": "seats"}


def _of_the_roll(before: State, after: State) -> Iterator[Change]:
    for round_ in (START, END):
        for seat in before.seats:
            was, now = before.mark(seat.member, round_), after.mark(seat.member, round_)
            about = {"name": seat.name, "round": round_}
            if was is None:
                continue
            if now is None or now.mark != was.mark:
                yield {"code": "mark", **about, "was": was.mark, "now": now.mark if now else ""}
            elif now.mode != was.mode and was.mode:
                yield {"code": "mark", **about, "was": was.mode, "now": now.mode}


def _of_the_opening(before: State, after: State) -> Iterator[Change]:
    if before.dues and before.dues != after.dues:
        was, now = (f"{dues['paid']}/{dues['of']}" if dues else "" for dues in (before.dues, after.dues))
        yield {"code": "dues", "was": was, "now": now}
    if before.guests and before.guests != after.guests:
        yield {"code": "guests", "was": ", ".join(before.guests), "now": ", ".join(after.guests)}
    if before.agenda_adopted_at is not None and after.agenda_adopted_at is None:
        yield {"code": "not_adopted"}


def _of_items(before: State, after: State) -> Iterator[Change]:
    """The item that was under way is over, or has not begun after all."""
    if before.current is not None and before.current != after.current and after.closed_at is None:
        item: Item | None = before.item(before.current)
        yield {"code": "item", "title": item.title if item else ""}


def _of_votes(before: State, after: State) -> Iterator[Change]:
    for was in before.motions:
        now = after.motion(was.entry)
        if now is None:
            continue
        about = {"question": was.text}
        if was.is_open and not now.is_open:
            yield {"code": "counted", **about, "now": _numbers(now)}
        elif not was.is_open and (now.counts != was.counts or now.passed != was.passed):
            yield {"code": "count", **about, "was": _numbers(was), "now": _numbers(now)}
        if was.adopts != now.adopts:
            yield {"code": "adopts" if now.adopts else "adopts_not", **about}


def _numbers(motion: Motion) -> str:
    return "-".join(map(str, motion.counts))


def _of_tasks(before: State, after: State) -> Iterator[Change]:
    """What the meeting heard of a task it gave before."""
    for task in before.carried:
        named = str(task.get("id", ""))
        was, now = rules.result_of(before, named), rules.result_of(after, named)
        if was is not None and (now is None or now.outcome != was.outcome):
            text, outcome = str(task.get("text", "")), now.outcome if now else ""
            yield {"code": "outcome", "text": text, "was": was.outcome, "now": outcome}


def _of_matters(before: State, after: State) -> Iterator[Change]:
    """What became of matters that were set aside."""
    for matter in before.set_aside:
        was, now = rules.became(before, matter.entry), rules.became(after, matter.entry)
        if was and was != now and after.aside(matter.entry) is not None:
            yield {"code": "became", "text": matter.text, "was": was, "now": now}


def _of_words(before: State, after: State) -> Iterator[Change]:
    for kind, part in _TEXTS.items():
        known = {text.entry: text for text in getattr(after, part)}
        for text in getattr(before, part):
            yield from _of_text(kind, text, known.get(text.entry))
    if before.conclusion is not None:
        yield from _of_text("conclusion", before.conclusion, after.conclusion)


def _of_text(kind: str, was: Text, now: Text | None) -> Iterator[Change]:
    if now is None:
        yield {"code": "gone", "kind": kind, "was": was.text}
    elif now.text != was.text:
        yield {"code": "wording", "kind": kind, "was": was.text, "now": now.text}
