"""Votes on the same question that fell short before, in earlier meetings of the cell.

After several of them the level above decides. Source: regulation "charter-implementation", point
"votes_before_sent_up" (294-QĐ/TW point 4.2.3; DOMAIN-2, 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sotay.meetings.log import rules
from sotay.meetings.log.fold import fold
from sotay.meetings.log.state import State
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.rules_in_force import below_threshold
from sotay.votes.rules import SENT_UP_AFTER_THREE, Matter

MOST_MEETINGS = 12
"""Earlier meetings that are looked at, the latest first: a question is not voted on over more months."""


def short_before(meeting: Meeting, state: State) -> Mapping[UUID, int]:
    """For each motion that fell short and may be sent up for it, how many before this meeting did too."""
    short = [
        motion
        for motion in state.motions
        if rules.fell_short(motion) and below_threshold(meeting, Matter(motion.matter)) == SENT_UP_AFTER_THREE
    ]
    if not short:
        return {}
    earlier = _earlier_states(meeting, {motion.matter for motion in short})
    return {
        motion.entry: sum(rules.votes_short(before, motion.matter, motion.text) for before in earlier)
        for motion in short
    }


def _earlier_states(meeting: Meeting, matters: set[str]) -> list[State]:
    moved = LogEntry.objects.filter(
        cell=meeting.cell_id, act="motion_moved", data__matter__in=sorted(matters)
    )
    found = Meeting.objects.filter(pk__in=moved.values("meeting"), planned_at__lt=meeting.planned_at)
    found = found.exclude(pk=meeting.pk).exclude(stage=Meeting.Stage.CANCELLED).order_by("-planned_at")
    return [fold(row.entry() for row in each.log.all()) for each in found[:MOST_MEETINGS]]
