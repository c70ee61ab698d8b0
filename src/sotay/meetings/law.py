"""The rules a meeting is held by: those of the day it was planned for, with the unit's own settings."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from sotay.meetings.log.rules import Law
from sotay.meetings.log.state import HANDS, PAPER
from sotay.meetings.models import Meeting
from sotay.meetings.preparation.kinds import shape_of
from sotay.units.settings import Settings, settings_of
from sotay.votes.rules import BaseRule, Matter, RollRule


def law_of(meeting: Meeting) -> Law:
    """Worked out once for a meeting object, because every entry asks."""
    points = points_of(meeting)
    known: tuple[Settings, Law] | None = getattr(meeting, "_law", None)
    if known is None or known[0] is not points:
        known = points, _of_kind(law_from(points), meeting)
        meeting._law = known  # type: ignore[attr-defined]
    return known[1]


def _of_kind(law: Law, meeting: Meeting) -> Law:
    calls = shape_of(meeting).roll_calls
    return law if calls is None else replace(law, roll_calls=min(calls, law.roll_calls))


def points_of(meeting: Meeting) -> Settings:
    """What holds for the cell on the day the meeting is planned for, looked up once for that day."""
    day = timezone.localdate(meeting.planned_at)
    known: Settings | None = getattr(meeting, "_points", None)
    if known is None or known.day != day:
        known = settings_of(meeting.cell, day)
        meeting._points = known  # type: ignore[attr-defined]
    return known


def usual_method(meeting: Meeting, matter: Matter) -> str:
    """How the rules say such a matter is voted. A secret ballot is on paper unless somebody chooses phones:
    everybody can take part in it.
    """
    return PAPER if points_of(meeting)[matter.ballot_key] == "secret_ballot" else HANDS


def below_threshold(meeting: Meeting, matter: Matter) -> str:
    """What follows when a vote falls short: a choice of the point `below_<matter>`."""
    found: str = points_of(meeting)[matter.below_key]
    return found


def law_from(points: Settings) -> Law:
    return Law(
        roll_calls=points["cell-meeting.roll_calls"],
        roll=RollRule.of(points),
        base=BaseRule.of(points),
        thresholds={matter: points[matter.threshold_key] for matter in Matter},
    )
