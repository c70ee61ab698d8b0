from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay import regulations
from sotay.regulations.values import (
    Threshold,
)
from sotay.votes.rules import (
    AS_THE_MEETING_DECIDES,
    BY_HANDS,
    BY_SECRET_BALLOT,
    BaseRule,
    Mark,
    Matter,
    RollEntry,
    RollRule,
    Seat,
    attendance,
    in_base,
    may_vote,
    needed,
    outcome,
    voters,
    voting_base,
)

HALF = Threshold(Fraction(1, 2), strict=True)
TWO_THIRDS = Threshold(Fraction(2, 3), strict=False)

flags = st.booleans()
seats = st.builds(Seat, full=flags, present=flags, away=flags, exempt=flags, suspended=flags, here=flags)
entries = st.builds(
    RollEntry,
    mark=st.none() | st.sampled_from(Mark),
    exempt=flags,
    away=flags,
    suspended=flags,
    here=flags,
)
thresholds = st.builds(
    Threshold, share=st.fractions(min_value=Fraction(1, 10), max_value=1, max_denominator=12), strict=flags
)


def test_an_absent_full_member_stays_in_the_base():
    assert in_base(Seat(full=True, present=False))


def test_members_away_leave_the_base_and_guests_never_enter_it():
    assert not in_base(Seat(full=True, present=False, away=True))
    assert not in_base(Seat(full=True, present=True, here=True))


def test_an_exempt_member_counts_only_when_present():
    assert in_base(Seat(full=True, present=True, exempt=True))
    assert not in_base(Seat(full=True, present=False, exempt=True))


def test_probationary_members_neither_vote_nor_count():
    assert not in_base(Seat(full=False, present=True))
    assert not may_vote(Seat(full=False, present=True))


def test_the_base_of_a_cell_of_thirty():
    """27 full members: 2 away, 3 exempt of whom 1 came, 4 absent; and 3 probationary."""
    cell = [
        *[Seat(full=True, present=True)] * 18,
        *[Seat(full=True, present=False)] * 4,
        *[Seat(full=True, present=False, away=True)] * 2,
        *[Seat(full=True, present=False, exempt=True)] * 2,
        Seat(full=True, present=True, exempt=True),
        *[Seat(full=False, present=True)] * 3,
    ]
    assert voting_base(cell) == 23
    assert voters(cell) == 19


def test_what_was_only_recalled_can_be_set_otherwise():
    guest, suspended = (
        Seat(full=True, present=True, here=True),
        Seat(full=True, present=False, suspended=True),
    )
    assert in_base(guest, BaseRule(counts_here=True))
    assert in_base(suspended, BaseRule(excludes_suspended=False))
    assert not may_vote(Seat(full=True, present=True, suspended=True), BaseRule(excludes_suspended=False))


def test_the_rule_of_the_base_comes_from_the_regulation_of_the_day():
    points = {key: point.value for key, point in regulations.on(date(2026, 3, 3)).points.items()}
    assert BaseRule.of(points) == BaseRule()
    assert RollRule.of(points) == RollRule()


def test_every_matter_has_its_threshold_and_its_ballot():
    book = regulations.on(date(2026, 3, 3))
    for matter in Matter:
        assert isinstance(book.value(matter.threshold_key), Threshold)
        assert book.value(matter.ballot_key) in {BY_HANDS, BY_SECRET_BALLOT, AS_THE_MEETING_DECIDES}
    assert book.value(Matter.RESOLUTION.threshold_key) == HALF
    assert book.value(Matter.EXPULSION.threshold_key) == TWO_THIRDS


@pytest.mark.parametrize(
    ("in_favour", "base", "threshold", "passed"),
    [
        (13, 26, HALF, False),
        (14, 26, HALF, True),
        (13, 25, HALF, True),
        (16, 24, TWO_THIRDS, True),
        (15, 24, TWO_THIRDS, False),
        (17, 25, TWO_THIRDS, True),
        (2, 3, TWO_THIRDS, True),
        (0, 0, HALF, False),
        (0, 0, TWO_THIRDS, False),
    ],
)
def test_what_passes(in_favour: int, base: int, threshold: Threshold, passed: bool):
    assert bool(outcome([in_favour], base, threshold).elected) is passed


@given(st.integers(1, 200), st.data(), thresholds)
def test_it_passes_exactly_from_the_fewest_needed(base: int, data: st.DataObject, threshold: Threshold):
    in_favour = data.draw(st.integers(0, base))
    share = Fraction(in_favour, base)
    by_definition = share > threshold.share if threshold.strict else share >= threshold.share
    assert bool(outcome([in_favour], base, threshold).elected) is by_definition
    assert by_definition is (in_favour >= needed(base, threshold))


@given(st.lists(seats), st.builds(BaseRule, flags, flags, flags, flags))
def test_nobody_votes_who_is_not_in_the_base(cell: list[Seat], rule: BaseRule):
    assert all(in_base(seat, rule) and seat.present and seat.full for seat in cell if may_vote(seat, rule))
    assert voters(cell, rule) <= voting_base(cell, rule) <= sum(seat.full for seat in cell)


@given(st.lists(seats), st.randoms())
def test_the_base_does_not_depend_on_the_order(cell: list[Seat], random):
    shuffled = random.sample(cell, len(cell))
    assert voting_base(cell) == voting_base(shuffled)


def test_the_attendance_of_the_sketch():
    """27 members, one exempt: 25 of 26 present is 96 %."""
    roll = [
        *[RollEntry(Mark.PRESENT)] * 25,
        RollEntry(Mark.EXCUSED),
        RollEntry(Mark.EXCUSED, exempt=True),
    ]
    counted = attendance(roll)
    assert (counted.present, counted.base, counted.exempt) == (25, 26, 1)
    assert counted.rate == Fraction(25, 26)


def test_an_exempt_member_who_comes_is_seen_but_does_not_lift_the_rate():
    roll = [RollEntry(Mark.PRESENT), RollEntry(Mark.UNEXCUSED), RollEntry(Mark.PRESENT, exempt=True)]
    counted = attendance(roll)
    assert counted.rate == Fraction(1, 2)
    assert counted.exempt_present == 1


def test_a_member_here_for_a_while_is_expected_unless_the_unit_says_otherwise():
    roll = [RollEntry(Mark.PRESENT, here=True), RollEntry(Mark.PRESENT)]
    assert attendance(roll).base == 2
    assert attendance(roll, RollRule(counts_here=False)).base == 1


def test_an_empty_roll_has_no_rate():
    assert attendance([]).rate is None
    assert attendance([RollEntry(Mark.PRESENT, away=True)]).rate is None


@given(st.lists(entries), st.builds(RollRule, flags, flags, flags))
def test_everybody_is_counted_once(roll: list[RollEntry], rule: RollRule):
    counted = attendance(roll, rule)
    assert counted.base == counted.present + counted.excused + counted.unexcused + counted.unmarked
    assert counted.base + counted.exempt + counted.away + counted.suspended == len(roll)
    assert counted.exempt_present <= counted.exempt
    assert counted.rate is None or 0 <= counted.rate <= 1


@given(st.lists(entries))
def test_exempt_members_never_move_the_rate(roll: list[RollEntry]):
    without = [entry for entry in roll if not entry.exempt]
    assert attendance(roll).rate == attendance(without).rate
