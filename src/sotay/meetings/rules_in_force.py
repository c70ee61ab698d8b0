"""The rules a meeting is held by: those of the day it was planned for, with the unit's own settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from sotay.meetings.log import rules
from sotay.meetings.log.rules import MeetingRules
from sotay.meetings.log.state import HANDS, PAPER
from sotay.meetings.models import Meeting
from sotay.meetings.preparation.kinds import shape_of
from sotay.units.settings import Settings, settings_at, settings_of
from sotay.votes.rules import AS_THE_MEETING_DECIDES, BY_SECRET_BALLOT, BaseRule, Matter, RollRule


def rules_in_force(meeting: Meeting) -> MeetingRules:
    """Worked out once for a meeting object, because every entry asks."""
    points = points_of(meeting)
    known: tuple[Settings, MeetingRules] | None = getattr(meeting, "_rules_in_force", None)
    if known is None or known[0] is not points:
        known = points, _of_kind(rules_from(points), meeting)
        meeting._rules_in_force = known  # type: ignore[attr-defined]
    return known[1]


def _of_kind(meeting_rules: MeetingRules, meeting: Meeting) -> MeetingRules:
    """Fewer roll calls where the kind has fewer; and only a conference leaves those out of the base who are
    absent throughout with a reason, since 294-QĐ/TW point 9.3.2 speaks of congresses."""
    calls = shape_of(meeting).roll_calls
    if calls is not None:
        meeting_rules = replace(meeting_rules, roll_calls=min(calls, meeting_rules.roll_calls))
    if meeting.kind != Meeting.Kind.CONFERENCE and meeting_rules.base.excludes_excused:
        meeting_rules = replace(meeting_rules, base=replace(meeting_rules.base, excludes_excused=False))
    return meeting_rules


def points_of(meeting: Meeting) -> Settings:
    """What holds for the cell on the day the meeting is planned for, looked up once for that day."""
    day = timezone.localdate(meeting.planned_at)
    known: Settings | None = getattr(meeting, "_points", None)
    if known is None or known.day != day:
        known = settings_of(meeting.cell, day)
        meeting._points = known  # type: ignore[attr-defined]
    return known


def know_points(meetings: Sequence[Meeting]) -> None:
    """Have `points_of` known for many meetings at once. One query."""
    days = [(meeting.cell, timezone.localdate(meeting.planned_at)) for meeting in meetings]
    for meeting, points in zip(meetings, settings_at(days), strict=True):
        meeting._points = points  # type: ignore[attr-defined]


_USUAL = {BY_SECRET_BALLOT: PAPER, AS_THE_MEETING_DECIDES: ""}


def usual_method(meeting: Meeting, matter: Matter) -> str:
    """How the rules say such a matter is voted; "" when the meeting decides that itself.

    A secret ballot is on paper unless somebody chooses phones: everybody can take part in it.
    """
    return _USUAL.get(rules_in_force(meeting).ballots[matter], HANDS)


def must_be_secret(meeting: Meeting) -> frozenset[Matter]:
    """Matters that are not voted on openly, whatever the meeting wants."""
    return rules.always_secret(rules_in_force(meeting))


def below_threshold(meeting: Meeting, matter: Matter) -> str:
    """What follows when a vote falls short: a choice of the point `below_<matter>`."""
    found: str = points_of(meeting)[matter.below_key]
    return found


def rules_from(points: Settings) -> MeetingRules:
    return MeetingRules(
        roll_calls=points["cell-meeting.roll_calls"],
        roll=RollRule.of(points),
        base=BaseRule.of(points),
        thresholds={matter: points[matter.threshold_key] for matter in Matter},
        ballots={matter: points[matter.ballot_key] for matter in Matter},
    )
