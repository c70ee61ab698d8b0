"""Choosing cells by a rule, and what keeps a round or a conclusion back."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sotay.inspections import rules
from sotay.inspections.rules import Candidate

DAY = date(2026, 11, 23)
CELLS = [Candidate("a", date(2026, 1, 1), 1), Candidate("b", None, 0), Candidate("c", date(2025, 1, 1), 3)]


def keys(rule, seed=""):
    return [each.key for each in rules.in_order(rule, CELLS, seed)]


def test_longest_without_an_inspection_first_and_never_inspected_before_all():
    assert keys(rules.LONGEST) == ["b", "c", "a"]


def test_late_reports_leave_out_cells_that_are_in_time():
    assert keys(rules.LATE) == ["c", "a"]


@given(st.text(max_size=8), st.permutations([f"38.168.{n:03}" for n in range(12)]))
def test_a_draw_is_the_same_whoever_draws_it_again(seed, codes):
    drawn = [each.key for each in rules.in_order(rules.RANDOM, map(Candidate, codes), seed)]
    again = [each.key for each in rules.in_order(rules.RANDOM, map(Candidate, sorted(codes)), seed)]
    assert drawn == again
    assert sorted(drawn) == sorted(codes)


def test_a_draw_is_what_the_page_says_it_is():
    assert rules.drawn("00ff", "38.168.001") == "88f04786"


def test_a_round_needs_cells_a_team_and_one_leader():
    assert rules.fault_of_round(cells=0, team=1, leaders=1) == "cells"
    assert rules.fault_of_round(cells=1, team=0, leaders=0) == "team"
    assert rules.fault_of_round(cells=1, team=2, leaders=0) == "leader"
    assert rules.fault_of_round(cells=1, team=2, leaders=1) == ""


def test_each_demand_has_a_day_to_report_back():
    assert rules.fault_of_demands([("Làm", DAY), ("Sửa", None)], DAY) == ("day", 2)
    assert rules.fault_of_demands([("", DAY)], DAY) == ("text", 1)
    assert rules.fault_of_demands([("Làm", date(2026, 11, 22))], DAY) == ("past", 1)
    assert rules.fault_of_demands([("Làm", DAY), ("", None)], DAY) == ("", 0)


def test_only_an_open_demand_is_late():
    assert rules.days_late(rules.OPEN, date(2026, 11, 20), DAY) == 3
    assert rules.days_late(rules.ANSWERED, date(2026, 11, 20), DAY) == 0
