"""What meetings need of somebody now, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.needs import Urgency
from sotay.kernel.periods import Month
from sotay.meetings import needs
from sotay.meetings.today import rules
from sotay.meetings.today.rules import CellFacts, MeetingFacts
from sotay.meetings.today.words import NEEDS

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


def invited(meeting, now):
    return rules.of_invited(meeting, now, report_days=2)


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
        (on(2, 20), {}, "invite_late", Urgency.LATE),
        (on(3), {}, "invite_late", Urgency.MEETING_DAY),
        (on(1), {"invited": True}, "prepare", Urgency.LATER),
        (on(3), {"invited": True}, "open_today", Urgency.MEETING_DAY),
        (on(3, 20), {"invited": True}, "open_late", Urgency.MEETING_DAY),
        (on(3, 20), {}, "open_late", Urgency.MEETING_DAY),
        (on(4), {}, "open_late", Urgency.LATE),
        (on(3, 20), {"stage": "open"}, "conduct", Urgency.HAPPENING),
        (on(4, 1), {"stage": "open", "opened_on": date(2026, 11, 3)}, "conduct", Urgency.HAPPENING),
        (on(6), {"stage": "open", "opened_on": date(2026, 11, 3)}, "conduct_late", Urgency.LATE),
        (on(4), {"stage": "closed", "unsigned": ("chair",)}, "signatures", Urgency.TODAY),
        (
            on(4),
            {"stage": "closed", "unsigned": ("chair",), "own_roles": frozenset({"chair"})},
            "sign",
            Urgency.TODAY,
        ),
        (on(3, 22), {"stage": "closed", "closed_on": date(2026, 11, 3)}, "signatures", Urgency.MEETING_DAY),
        (on(9), {"stage": "closed", "closed_on": date(2026, 11, 3)}, "signatures", Urgency.LATE),
        (on(9), {"stage": "closed", "closed_on": date(2026, 8, 3)}, "signatures", Urgency.OWED),
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
    assert codes(invited(guest, on(1))) == ["answer"]
    will = replace(guest, answer="will")
    assert codes(invited(will, on(1))) == ["read"]
    assert codes(invited(will, on(3))) == ["come"]
    assert codes(invited(guest, on(5))) == []
    assert codes(invited(replace(MET, stage="open"), on(3, 20))) == ["join"]


@pytest.mark.parametrize("role", [frozenset(), frozenset({"chair"})])
def test_stale_open_meeting_is_late_for_its_chair_and_silent_for_guests(role):
    stale = replace(MET, stage="open", opened_on=date(2026, 11, 3), own_roles=role, invitation=OWN)
    assert codes(invited(stale, on(20))) == (["conduct_late"] if role else [])


def test_member_of_the_cell_hears_of_the_meeting_on_its_day_before_any_invitation():
    assert codes(rules.of_concerned(MET, on(2))) == []
    (need,) = rules.of_concerned(MET, on(3))
    assert (need.code, need.urgency) == ("meets_today", Urgency.MEETING_DAY)
    assert codes(rules.of_concerned(replace(MET, stage="open"), on(3, 20))) == ["join"]


EARLIEST = datetime(2026, 7, 1)  # noqa: DTZ001 - hypothesis adds the zone
LATEST = datetime(2026, 12, 1)  # noqa: DTZ001
STAGES = ("preparing", "open", "closed", "signed")
MEETINGS = st.builds(
    MeetingFacts,
    id=st.builds(UUID, int=st.integers(10, 99)),
    cell=st.just(CELL),
    title=st.just("Meeting"),
    where=st.just("Hall"),
    month=st.just(MONTH),
    is_regular=st.booleans(),
    stage=st.sampled_from(STAGES),
    planned_at=st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)),
    invited=st.booleans(),
    unsigned=st.sampled_from([(), ("chair",), ("minute_taker",)]),
    own_roles=st.sampled_from([frozenset(), frozenset({"chair"})]),
)


@given(st.lists(MEETINGS, max_size=6), st.sampled_from(["", "will"]), st.integers(0, 18))
def test_on_the_day_of_a_meeting_nothing_of_another_day_stands_above_it(others, answer, hour):
    """For its secretary, its members and its overseer, whatever else is owed; a meeting in session is that
    day's."""
    now = on(3, hour)
    others = [
        replace(each, opened_on=each.day, closed_on=each.day) for each in others if each.day != now.date()
    ]
    others = [each for each in others if not (each.stage == "open" and each.day == date(2026, 11, 2))]
    led = replace(CELL_FACTS, meetings=(*others, replace(MET, invited=True)))
    guest = replace(MET, invited=True, invitation=OWN, answer=answer)
    for found in (
        rules.of_cell(led, now),
        [need for each in (*others, guest) for need in invited(each, now)],
        [need for each in (*others, MET) for need in rules.of_concerned(each, now)],
    ):
        first = min(found, key=lambda need: need.urgency)
        assert first.about in {MEETING, OWN}, first


@given(
    st.lists(MEETINGS, max_size=6),
    st.none() | st.integers(1, 28),
    st.dates(date(2026, 9, 1), date(2026, 12, 20)),
)
def test_the_next_meetings_day_is_known_to_everybody_of_a_cell(meetings, usual, today):
    coming = rules.next_meeting(meetings, usual, frozenset(), today)
    planned = [each.day for each in meetings if each.stage in {"preparing", "open"} and each.day >= today]
    if planned:
        assert coming.day == min(planned)
        assert coming.meeting is not None
    elif usual:
        assert today <= coming.day
        assert coming.day.day == usual
    else:
        assert coming is None


def test_a_month_that_was_held_is_not_the_next():
    assert rules.next_meeting([], 3, frozenset(), date(2026, 11, 3)).day == date(2026, 11, 3)
    assert rules.next_meeting([], 3, frozenset({MONTH}), date(2026, 11, 3)).day == date(2026, 12, 3)


def test_every_need_has_its_words_and_its_address():
    assert set(NEEDS) == set(needs._URLS)


def test_the_next_meeting_is_asked_for_in_time():
    assert timedelta(days=CELL_FACTS.ahead_days) < rules.SET_UP_AHEAD


def test_the_day_agreed_on_comes_before_the_usual_one():
    agreed = {MONTH.plus(1): date(2026, 12, 5)}
    coming = rules.next_meeting([], 3, frozenset({MONTH}), date(2026, 11, 20), agreed)
    assert (coming.day, coming.is_agreed) == (date(2026, 12, 5), True)
    usual = rules.next_meeting([], 3, frozenset(), date(2026, 11, 2), agreed)
    assert (usual.day, usual.is_agreed) == (date(2026, 11, 3), False)
