"""The rules a meeting is held by: those of the day it was planned for, with the unit's own settings."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from sotay.meetings.models import Meeting
from sotay.meetings.rules import Law
from sotay.units.models import Unit
from sotay.units.settings import settings_of
from sotay.votes.rules import BaseRule, Matter, RollRule


def law_of(meeting: Meeting) -> Law:
    """Worked out once for a meeting object, because every entry asks."""
    known: Law | None = getattr(meeting, "_law", None)
    if known is None:
        known = law_on(meeting.cell, timezone.localdate(meeting.planned_at))
        meeting._law = known  # type: ignore[attr-defined]
    return known


def law_on(unit: Unit, day: date) -> Law:
    points = settings_of(unit, day)
    return Law(
        roll_calls=points["cell-meeting.roll_calls"],
        roll=RollRule.of(points),
        base=BaseRule.of(points),
        thresholds={matter: points[matter.threshold_key] for matter in Matter},
    )
