"""Ladders of reminders: how many days ahead somebody is told of what comes, as their unit has it.

An app registers what comes with the setting that holds its ladder:

    REMINDERS.register(Ladder("reminders.meeting", "meeting.soon", coming_meetings))

Each person is told once for each step of each matter; a step that was missed is not made up for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from sotay import regulations
from sotay.kernel.hooks import Hook
from sotay.notify import actions
from sotay.notify.models import Notice
from sotay.notify.rules import step_due
from sotay.regulations import NotInForce
from sotay.units.models import Unit, UnitSetting
from sotay.units.settings import settings_for

AT_ONCE = 500
"""How many matters are read, and their units' settings with one query."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that comes on a day. `thing` names it among others of its ladder; moved to another day it
    is told of anew.
    """

    thing: UUID
    on: date
    unit: Unit
    to: tuple[UUID | None, ...]
    url: str
    words: Mapping[str, object] = field(default_factory=dict)
    until: datetime | None = None  # when it is too late to be told outside; None: in some days


@dataclass(frozen=True, slots=True)
class Ladder:
    """`setting` is a point of type `days_before`, `code` that of the notice, whose sentence may use the
    `words` and `left`, the days that are left. `coming` answers what comes from a day to another, both
    included.
    """

    setting: str
    code: str
    coming: Callable[[date, date], Iterable[Coming]]


REMINDERS: Hook[Ladder] = Hook("notify.reminders", "what people are reminded of some days ahead")


def remind(now: datetime) -> int:
    """Tell everybody of whose matters a step has come; how many were told."""
    day = timezone.localdate(now)
    return sum(_climb(ladder, day) for ladder in REMINDERS)


def remind_hourly(now: datetime) -> int:
    """The same once an hour, however often the clock runs: it looks at everything that comes."""
    hour = timezone.localtime(now)
    return remind(now) if cache.add(f"reminders:{hour:%Y%m%d%H}", 1, 60 * 60) else 0


def _climb(ladder: Ladder, day: date) -> int:
    longest = _longest(ladder.setting, day)
    if longest is None:
        return 0
    coming = iter(ladder.coming(day, day + timedelta(days=longest)))
    told = 0
    while batch := list(islice(coming, AT_ONCE)):
        told += _remind_of(ladder, batch, day)
    return told


def _longest(setting: str, day: date) -> int | None:
    """How many days ahead the longest ladder of any unit begins; None when nobody is reminded."""
    try:
        ladders = [regulations.on(day).value(setting)]
    except NotInForce:
        return None
    own = UnitSetting.objects.filter(key=setting, from_on__lte=day).values_list("value", flat=True)
    steps = [step for ladder in (*ladders, *own) if isinstance(ladder, (list, tuple)) for step in ladder]
    return max(steps, default=None)


def _remind_of(ladder: Ladder, batch: list[Coming], day: date) -> int:
    settings = settings_for([each.unit for each in batch], day)
    due = {
        f"{ladder.code}:{each.thing}:{each.on:%Y%m%d}:{step}": each
        for each in batch
        if (step := step_due(settings[each.unit.pk][ladder.setting], each.on, day)) is not None
    }
    done = set(Notice.objects.filter(matter__in=due).values_list("matter", flat=True))
    told = 0
    for matter, each in due.items():
        if matter not in done:
            words = {**each.words, "left": (each.on - day).days}
            told += len(
                actions.remind(each.to, ladder.code, each.url, matter=matter, until=each.until, words=words)
            )
    return told
