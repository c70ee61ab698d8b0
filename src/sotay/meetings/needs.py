"""What meetings need of somebody now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor
from sotay.kernel.needs import Need
from sotay.kernel.periods import Month
from sotay.kernel.templatetags.sotay import clock, moment, weekday
from sotay.kernel.templatetags.sotay import day as shown_day
from sotay.kernel.versions import SEEN
from sotay.meetings.preparation.versions import unanswered
from sotay.meetings.today import rules
from sotay.meetings.today.reading import TodayMeetings
from sotay.meetings.today.rules import MeetingNeed
from sotay.meetings.today.words import CONCLUSION, NEEDS, RESOLUTION

_ABOUT_THE_MEETING = frozenset(
    {
        *("conduct", "conduct_late", "join", "sign", "signatures", "come", "meets_today"),
        *("open_today", "open_late", "read"),
    }
)
"""Of these one is enough: who may conduct a meeting is not told to join it too."""
_THERE = frozenset({"come", "join", "conduct", "open_today", "open_late", "meets_today"})
"""Needs of who is to be in the meeting, and is led to its video call."""


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    return map(_in_words, _needs(TodayMeetings.of(actor, day)))


def _needs(today: TodayMeetings) -> Iterable[MeetingNeed]:
    """The secretary's part comes before the member's."""
    led = {cell.pk for cell in today.led}
    for cell in today.led:
        yield from rules.of_cell(today.of_cell(cell), today.now)
        yield from rules.of_absences(cell.pk, cell.name, today.near.get(cell.pk, ()))
    for meeting in today.meetings:
        facts = today.facts(meeting)
        ours = [cell for cell in meeting.cells if cell.pk in led]
        conducts = any(today.conducts(cell) for cell in ours)
        if facts.invitation or facts.own_roles:
            needs = rules.of_invited(facts, today.now, today.report_days)
            yield from (need for need in needs if need.code == "answer" or not conducts)
        elif not ours:
            yield from rules.of_concerned(facts, today.now)


def _in_words(need: MeetingNeed) -> Need:
    words, values = NEEDS[need.code], _values(need)
    meeting = need.code in _ABOUT_THE_MEETING
    return Need(
        code=need.code,
        urgency=need.urgency,
        title=str(words.title) % values,
        sentence=str(words.sentence) % values,
        button=str(words.button),
        url=_URLS[need.code](need),
        matter=need.about if meeting else (need.code, need.about, need.data.get("month")),
        due=need.due,
        fields=_fields(need),
        other=(_("I cannot come"), f"{_answer(need)}?will_come=no") if need.code == "answer" else None,
        note=need.data.get("note", ""),
        join_url=_join(need),
    )


def _values(need: MeetingNeed) -> dict[str, Any]:
    data = {name: _value(value) for name, value in need.data.items()}
    data["papers"] = str(CONCLUSION if need.data.get("concludes") else RESOLUTION)
    return data | {"due": _value(need.due), **_planned(need.data.get("planned_at"))}


def _planned(at: datetime | None) -> dict[str, str]:
    """`at` beside other words; `when` with the day of the week, for somebody who is to come."""
    if at is None:
        return {}
    local = timezone.localtime(at)
    return {"at": moment(local), "when": f"{weekday(local)}, {clock(local)}"}


def _value(value: Any) -> Any:
    if isinstance(value, Month):
        return value.label()
    if isinstance(value, datetime):
        return moment(timezone.localtime(value))
    return shown_day(value) if isinstance(value, date) else value


def _fields(need: MeetingNeed) -> tuple[tuple[str, str], ...]:
    if need.code in {"set_up", "set_up_late"}:
        return (("month", need.data["month"].label()),)
    return (("will_come", "yes"), (SEEN, unanswered())) if need.code == "answer" else ()


def _join(need: MeetingNeed) -> str:
    there = need.code in _THERE and need.data.get("online")
    return reverse("meetings:join", args=[need.about]) if there else ""


def _at_step(step: str) -> Callable[[MeetingNeed], str]:
    return lambda need: reverse("meetings:step", args=[need.about, step])


def _at(name: str) -> Callable[[MeetingNeed], str]:
    return lambda need: reverse(f"meetings:{name}", args=[need.about])


_answer = _at("answer")
_URLS: dict[str, Callable[[MeetingNeed], str]] = {
    **dict.fromkeys(("set_up", "set_up_late"), _at("set_up")),
    **dict.fromkeys(("come", "read", "meets_today"), _at_step("prepare")),
    **dict.fromkeys(("invite", "invite_late", "prepare", "open_today", "open_late"), _at("meeting")),
    **dict.fromkeys(("conduct", "conduct_late"), _at("meeting")),
    "join": _at("live"),
    **dict.fromkeys(("sign", "signatures", "report"), _at("meeting")),
    "answer": _answer,
    "absences": _at("absences"),
}
