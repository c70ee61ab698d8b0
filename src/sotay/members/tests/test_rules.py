"""Standing, seniority and dates, as pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.actor import Role
from sotay.kernel.periods import PartialDate
from sotay.members import rules
from sotay.members.models import Standing
from sotay.units.models import Kind

HOME, HOST = uuid4(), uuid4()
DAY = date(2026, 11, 3)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@dataclass(frozen=True)
class P:
    kind: str
    from_on: date
    until_on: date | None = None
    cell_id: UUID = HOME


@given(from_on=days, length=st.integers(0, 400), day=days)
def test_a_stretch_holds_from_its_first_day_up_to_but_not_including_its_end(from_on, length, day):
    until = from_on + timedelta(days=length)
    assert rules.in_force(P("full", from_on, until), day) == (from_on <= day < until)


@given(a=days, b=days, c=days, d=days)
def test_stretches_overlap_when_they_share_a_day(a, b, c, d):
    a, b, c, d = min(a, b), max(a, b), min(c, d), max(c, d)
    shared = max(a, c) < min(b, d)
    if a < b and c < d:
        assert rules.overlaps(P("full", a, b), c, d) == shared


@given(st.lists(st.tuples(st.sampled_from([k.value for k in Standing.Kind]), days, days), max_size=8), days)
def test_nobody_is_both_full_and_probationary_and_who_left_is_nothing_else(rows, day):
    status = rules.standing_on([P(kind, min(a, b), max(a, b)) for kind, a, b in rows], day)
    assert not (status.full and status.probationary)
    if status.left:
        assert status == rules.Status(left=True)


def test_away_counts_at_home_and_here_at_the_host():
    periods = [P("full", DAY), P("away", DAY), P("here", DAY, cell_id=HOST)]
    assert rules.standing_on(periods, DAY, HOME) == rules.Status(full=True, away=True)
    assert rules.standing_on(periods, DAY, HOST) == rules.Status(full=True, here=True)


def test_seniority_counts_whole_years_from_the_admission_decision():
    assert rules.party_seniority_years(PartialDate(1986, 11, 3), DAY) == 40
    assert rules.party_seniority_years(PartialDate(1986, 11, 4), DAY) == 39
    assert rules.party_seniority_years(None, DAY) is None


@pytest.mark.parametrize(
    ("admitted", "due"),
    [
        (PartialDate(2025, 10, 20), date(2026, 10, 20)),
        (PartialDate(2024, 2, 29), date(2025, 2, 28)),
        (PartialDate(2025, 10), None),
    ],
)
def test_probation_ends_after_its_months(admitted, due):
    assert rules.probation_due(admitted, 12) == due


@pytest.mark.parametrize(
    ("born", "admitted", "full", "fault"),
    [
        ("1960-05-01", "1990-05-01", "1991-05-01", None),
        ("1960", "1960-05", None, None),
        ("1990", "1960-05", None, ("admitted_on", "admitted_before_birth")),
        ("1960", "1990-05-01", "1990", None),
        ("1960", "1990-05-01", "1990-04-30", ("full_on", "full_before_admission")),
        ("2060", None, None, ("born_on", "future")),
    ],
)
def test_dates_that_cannot_be_are_named(born, admitted, full, fault):
    parse = [PartialDate.parse(text) if text else None for text in (born, admitted, full)]
    found = rules.fault_of_dates(*parse, DAY)
    assert (found and (found.field, found.what)) == fault


def test_the_tables_of_roles_name_real_kinds_and_roles():
    assert set(rules.ROLES_AT) == set(Kind.values)
    named = {role for roles in rules.ROLES_AT.values() for role in roles}
    handed = {role for roles in rules.MAY_APPOINT.values() for role in roles}
    assert named | handed <= set(Role.values)
    assert named == handed, "every role must have somebody who can hand it out"
