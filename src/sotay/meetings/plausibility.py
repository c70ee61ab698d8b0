"""What is hardly so in a meeting, in sentences: on its pages, and in the room without a network.

Nothing is refused for it (`log.plausible` finds it). Both fill in the sentences: `{day}` and the like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.periods import Month
from sotay.meetings.log import plausible
from sotay.meetings.log.plausible import Doubt, Limits
from sotay.meetings.log.state import State
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.regulations.holidays import names_of

WORDS: Mapping[str, str | Promise] = {
    "other_month": _("The day {day} is not in {month}, the month of this meeting."),
    "holiday": _("The day {day} is a holiday: {name}."),
    "backwards": _("The closing is dated before the opening. Check the clocks of the devices."),
    "short": _("From the opening it is only {minutes} minutes: very short for a meeting."),
    "long": _("From the opening it is {hours} hours. Was closing the meeting forgotten?"),
    "strangers": _("{n} people are marked as present who are not on the roll."),
    "quick_vote": _("The vote on “{question}” took {seconds} seconds from the question to the count."),
}


def limits_of(meeting: Meeting) -> Limits:
    points = points_of(meeting)
    return Limits(**{name: points[f"cell-meeting.plausible_{name}"] for name in Limits.__slots__})


def holidays_for(meeting: Meeting) -> dict[str, str]:
    """Holidays of the years a meeting may be held in, by their day, in the reader's language."""
    years = {meeting.month.year, timezone.localdate(meeting.planned_at).year, timezone.localdate().year}
    return {day.isoformat(): name for year in years for day, name in names_of(year).items()}


def of_day(meeting: Meeting, day: date) -> list[str]:
    """What is odd about holding the meeting on that day."""
    return sentences(plausible.of_day(day.isoformat(), str(meeting.month), holidays_for(meeting)))


def of_meeting(meeting: Meeting, state: State, now: datetime) -> list[str]:
    """What is odd about the meeting as it has gone so far."""
    opened = of_day(meeting, timezone.localdate(state.opened_at)) if state.opened_at else []
    return [*opened, *sentences(plausible.of_course(state, now, limits_of(meeting)))]


def sentences(doubts: Iterable[Doubt]) -> list[str]:
    return list(map(_sentence, doubts))


def _sentence(doubt: Doubt) -> str:
    places = {
        key: _PLACES[key](value) if key in _PLACES else value for key, value in doubt.items() if key != "code"
    }
    return str(WORDS[doubt["code"]]).format(**places)


_PLACES: Mapping[str, Callable[[str], str]] = {
    "day": lambda text: f"{date.fromisoformat(text):%d/%m/%Y}",
    "month": lambda text: Month.parse(text).label(),
    "question": lambda text: text[:80],
}
"""How what is filled in is written, where it is not written as it stands."""
