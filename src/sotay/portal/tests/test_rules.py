"""What needs somebody now, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import Month
from sotay.portal import doors, rules
from sotay.portal.rules import CellFacts, MeetingFacts, Need, OfficeFacts, OwnFacts, Urgency
from sotay.portal.words import NEEDS

CELL, MEETING, OWN = UUID(int=1), UUID(int=2), UUID(int=3)
MONTH = Month(2026, 11)
AT = datetime(2026, 11, 3, 19, 30, tzinfo=UTC)
MET = MeetingFacts(MEETING, CELL, "Meeting", "Hall", MONTH, True, "preparing", AT)
CELL_FACTS = CellFacts(CELL, "Cell", conducts=True)


def codes(needs):
    return [need.code for need in needs]


def on(day, hour=8):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def of_meeting(now, **changes):
    cell = replace(CELL_FACTS, meetings=(replace(MET, **changes),))
    return [need for need in rules.of_cell(cell, now) if need.code not in {"set_up", "set_up_late"}]


def test_a_month_is_set_up_in_time_and_late_when_its_day_has_passed():
    assert codes(rules.of_cell(CELL_FACTS, on(1))) == ["set_up"]
    assert codes(rules.of_cell(CELL_FACTS, on(4))) == ["set_up_late"]
    assert codes(rules.of_cell(CELL_FACTS, on(25))) == ["set_up_late", "set_up"]
    held = replace(CELL_FACTS, meetings=(replace(MET, stage="reported"),))
    assert codes(rules.of_cell(held, on(10))) == []
    assert codes(rules.of_cell(held, on(23))) == ["set_up"]


@pytest.mark.parametrize(
    ("now", "changes", "code", "urgency"),
    [
        (on(1), {}, "invite", Urgency.SOON),
        (on(2), {}, "invite", Urgency.TODAY),
        (on(3), {}, "invite_late", Urgency.LATE),
        (on(1), {"invited": True}, "prepare", Urgency.LATER),
        (on(3), {"invited": True}, "open_today", Urgency.TODAY),
        (on(3, 20), {"invited": True}, "open_late", Urgency.LATE),
        (on(3, 20), {}, "open_late", Urgency.LATE),
        (on(3, 20), {"stage": "open"}, "conduct", Urgency.HAPPENING),
        (on(4), {"stage": "closed", "unsigned": ("chair",)}, "signatures", Urgency.TODAY),
        (
            on(4),
            {"stage": "closed", "unsigned": ("chair",), "own_roles": frozenset({"chair"})},
            "sign",
            Urgency.TODAY,
        ),
        (on(5), {"stage": "signed", "closed_on": date(2026, 11, 3)}, "report", Urgency.TODAY),
        (on(6), {"stage": "signed", "closed_on": date(2026, 11, 3)}, "report", Urgency.LATE),
    ],
)
def test_each_stage_has_one_next_step(now, changes, code, urgency):
    (need,) = of_meeting(now, **changes)
    assert (need.code, need.urgency) == (code, urgency)


def test_a_committee_member_prepares_but_does_not_conduct():
    cell = replace(CELL_FACTS, conducts=False, meetings=(replace(MET, stage="open"),))
    assert codes(rules.of_cell(cell, on(3, 20))) == []
    cell = replace(CELL_FACTS, conducts=False, meetings=(MET,))
    assert codes(rules.of_cell(cell, on(1))) == ["invite"]


def test_a_guest_answers_reads_comes_and_is_left_alone_the_day_after():
    guest = replace(MET, invitation=OWN, has_read=False)
    assert codes(rules.of_invited(guest, on(1))) == ["answer"]
    will = replace(guest, answer="will")
    assert codes(rules.of_invited(will, on(1))) == ["read"]
    assert codes(rules.of_invited(will, on(3))) == ["come"]
    assert codes(rules.of_invited(guest, on(5))) == []
    assert codes(rules.of_invited(replace(MET, stage="open"), on(3, 20))) == ["join"]


def test_own_tasks_are_told_together_when_several_are_late():
    one = (UUID(int=5), "Việc", date(2026, 11, 1))
    two = (UUID(int=6), "Việc", date(2026, 10, 1))
    near = (UUID(int=7), "Việc", date(2026, 11, 5))
    far = (UUID(int=8), "Việc", date(2026, 12, 30))
    assert codes(rules.of_member(OwnFacts((one, near, far)), date(2026, 11, 3))) == ["task_late", "task_near"]
    late = rules.of_member(OwnFacts((one, two)), date(2026, 11, 3))
    assert codes(late) == ["own_tasks_late"]
    assert late[0].data["n"] == 2


def test_a_ward_sends_guidance_before_the_month_begins():
    ward = OfficeFacts(CELL, "Ward", guides=True)
    assert codes(rules.of_office(ward, date(2026, 11, 10))) == []
    assert codes(rules.of_office(ward, date(2026, 11, 22))) == ["guide"]
    sent = replace(ward, guided=frozenset({Month(2026, 12)}))
    assert codes(rules.of_office(sent, date(2026, 11, 22))) == []


def test_somebody_who_conducts_is_not_told_to_join_too():
    needs = [Need("conduct", Urgency.HAPPENING, MEETING), Need("join", Urgency.HAPPENING, MEETING)]
    assert codes(rules.in_order(needs)) == ["conduct"]


DUE = st.one_of(st.none(), st.dates(), st.datetimes(timezones=st.just(UTC)))
SOME = st.builds(
    Need,
    st.sampled_from(sorted(NEEDS)),
    st.sampled_from(Urgency),
    st.builds(UUID, int=st.integers(0, 3)),
    DUE,
)


@given(st.lists(SOME, max_size=12))
def test_needs_are_in_order_of_urgency_and_nothing_is_said_twice(needs):
    found = rules.in_order(needs)
    assert [need.urgency for need in found] == sorted(need.urgency for need in found)
    assert len({(need.code, need.about) for need in found}) == len(found)
    assert bool(found) == bool(needs)


def test_every_need_has_its_words_and_its_door():
    assert set(NEEDS) == set(doors._DOORS)


def test_the_next_meeting_is_asked_for_in_time():
    assert timedelta(days=CELL_FACTS.ahead_days) < rules.SET_UP_AHEAD
