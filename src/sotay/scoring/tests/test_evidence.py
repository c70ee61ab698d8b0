"""Every evidence function on each side of each band edge of the common form, and where there is no data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from sotay.meetings.log.state import Assigned, Item, Mark, Seat, State, Text
from sotay.regulations import on
from sotay.regulations.values import (
    MEASURES,
    Span,
)
from sotay.scoring import rules
from sotay.scoring.evidence import EVIDENCE, facts_of
from sotay.scoring.records import MET, NOT_MET, NOT_NEEDED, UNKNOWN, Records
from sotay.votes.rules import Attendance

DAY = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
BOOK = on(DAY.date())
FORM = BOOK.value("meeting-quality.form")
RATINGS = BOOK.value("meeting-quality.ratings")
ROWS = {row.measure: row for row in FORM.asked}


def state(**more):
    return State(**{"opened_at": DAY, **more})


def roll(present, excused=0, unexcused=0, unmarked=0):
    base = present + excused + unexcused + unmarked
    return Attendance(base, present, excused, unexcused, unmarked, 0, 0, 0, 0)


def lasting(minutes):
    return state(closed_at=DAY + timedelta(minutes=minutes))


def text(words="Nhất trí"):
    return Text(uuid4(), words, DAY)


def ideology(*minutes):
    items = tuple(
        Item(uuid4(), "Tư tưởng", 20, key="ideology", begun_at=DAY, ended_at=DAY + timedelta(minutes=each))
        for each in minutes
    )
    return state(items=items)


def given(n):
    return tuple(Assigned(uuid4(), "Dọn ngõ", DAY) for _ in range(n))


WHOLE = {
    "agenda_adopted_at": DAY,
    "conclusion": text(),
    "minutes_read_at": DAY,
    "items": (Item(UUID(int=1), "Một", 10, begun_at=DAY),),
    "seats": (Seat(UUID(int=2), "An"),),
    "roll": {"start": {UUID(int=2): Mark("present", DAY)}, "end": {}},
}

CASES = [
    # duration: 90 minutes are required. None before it is closed
    ("duration", {"state": state(), "required_minutes": 90}, None),
    ("duration", {"state": lasting(90), "required_minutes": 0}, None),
    ("duration", {"state": lasting(95), "required_minutes": 90}, 5),
    ("duration", {"state": lasting(90), "required_minutes": 90}, 5),
    ("duration", {"state": lasting(89), "required_minutes": 90}, 4),
    ("duration", {"state": lasting(75), "required_minutes": 90}, 4),
    ("duration", {"state": lasting(74), "required_minutes": 90}, 3),
    ("duration", {"state": lasting(60), "required_minutes": 90}, 3),
    ("duration", {"state": lasting(59), "required_minutes": 90}, 2),
    ("duration", {"state": lasting(45), "required_minutes": 90}, 2),
    ("duration", {"state": lasting(44), "required_minutes": 90}, 1),
    # attendance
    ("attendance", {}, None),
    ("attendance", {"attendance": roll(0)}, None),
    ("attendance", {"attendance": roll(9, unmarked=1)}, None),
    ("attendance", {"attendance": roll(20)}, 4),
    ("attendance", {"attendance": roll(18, excused=2)}, 4),
    ("attendance", {"attendance": roll(17, excused=2)}, 3),
    ("attendance", {"attendance": roll(15, excused=5)}, 3),
    ("attendance", {"attendance": roll(14, excused=5)}, 2),
    ("attendance", {"attendance": roll(13, excused=7)}, 2),
    ("attendance", {"attendance": roll(12, excused=7)}, 1),
    ("attendance", {"attendance": roll(19, unexcused=1)}, 1),
    # nobody excused more than three times in a row
    ("absence_streak", {"too_often": None}, None),
    ("absence_streak", {"too_often": 0}, 1),
    ("absence_streak", {"too_often": 1}, 0),
    # the committee
    ("committee_met", {"committee": UNKNOWN}, None),
    ("committee_met", {"committee": MET}, 2),
    ("committee_met", {"committee": NOT_NEEDED}, 2),
    ("committee_met", {"committee": NOT_MET}, 0),
    # notified
    ("notified", {"is_invited": False, "to_invite": 10}, None),
    ("notified", {"is_invited": True, "to_invite": 0}, None),
    ("notified", {"is_invited": True, "to_invite": 10, "invited": 10}, 1),
    ("notified", {"is_invited": True, "to_invite": 10, "invited": 9}, 0),
    # papers
    ("papers_ahead", {"is_invited": False, "ahead": True}, None),
    ("papers_ahead", {"is_invited": True, "ahead": None}, None),
    ("papers_ahead", {"is_invited": True, "ahead": True}, 2),
    ("papers_ahead", {"is_invited": True, "ahead": False}, 0),
    ("papers_posted", {"is_invited": True}, None),
    ("papers_posted", {"is_invited": False, "state": state()}, None),
    ("papers_posted", {"is_invited": True, "state": state()}, 1),
    # steps
    ("steps_done", {}, None),
    ("steps_done", {"state": state(**WHOLE)}, 5),
    *(
        ("steps_done", {"state": state(**{**WHOLE, name: lacking})}, 0)
        for name, lacking in (
            ("agenda_adopted_at", None),
            ("conclusion", None),
            ("minutes_read_at", None),
            ("items", ()),
            ("items", (Item(UUID(int=1), "Một", 10),)),
            ("roll", {"start": {}, "end": {}}),
        )
    ),
    # speaking: exactly half is in the higher band unless a unit says otherwise
    ("speaking", {"spoke": 0, "in_hall": 0}, None),
    ("speaking", {"spoke": 11, "in_hall": 20}, 5),
    ("speaking", {"spoke": 10, "in_hall": 20}, 5),
    ("speaking", {"spoke": 9, "in_hall": 20}, 4),
    ("speaking", {"spoke": 8, "in_hall": 20}, 4),
    ("speaking", {"spoke": 7, "in_hall": 20}, 3),
    ("speaking", {"spoke": 6, "in_hall": 20}, 3),
    ("speaking", {"spoke": 5, "in_hall": 20}, 2),
    ("speaking", {"spoke": 0, "in_hall": 20}, 2),
    # praise, minutes
    ("praised", {}, None),
    ("praised", {"state": state()}, 0),
    ("praised", {"state": state(praises=(text(),))}, 2),
    ("minutes_read", {}, None),
    ("minutes_read", {"state": state()}, 0),
    ("minutes_read", {"state": state(minutes_read_at=DAY)}, 1),
    # 15 to 30 minutes on ideology
    ("ideology_time", {"state": state()}, None),
    ("ideology_time", {"state": ideology(14)}, 0),
    ("ideology_time", {"state": ideology(15)}, 1),
    ("ideology_time", {"state": ideology(30)}, 1),
    ("ideology_time", {"state": ideology(31)}, 0),
    ("ideology_time", {"state": ideology(8, 8)}, 1),
    # closing
    ("concluded", {}, None),
    ("concluded", {"state": state()}, 0),
    ("concluded", {"state": state(conclusion=text())}, 2),
    ("tasks_assigned", {}, None),
    ("tasks_assigned", {"state": state(minutes_read_at=DAY)}, 0),
    ("tasks_assigned", {"state": state(tasks=given(2))}, 0),
    ("tasks_assigned", {"state": state(tasks=given(1), minutes_read_at=DAY)}, 2),
    ("finished_in_time", {"in_time": None}, None),
    ("finished_in_time", {"in_time": True}, 1),
    ("finished_in_time", {"in_time": False}, 0),
    # last month's tasks
    ("targets", {"tasks_due": 0}, None),
    ("targets", {"tasks_due": 10, "tasks_done": 10}, 30),
    ("targets", {"tasks_due": 10, "tasks_done": 9}, 30),
    ("targets", {"tasks_due": 100, "tasks_done": 89}, 27),
    ("targets", {"tasks_due": 10, "tasks_done": 8}, 27),
    ("targets", {"tasks_due": 100, "tasks_done": 79}, 24),
    ("targets", {"tasks_due": 10, "tasks_done": 7}, 24),
    ("targets", {"tasks_due": 100, "tasks_done": 69}, 20),
    ("targets", {"tasks_due": 10, "tasks_done": 6}, 20),
    ("targets", {"tasks_due": 100, "tasks_done": 59}, 15),
    ("targets", {"tasks_due": 10, "tasks_done": 5}, 15),
    ("targets", {"tasks_due": 100, "tasks_done": 49}, 10),
    ("targets", {"tasks_due": 10, "tasks_done": 0}, 10),
]


@pytest.mark.parametrize(("measure", "records", "points"), CASES)
def test_points_on_each_side_of_each_edge(measure, records, points):
    fact = EVIDENCE[measure].prove(Records(**records))
    assert rules.points_of(ROWS[measure], fact) == points


def test_every_measure_of_a_form_is_an_evidence_function_and_has_cases():
    assert {"yes_no", *EVIDENCE} == set(MEASURES)
    tried = {measure: {points for name, _records, points in CASES if name == measure} for measure in EVIDENCE}
    for measure, row in ROWS.items():
        if measure == "yes_no":
            continue
        reached = {band.points for band in row.bands} or {0, row.max_points}
        lacks = set() if measure != "papers_posted" else {0}  # without an invitation nothing is known
        assert tried[measure] >= {None, *reached} - lacks


def test_sentences_of_every_measure_can_be_said_of_what_it_proves():
    for measure, records, _points in CASES:
        fact = EVIDENCE[measure].prove(Records(**records))
        if fact is not None:
            assert str(EVIDENCE[measure].found) % fact.numbers
            assert str(EVIDENCE[measure].not_met) % fact.numbers


def test_exactly_half_is_in_the_band_the_unit_chooses():
    higher, lower = (
        rules.form_for(FORM, without_theme="as_is", half_is_lower=each, thematic=False)
        for each in (False, True)
    )
    fact = EVIDENCE["speaking"].prove(Records(spoke=10, in_hall=20))
    points = [
        rules.points_of(next(row for row in form.asked if row.measure == "speaking"), fact)
        for form in (higher, lower)
    ]
    assert points == [5, 4]


def test_facts_are_kept_and_read_again_as_they_were():
    records = Records(
        state=lasting(80),
        required_minutes=90,
        attendance=roll(18, excused=1, unexcused=1),
        spoke=3,
        in_hall=18,
    )
    for fact in facts_of(records).values():
        assert rules.Fact.read(fact.plain()) == fact


def test_a_unit_may_ask_for_other_minutes_on_ideology():
    records = Records(state=ideology(12), ideology=Span(10, 20))
    assert EVIDENCE["ideology_time"].prove(records).met
    assert not EVIDENCE["ideology_time"].prove(replace(records, ideology=Span(15, 30))).met
