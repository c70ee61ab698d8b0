"""The moves of a task, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from sotay.assignments import rules
from sotay.assignments.models import Task


def test_every_move_leads_from_a_state_to_a_state():
    for moves in rules.MOVES.values():
        assert set(moves) | set(moves.values()) <= set(Task.State.values)


def test_only_a_meeting_can_reopen_what_is_settled():
    for state in (rules.DONE, rules.DROPPED):
        possible = {move for move in rules.MOVES if rules.moved(state, move)}
        assert possible <= {"heard_done", "heard_open"}
    assert rules.moved(rules.DROPPED, "heard_open") is None


@pytest.mark.parametrize(
    ("state", "due_on", "late"),
    [
        ("open", date(2026, 11, 30), 3),
        ("open", date(2026, 12, 3), 0),
        ("open", None, 0),
        ("reported", date(2026, 11, 30), 0),
        ("done", date(2026, 11, 30), 0),
    ],
)
def test_a_task_is_late_only_while_somebody_has_it_in_hand(state, due_on, late):
    assert rules.days_late(state, due_on, date(2026, 12, 3)) == late
