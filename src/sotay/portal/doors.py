"""From a need to what the page shows: its words filled in, and the address its button leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.kernel.templatetags.sotay import clock, moment, weekday
from sotay.kernel.templatetags.sotay import day as shown_day
from sotay.kernel.versions import SEEN
from sotay.meetings.preparation.versions import unanswered
from sotay.portal.rules import Need, Urgency
from sotay.portal.words import GUIDED, NEEDS

_DOORS: dict[str, Callable[[Need], str]] = {
    "set_up": lambda need: reverse("meetings:set_up", args=[need.about]),
    "set_up_late": lambda need: reverse("meetings:set_up", args=[need.about]),
    "invite": lambda need: _step(need, "prepare"),
    "invite_late": lambda need: _step(need, "prepare"),
    "prepare": lambda need: _step(need, "prepare"),
    "open_today": lambda need: _step(need, "start"),
    "open_late": lambda need: _step(need, "start"),
    "conduct": lambda need: reverse("meetings:meeting", args=[need.about]),
    "join": lambda need: reverse("meetings:live", args=[need.about]),
    "sign": lambda need: _step(need, "after"),
    "signatures": lambda need: _step(need, "after"),
    "report": lambda need: _step(need, "after"),
    "come": lambda need: _step(need, "prepare"),
    "read": lambda need: _step(need, "prepare"),
    "answer": lambda need: reverse("meetings:answer", args=[need.about]),
    "tasks_overdue": lambda need: f"{reverse('assignments:tasks')}?cell={need.about}&show=overdue",
    "tasks_confirm": lambda need: f"{reverse('assignments:tasks')}?cell={need.about}&show=reported",
    "own_tasks_late": lambda need: f"{reverse('assignments:tasks')}?who=mine&show=overdue",
    "task_late": lambda need: reverse("assignments:task", args=[need.about]),
    "task_near": lambda need: reverse("assignments:task", args=[need.about]),
    "petitions_answer": lambda need: _petitions(),
    "petitions_close": lambda need: _petitions(),
    "petitions_held": lambda need: _petitions(),
    "petitions_late": lambda need: _petitions(),
    "petition_told": lambda need: reverse("petitions:petition", args=[need.about]),
    "cells_late": lambda need: reverse("reports:board", args=[need.about]),
    "guide": lambda need: reverse("meetings:guidance", args=[need.about]),
}
_TONES = {Urgency.HAPPENING: "info", Urgency.LATE: "late", Urgency.TODAY: "wait", Urgency.OWED: "late"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A need as a card or a line. `fields` are sent by POST when the button writes something."""

    code: str
    title: str
    sentence: str
    button: str
    url: str
    urgency: Urgency
    fields: tuple[tuple[str, str], ...] = ()
    other_url: str = ""  # of a need with two answers
    note: str = ""
    join_url: str = ""  # of an online meeting that is on, or is today

    @property
    def tone(self) -> str:
        return _TONES.get(self.urgency, "off")


def shown(need: Need, names_unit: bool = False) -> Shown:
    words, filled = NEEDS[need.code], _filled(need)
    unit = filled.get("cell") or filled.get("unit")
    sentence = str(words.sentence) % filled
    return Shown(
        code=need.code,
        title=str(words.title) % filled,
        sentence=f"{unit}. {sentence}" if words.of_unit and names_unit else sentence,
        button=str(words.button),
        url=_DOORS[need.code](need),
        urgency=need.urgency,
        fields=_fields(need),
        other_url=f"{_DOORS['answer'](need)}?will_come=no" if need.code == "answer" else "",
        note=str(GUIDED) if need.data.get("guidance") else "",
        join_url=_join(need),
    )


def _filled(need: Need) -> dict[str, Any]:
    data = {name: _word(value) for name, value in need.data.items()}
    return data | {"due": _word(need.due), **_planned(need.data.get("planned_at"))}


def _planned(at: datetime | None) -> dict[str, str]:
    """`at` beside other words; `when` with the day of the week, for somebody who is to come."""
    if at is None:
        return {}
    local = timezone.localtime(at)
    return {"at": moment(local), "when": f"{weekday(local)}, {clock(local)}"}


def _word(value: Any) -> Any:
    if isinstance(value, Month):
        return value.label()
    if isinstance(value, datetime):
        return moment(timezone.localtime(value))
    return shown_day(value) if isinstance(value, date) else value


def _fields(need: Need) -> tuple[tuple[str, str], ...]:
    if need.code in {"set_up", "set_up_late"}:
        return (("month", need.data["month"].label()),)
    return (("will_come", "yes"), (SEEN, unanswered())) if need.code == "answer" else ()


_THERE = {"come", "join", "conduct", "open_today", "open_late"}


def _join(need: Need) -> str:
    there = need.code in _THERE and need.data.get("online")
    return reverse("meetings:join", args=[need.about]) if there else ""


def _step(need: Need, step: str) -> str:
    return reverse("meetings:step", args=[need.about, step])


def _petitions() -> str:
    return f"{reverse('petitions:petitions')}?show=waiting"
