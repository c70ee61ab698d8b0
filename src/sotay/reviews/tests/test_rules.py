"""What points, votes and shares come to."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.kernel.periods import Month
from sotay.regulations.reading import BadValue, read
from sotay.regulations.values import (
    ReviewLevel,
    Threshold,
    Words,
)
from sotay.reviews import rules
from sotay.reviews.rules import Slips, TaskFacts

HALF = Threshold(Fraction(1, 2), strict=True)
W = Words("x", "x")
LEVELS = (
    ReviewLevel("excellent", 90, W, on_time=Fraction(1), beyond=Fraction(3, 10)),
    ReviewLevel("good", 70, W, on_time=Fraction(1)),
    ReviewLevel("completed", 50, W, done=Fraction(1), late_most=Fraction(1, 5)),
    ReviewLevel("failed", 0, W),
)
KEYS = [level.key for level in LEVELS]
counts = st.lists(st.integers(0, 40), min_size=4, max_size=4)
keys = st.lists(st.sampled_from([*KEYS, ""]), max_size=80)


@pytest.mark.parametrize(
    ("points", "key"),
    [(100, "excellent"), (90, "excellent"), (89, "good"), (70, "good"), (69, "completed"), (49, "failed")],
)
def test_points_reach_a_level(points, key):
    assert rules.level_for(points, LEVELS).key == key


@pytest.mark.parametrize(
    ("votes", "base", "cumulative", "level"),
    [
        ((3, 1, 0, 0), 4, True, "excellent"),
        ((2, 2, 0, 0), 4, True, "good"),  # 2 is not more than half; 2 + 2 is
        ((2, 2, 0, 0), 4, False, ""),
        ((1, 1, 1, 1), 4, True, "completed"),
        ((2, 0, 0, 0), 4, True, ""),  # who stayed away counts against
        ((0, 0, 0, 3), 4, True, "failed"),
        ((0, 0, 0, 0), 0, True, ""),
        ((31, 29, 0, 0), 60, True, "excellent"),
        ((30, 30, 0, 0), 60, True, "good"),
    ],
)
def test_a_level_needs_more_than_half_of_the_base(votes, base, cumulative, level):
    found = rules.result(dict(zip(KEYS, votes, strict=True)), base, HALF, LEVELS, cumulative=cumulative)
    assert found == level


@given(counts, st.integers(1, 120))
def test_a_vote_for_a_better_level_never_lowers_the_result(numbers, base):
    def place(votes):
        found = rules.result(dict(zip(KEYS, votes, strict=True)), base, HALF, LEVELS, cumulative=True)
        return KEYS.index(found) if found else len(KEYS)

    for worse in range(1, 4):
        if numbers[worse]:
            better = list(numbers)
            better[worse] -= 1
            better[worse - 1] += 1
            assert place(better) <= place(numbers)


@given(counts, st.integers(1, 160))
def test_a_level_by_itself_above_half_is_the_same_either_way_or_a_better_one(numbers, base):
    votes = dict(zip(KEYS, numbers, strict=True))
    alone = rules.result(votes, base, HALF, LEVELS, cumulative=False)
    together = rules.result(votes, base, HALF, LEVELS, cumulative=True)
    if alone:
        assert KEYS.index(together) <= KEYS.index(alone)


@given(keys, st.integers(0, 100), st.sampled_from(["good", "good_or_better", "all"]))
def test_rounded_down_the_cap_is_never_passed_by_those_it_allows(rated, percent, base):
    found = rules.cap(rated, LEVELS, percent, base, rules.DOWN)
    assert found.allowed * 100 <= percent * found.base
    assert found.over == max(0, rated.count("excellent") - found.allowed)
    assert found.allowed <= rules.cap(rated, LEVELS, percent, base, rules.NEAREST).allowed
    assert (
        rules.cap(rated, LEVELS, percent, base, rules.NEAREST).allowed
        <= rules.cap(rated, LEVELS, percent, base, rules.UP).allowed
    )


@given(keys, st.integers(0, 100))
def test_a_wider_base_allows_no_fewer(rated, percent):
    narrow, middle, wide = (
        rules.cap(rated, LEVELS, percent, base, rules.DOWN) for base in ("good", "good_or_better", "all")
    )
    assert narrow.allowed <= middle.allowed <= wide.allowed


@given(st.integers(0, 70), st.integers(0, 70), st.integers(0, 70), st.integers(0, 60))
def test_slips_add_up_only_in_order(issued, collected, invalid, base):
    wrong = rules.wrong_slips(Slips(issued, collected, invalid), base)
    assert (wrong is None) == (base >= issued >= collected >= invalid)


@given(counts, st.integers(0, 40))
def test_votes_are_missing_or_too_many_by_what_the_valid_papers_say(numbers, empty):
    votes = {**dict(zip(KEYS, numbers, strict=True)), "": empty}
    total = sum(votes.values())
    assert rules.votes_missing(votes, Slips(total + 2, total + 2, 2)) == 0
    assert rules.votes_missing(votes, Slips(total + 2, total + 2, 0)) == 2


@pytest.mark.parametrize(
    ("level", "points", "tasks", "beyond", "codes"),
    [
        (0, 95, TaskFacts(on_time=10), 30, []),
        (0, 95, TaskFacts(on_time=10), 29, ["beyond"]),
        (0, 95, TaskFacts(on_time=10), None, ["beyond"]),
        (0, 89, TaskFacts(on_time=9, late=1), 30, ["points", "on_time"]),
        (0, None, TaskFacts(), 30, ["no_points", "no_tasks"]),
        (1, 70, TaskFacts(on_time=3, open=5), None, []),
        (1, 70, TaskFacts(on_time=3, open_late=1), None, ["on_time"]),
        (2, 50, TaskFacts(on_time=4, late=1), None, []),
        (2, 50, TaskFacts(on_time=3, late=1), None, ["late"]),
        (2, 50, TaskFacts(on_time=4, open_late=1), None, ["done"]),
        (3, 10, TaskFacts(open_late=9), None, []),
    ],
)
def test_what_speaks_against_a_level(level, points, tasks, beyond, codes):
    assert [each.code for each in rules.doubts(LEVELS[level], points, tasks, beyond)] == codes


def test_the_period_of_a_round():
    assert rules.months_of("year", 2026, 0) == (Month(2026, 1), Month(2026, 12))
    assert rules.months_of("quarter", 2026, 4) == (Month(2026, 10), Month(2026, 12))


FORM = [
    {"key": "a", "part": "words", "vi": "Lời", "en": "Words"},
    {"key": "b", "part": "common", "max": 30, "vi": "Chung", "en": "Common"},
    {"key": "c", "part": "tasks", "max": 70, "vi": "Việc", "en": "Work"},
]


def test_a_form_sums_to_a_hundred():
    form = read("review_form", FORM, {})
    assert (form.most("common"), form.most("tasks"), len(form.headings)) == (30, 70, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        FORM[:2],
        [*FORM[:2], {**FORM[2], "max": 60}],
        [*FORM, {**FORM[2], "key": "b"}],
        [{**FORM[0], "max": 5}, *FORM[1:]],
        [{**FORM[0], "key": "x" * 21}, *FORM[1:]],
        [{**FORM[1], "max": 100}],
        [],
    ],
)
def test_a_form_that_does_not_add_up_is_refused(wrong):
    with pytest.raises(BadValue):
        read("review_form", wrong, {})


@pytest.mark.parametrize("points", [[90, 70, 50, 10], [70, 90, 50, 0], [90, 90, 50, 0], [0]])
def test_levels_go_down_to_nothing(points):
    rows = [{"key": f"l{n}", "points": each, "vi": "x", "en": "x"} for n, each in enumerate(points)]
    with pytest.raises(BadValue):
        read("review_levels", rows, {})
