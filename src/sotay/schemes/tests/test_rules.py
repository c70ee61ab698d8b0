"""The table of moves, days, quotas, criteria and roadmaps, without a database."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.schemes import measures, rules
from sotay.schemes.rules import Move, Status

DAY, NEXT = date(2026, 3, 31), date(2026, 4, 1)
ORDERED = {
    "register_by": date(2026, 3, 31),
    "review_on": date(2026, 7, 15),
    "assess_from": date(2026, 11, 15),
    "assess_until": date(2026, 12, 5),
    "check_by": date(2026, 12, 20),
    "decide_by": date(2026, 12, 31),
    "valid_until": date(2026, 12, 31),
}


def test_every_status_but_the_derived_one_is_reached_by_a_move():
    reached = {to for _starts, to in rules.MOVES.values() if to is not None}
    assert reached | {Status.LAPSED} == set(Status)


def test_a_decision_needs_a_check_and_a_withdrawal_a_recognition():
    assert rules.MOVES[Move.RECOGNISE][0] == rules.MOVES[Move.REFUSE][0] == {Status.CHECKED}
    assert rules.MOVES[Move.WITHDRAW][0] == {Status.RECOGNISED}


@given(st.sampled_from(list(Move)), st.sampled_from(sorted(set(Status) - {Status.LAPSED})))
def test_a_possible_move_leads_to_a_status_that_is_kept(move, status):
    if rules.possible(move, status):
        assert rules.leads_to(move, status) is not Status.LAPSED


def test_no_move_is_undone_by_both_sides():
    assert not rules.UNDONE_BY_CELL & rules.UNDONE_ABOVE


def test_counts_include_each_other():
    assert rules.IMPLEMENTING < rules.REGISTERED
    assert rules.DECIDED < rules.IMPLEMENTING
    assert not rules.IN_THE_CELL & rules.REGISTERED


@pytest.mark.parametrize(
    ("status", "day", "stands"),
    [
        (Status.RECOGNISED, DAY, Status.RECOGNISED),
        (Status.RECOGNISED, NEXT, Status.LAPSED),
        (Status.WITHDRAWN, NEXT, Status.WITHDRAWN),
        (Status.NOT_RECOGNISED, NEXT, Status.NOT_RECOGNISED),
    ],
)
def test_a_recognition_ends_after_its_last_day(status, day, stands):
    assert rules.standing_on(status, DAY, day) == stands


def test_days_in_order_pass_and_the_first_one_out_of_order_is_named():
    assert rules.fault_of_days(**ORDERED) == ""
    assert rules.fault_of_days(**{**ORDERED, "review_on": None}) == ""
    assert rules.fault_of_days(**{**ORDERED, "check_by": date(2026, 12, 4)}) == "check_by"
    assert rules.fault_of_days(**{**ORDERED, "assess_from": date(2026, 7, 14)}) == "assess_from"
    assert rules.fault_of_days(**{**ORDERED, "valid_until": date(2026, 12, 30)}) == "valid_until"


@pytest.mark.parametrize(
    ("most", "cells", "percent", "allowed"),
    [
        (3, 59, False, 3),
        (20, 59, True, 11),
        (20, 60, True, 12),
        (20, 4, True, 1),
        (20, 0, True, 0),
        (0, 9, True, 0),
    ],
)
def test_quota(most, cells, percent, allowed):
    assert rules.allowed(most, cells, percent=percent) == allowed


def test_over_the_quota_is_how_many_more_there_are():
    assert rules.Limit(3, 5, 59).over == 2
    assert rules.Limit(3, 3, 59).over == 0


@pytest.mark.parametrize(
    ("value", "least", "percent", "met"),
    [
        (None, 90, True, None),
        (Fraction(9, 10), 90, True, True),
        (Fraction(899, 1000), 90, True, False),
        (Fraction(12), 12, False, True),
        (Fraction(11), 12, False, False),
    ],
)
def test_a_computed_criterion_is_met_or_not_or_has_no_data(value, least, percent, met):
    assert rules.met(value, least, percent=percent) is met


ROADMAP = [("Xây nhà văn hóa", DAY, "an")]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (ROADMAP, ("", 0)),
        ([], ("none", 1)),
        ([("", None, None)], ("none", 1)),
        ([*ROADMAP, ("", DAY, None)], ("text", 2)),
        ([*ROADMAP, ("Làm đường", None, "an")], ("day", 2)),
        ([*ROADMAP, ("Làm đường", DAY, None)], ("who", 2)),
        ([("Làm đường", date(2027, 1, 1), "an")], ("range", 1)),
    ],
)
def test_a_roadmap_names_its_first_fault(lines, fault):
    assert rules.fault_of_roadmap(lines, date(2026, 1, 1), date(2026, 12, 31)) == fault


def month(kind="regular", **counts):
    base = {
        "reported": 1,
        "present": 9,
        "base": 10,
        "minutes_held": 95,
        "thematic": 0,
        "spoke": 0,
        "in_hall": 0,
    }
    return kind, {**base, **counts}


def test_measures_add_up_the_year_and_know_what_they_do_not_know():
    sums = measures.sums_of([month(), month(present=8), month("thematic", thematic=1, present=1)], "regular")
    known = {key: measure.value(sums) for key, measure in measures.MEASURES.items()}
    assert known["months_held"] == 2
    assert known["thematic"] == 1
    assert known["attendance"] == Fraction(17, 20)
    assert known["minutes"] == 95
    assert known["score"] is None, "no meeting was scored"
    scored = measures.sums_of([month(scored=1, score_points=91), month(scored=1, score_points=86)], "regular")
    assert measures.MEASURES["score"].value(scored) == Fraction(177, 2)
    assert known["speaking"] is None, "nobody was counted in the hall"
    assert measures.MEASURES["attendance"].shown(Fraction(17, 20)) == "85%"


@pytest.mark.parametrize("key", sorted(measures.MEASURES))
def test_without_a_month_nothing_is_computed(key):
    assert measures.MEASURES[key].value(measures.sums_of([], "regular")) is None


def test_a_share_below_the_line_is_never_shown_as_on_it():
    shown = measures.MEASURES["attendance"].shown(Fraction(8999, 10000))
    assert (shown, rules.met(Fraction(8999, 10000), 90, percent=True)) == ("89%", False)
