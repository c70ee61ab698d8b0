"""What the room reminds of while a meeting is held: rows of the form that something can still be done for."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _

from sotay.meetings.goals import Goal, MeetingGoals
from sotay.meetings.log.points import Goals
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import points_of
from sotay.regulations.rules import required_minutes
from sotay.regulations.values import (
    ScoringForm,
)
from sotay.scoring.evidence import EVIDENCE
from sotay.scoring.forms_in_force import form_of, is_scored
from sotay.scoring.queries import combined
from sotay.scoring.rules import SPEAKING

LIVE = (
    *("ideology_time", "steps_done", "speaking", "praised"),
    *("tasks_assigned", "concluded", "minutes_read", "duration"),
)
"""Codes of `meetings.log.points.lacking`."""


def goals_of(meeting: Meeting) -> MeetingGoals | None:
    """None where the meeting is not scored. `members` of the length rule are not known before the roll, so
    the longer duration of a large cell is reminded of only on the page of the score."""
    if not is_scored(meeting):
        return None
    points, form = points_of(meeting), form_of(meeting).form
    minutes = required_minutes(points, members=0, thematic=combined(meeting))
    share = _best_share(form)
    goals = Goals(minutes, points["cell-meeting.ideology_minutes"].low, share.numerator, share.denominator)
    worth = {row.measure: row.max_points for row in form.asked if row.measure in LIVE}
    return MeetingGoals(goals, {code: Goal(worth[code], _words(code)) for code in LIVE if code in worth})


def _best_share(form: ScoringForm) -> Fraction:
    bands = next((row.bands for row in form.asked if row.measure == SPEAKING), ())
    return bands[0].low if bands and bands[0].low is not None else Fraction(1, 2)


def _words(code: str) -> str:
    """What to do for a row, with the places the room fills in."""
    if code == "ideology_time":
        return _("Ideology, self-criticism and criticism: {minutes} minutes so far, {low} are asked for.")
    if code == "speaking":
        return _("{spoke} of {hall} have spoken. Ask those who have been silent.")
    if code == "duration":
        return _("{minutes} minutes so far; {required} are asked for.")
    return str(EVIDENCE[code].advice)
