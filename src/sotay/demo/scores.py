"""Scores of the demo's meetings: what a cell answers at closing, and what its overseer sees otherwise."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sotay.demo.clock import at
from sotay.kernel.actor import Actor
from sotay.meetings.models import Meeting
from sotay.scoring import actions
from sotay.scoring.forms_in_force import is_scored
from sotay.scoring.queries import scored
from sotay.scoring.rules import Answer

MOSTLY_MET = 0.85
DIFFERS = 0.25
WHY = (
    "Nội dung còn dàn trải, chưa rõ trọng tâm.",
    "Chưa gợi mở được ý kiến của đảng viên trẻ.",
    "Tự phê bình còn nể nang.",
)


def score(meeting: Meeting, by: Actor, chance: random.Random, end: datetime) -> None:
    """The cell answers the rows that are its own as the evening ends."""
    meeting.refresh_from_db()
    if not is_scored(meeting):
        return
    rows = [row for row in scored(meeting).score.rows if row.is_asked]
    answers = {
        row.row.key: Answer(row.row.max_points if chance.random() < MOSTLY_MET else 0, row.row.max_points)
        for row in rows
    }
    with at(end):
        actions.say(meeting=meeting, by=by, answers=answers, hand_in=True)


def verify(meeting: Meeting, by: Actor, chance: random.Random) -> None:
    """The overseer agrees, or takes a point off a row that the cell answered itself."""
    meeting.refresh_from_db()
    if meeting.reported_at is None or not is_scored(meeting):
        return
    own = [row for row in scored(meeting).score.rows if row.said and row.own]
    answers = {}
    if own and chance.random() < DIFFERS:
        row = chance.choice(own)
        answers[row.row.key] = Answer((row.own or 1) - 1, row.row.max_points, chance.choice(WHY))
    with at(meeting.reported_at + timedelta(days=3)):
        actions.verify(meeting=meeting, by=by, answers=answers)
